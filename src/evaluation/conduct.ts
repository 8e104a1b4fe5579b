import { AppendFile } from '../disk/append.js'
import { replaceFile } from '../disk/write.js'
import { isRundirError, RundirError } from '../error/rundir-error.js'
import { MetricWriter } from '../metric/metric-writer.js'
import { makeRunId } from '../run/id.js'
import { makeManifest } from '../run/manifest.js'
import type { RunReference } from '../run/reference.js'
import { checkResumable } from '../run/status.js'
import { allocateRun } from '../store/allocate.js'
import type { Run } from '../store/read.js'
import { writeManifest } from '../store/update.js'
import { printInstant } from '../value/instant.js'
import { printJsonFile } from '../value/json.js'
import { printFailure, summariseFailure } from './failure.js'
import type { RunOutlets, RunType } from './run-type.js'
import { runsRootOf, type Stage } from './stage.js'
import { TypedRun } from './typed-run.js'

/** Where a run belongs: whose child it is, and in which batch and group. */
export interface Lineage {
  readonly parents?: readonly RunReference[]
  readonly batch?: string | null
  /** Marks repeats of one thing. */
  readonly group?: string | null
  readonly tags?: Readonly<Record<string, string>>
}

/** A typed run on disk. */
export interface ClaimedRun<Input> {
  readonly typed: TypedRun<Input>
  readonly run: Run
}

/** A typed run that was done. */
export interface DoneRun<Input, Output> extends ClaimedRun<Input> {
  readonly output: Output
}

/**
 * Claims a run of a type and does its work: claim, folder, manifest, `input.json`, attempt, work, `output.json`, terminal manifest.
 * The input is checked before anything is claimed, the output before it is written. What the work throws is kept in the run
 * (`error.json`), marks it `failed` (`cancelled` for INTERRUPTED) and is thrown on. Throws VALUE_INVALID, NAME_INVALID, DISK_*.
 */
export async function conductRun<Input, Output>(
  stage: Stage,
  type: RunType<Input, Output>,
  input: Input,
  lineage: Lineage = {},
): Promise<DoneRun<Input, Output>> {
  return await performRun(stage, type, claimTypedRun(stage, type, input, lineage))
}

/** The first half of `conductRun`: the run exists, with its input, and nothing was done yet. */
export function claimTypedRun<Input, Output>(
  stage: Stage,
  type: RunType<Input, Output>,
  input: Input,
  lineage: Lineage,
): ClaimedRun<Input> {
  const { value, text } = type.checkInput(input)
  const runId = makeRunId(stage.clock)
  const { space, clock } = stage
  const allocation = allocateRun(space, type.scopeOf(value), { ...stage.claimant, runId }, clock)
  const manifest = makeManifest({
    ...stage.provenance,
    run_id: runId,
    name: allocation.name,
    layout: allocation.layout,
    status: 'created',
    created_at: printInstant(clock.now()),
    run_type: type.type,
    name_segments: allocation.segments,
    parents: [...(lineage.parents ?? [])],
    batch_id: lineage.batch ?? null,
    group: lineage.group ?? null,
    tags: { ...stage.provenance.tags, ...lineage.tags },
  })
  // The folder is synced once for all three, with the input.
  writeManifest(space.root, allocation.dir, manifest, 'entrusted')
  stage.keepPatch(allocation.dir)
  const typed = new TypedRun(type.scopeOf, runsRootOf(stage), value, allocation.name)
  replaceFile(typed.inputPath, text, 'durable')
  return { typed, run: { dir: allocation.dir, manifest, status: 'created' } }
}

/** The second half of `conductRun`; also for a run that was begun before and did not come to its end. */
export async function performRun<Input, Output>(
  stage: Stage,
  type: RunType<Input, Output>,
  claimed: ClaimedRun<Input>,
): Promise<DoneRun<Input, Output>> {
  const { typed } = claimed
  checkBegin(claimed.run)
  const begun = stage.begin(claimed.run)
  const events = new EventLog(stage, typed)
  try {
    const output = type.checkOutput(await type.execute(typed, events))
    // The checksums, which stand in the same folder, are durable before the run is completed.
    replaceFile(typed.outputPath, output.text, 'entrusted')
    events.close()
    logMetrics(stage, begun, type.metricsOf(output.value))
    const run = await stage.end(begun, { status: 'completed', error: undefined })
    return { typed, run, output: output.value }
  } catch (error) {
    events.close()
    await keepFailure(stage, typed, begun, error)
    throw error
  }
}

/** Throws STATUS_ILLEGAL for a run that is completed, or that somebody is doing. */
function checkBegin({ manifest, status }: Run): void {
  if (status === 'running' || status === 'unknown') {
    throw new RundirError('STATUS_ILLEGAL', `run ${manifest.name} is being done by another process`, {
      hint: status === 'running' ? 'wait for it, or end that process' : 'ask on the machine that it was started on',
    })
  }
  if (manifest.status !== 'created') checkResumable(manifest.name, manifest.status)
}

/** Numbers of an output are metrics of its run, so that lists and charts show them. */
function logMetrics(stage: Stage, run: Run, metrics: Readonly<Record<string, number>>): void {
  if (Object.keys(metrics).length === 0) return
  const folder = `${stage.space.root}/${run.dir}/metrics`
  const writer = new MetricWriter(folder, 'main', run.manifest.attempt, stage.clock)
  writer.log(metrics)
  writer.close()
}

async function keepFailure(
  stage: Stage,
  typed: { readonly errorPath: string },
  run: Run,
  error: unknown,
): Promise<void> {
  try {
    replaceFile(typed.errorPath, printJsonFile(printFailure(error)), 'durable')
    const status = isRundirError(error, 'INTERRUPTED') ? 'cancelled' : 'failed'
    await stage.end(run, { status, error: summariseFailure(error) })
  } catch (second) {
    throw new AggregateError([error, second], `${summariseFailure(error)}; ${summariseFailure(second)}`)
  }
}

/** `events.jsonl`, which is made when the first event is told. */
class EventLog implements RunOutlets {
  readonly #stage: Stage
  readonly #path: string
  #file: AppendFile | undefined

  constructor(stage: Stage, typed: { readonly eventsPath: string }) {
    this.#stage = stage
    this.#path = typed.eventsPath
  }

  readonly emit: RunOutlets['emit'] = (event, facts) => {
    this.#file ??= new AppendFile(this.#path)
    this.#file.append(`${JSON.stringify({ _at: this.#stage.clock.now(), event, ...facts })}\n`)
  }

  close(): void {
    this.#file?.close()
    this.#file = undefined
  }
}
