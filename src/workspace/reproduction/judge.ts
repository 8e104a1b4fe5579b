import { CHECKSUM_FILE, parseChecksums } from '../../artifact/checksums.js'
import { digestFile } from '../../disk/digest.js'
import { walkFiles } from '../../disk/directory.js'
import { readTextIfThere } from '../../disk/read.js'
import { deviationOf, isOfMachine } from '../../metric/deviation.js'
import type { SeriesColumns } from '../../metric/log-fold.js'
import { readMetrics } from '../../metric/read-metrics.js'
import type { Run } from '../../store/read.js'
import { compareFacts, type FactDifference, type Facts } from '../../value/fact.js'
import { type NumberText, printNumber } from '../../value/json.js'
import { environmentFacts, packageFacts } from '../look/run-facts.js'
import type { Workspace } from '../open.js'
import type { Tolerances } from './tolerance.js'

/** `incomparable`: there is nothing to compare, or one of the two was interrupted. */
export type ReproductionVerdict = 'identical' | 'within tolerance' | 'different' | 'incomparable'

/** Where a repeated run differs from the first; `ending`, `metrics` and `artifacts` decide the verdict. */
export type RunDifference = FactDifference & {
  readonly section: 'ending' | 'metrics' | 'artifacts' | 'code' | 'packages' | 'environment'
  /** Metrics: the first step at which they differ; null when they have not the same steps. */
  readonly step?: number | null
  /** Metrics: the largest relative difference. */
  readonly relative?: number | NumberText
  /** Metrics: whether it is allowed. */
  readonly within_tolerance?: boolean
}

export interface Judgement {
  readonly verdict: ReproductionVerdict
  readonly differences: readonly RunDifference[]
  /** Metrics of the clock and the machine, which were not compared. */
  readonly ignored: readonly string[]
}

/** Compares a run with the one that it repeats. Times do not count. Throws DISK_*, RUN_DAMAGED. */
export function judge(workspace: Workspace, first: Run, second: Run, tolerances: Tolerances): Judgement {
  const [before, after] = [first, second].map(({ dir }) => readMetrics(`${workspace.root}/${dir}`).series)
  const keys = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])]
  const ignored = keys.filter((key) => isOfMachine(key) && !tolerances.byKey.has(key))
  const metrics = keys.filter((key) => !ignored.includes(key))
  const [files, filesAgain] = [first, second].map((run) => artifactFacts(workspace, run))
  const decisive = [
    ...inSection('ending', compareFacts(endingFacts(first), endingFacts(second)).differences),
    ...metrics.flatMap((key) => metricDifference(key, before?.get(key), after?.get(key), tolerances)),
    ...inSection('artifacts', compareFacts(files ?? new Map(), filesAgain ?? new Map()).differences),
  ]
  const facts = [
    ...inSection('code', compareFacts(identityFacts(first), identityFacts(second)).differences),
    ...inSection('packages', compareFacts(packageFacts(first.manifest), packageFacts(second.manifest)).differences),
    ...inSection(
      'environment',
      compareFacts(environmentFacts(first.manifest), environmentFacts(second.manifest)).differences,
    ),
  ]
  const isComparable =
    [first, second].every(isWhole) && metrics.length + (files?.size ?? 0) + (filesAgain?.size ?? 0) > 0
  const verdict = isComparable ? verdictOf(decisive, tolerances) : 'incomparable'
  return { verdict, differences: [...decisive, ...facts], ignored }
}

/** With a tolerance the figures decide: files that follow from them differ in their last bits too. */
function verdictOf(differences: readonly RunDifference[], { all, byKey }: Tolerances): ReproductionVerdict {
  if (differences.length === 0) return 'identical'
  const isTolerant = all > 0 || byKey.size > 0
  const isAllowed = ({ section, within_tolerance }: RunDifference): boolean =>
    within_tolerance === true || (section === 'artifacts' && isTolerant)
  return differences.every(isAllowed) ? 'within tolerance' : 'different'
}

/** A run that came to its own end. */
function isWhole({ status }: Run): boolean {
  return status === 'completed' || status === 'failed'
}

function endingFacts({ manifest }: Run): Facts {
  const { status, exit_code, signal } = manifest
  return new Map(Object.entries({ status, exit_code, signal }))
}

/** One figure over settings, command, code and parents; older runs have none. */
function identityFacts({ manifest }: Run): Facts {
  return new Map(manifest.identity === null ? [] : [['identity', manifest.identity]])
}

function inSection(section: RunDifference['section'], differences: readonly FactDifference[]): RunDifference[] {
  return differences.map((difference) => ({ section, ...difference }))
}

function metricDifference(
  key: string,
  before: SeriesColumns | undefined,
  after: SeriesColumns | undefined,
  { all, byKey }: Tolerances,
): RunDifference[] {
  if (before === undefined || after === undefined) {
    const points = `${(before ?? after)?.step.length ?? 0} points`
    return before === undefined
      ? [{ section: 'metrics', kind: 'added', key, after: points }]
      : [{ section: 'metrics', kind: 'removed', key, before: points }]
  }
  const deviation = deviationOf(before, after)
  if (deviation === undefined) return []
  const { step, relative } = deviation
  const [left, right] = [deviation.before, deviation.after].map((value) =>
    step === null ? `${value} points` : printNumber(value),
  )
  return [
    {
      section: 'metrics',
      kind: 'changed',
      key,
      before: left ?? null,
      after: right ?? null,
      step,
      relative: printNumber(relative),
      within_tolerance: relative <= (byKey.get(key) ?? all),
    },
  ]
}

/** Path → SHA-256 of the files that the program made: as they were sealed, else as they are. */
function artifactFacts(workspace: Workspace, { dir, manifest }: Run): Facts {
  const path = `${workspace.root}/${dir}`
  const sealed = manifest.seal === null ? undefined : parseChecksums(readTextIfThere(`${path}/${CHECKSUM_FILE}`) ?? '')
  if (sealed !== undefined) {
    const made = sealed.filter((file) => file.path.startsWith('artifacts/'))
    return new Map(made.map((file) => [file.path, file.sha256]))
  }
  const files = walkFiles(`${path}/artifacts`).map((file) => `artifacts/${file}`)
  return new Map(files.map((file) => [file, digestFile(`${path}/${file}`)]))
}
