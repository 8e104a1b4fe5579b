import type { Manifest } from '../run/manifest.js'
import { isTerminalStatus } from '../run/status.js'
import type { Problem } from './finding.js'
import type { RunInventory } from './inventory.js'
import type { Rule } from './rule.js'

/** What every run that rundir started has. */
const OF_A_STARTED_RUN = ['config.yaml', 'config_resolved.yaml'] as const
/** The layouts of typed runs, whose input stands in for a configuration. */
const OF_TYPED_RUNS: ReadonlySet<string> = new Set(['evaluation', 'cluster', 'session', 'benchmark'])

/** The files that a run must have, and what may not be left open in them. */
export const FILE_RULES: readonly Rule<RunInventory>[] = [
  {
    id: 'R010',
    title: 'A required file is missing',
    severity: 'error',
    what: 'A run that was started has no copy of its configuration, a typed run no `input.json` or, when it is completed, no `output.json`, or a completed one lacks a file that the workspace requires (`contract.required_files`).',
    why: 'Without it the run cannot be explained or repeated.',
    fix: 'restore the file; nothing can make it up',
    check: checkRequired,
  },
  {
    id: 'R011',
    title: 'An interpolation is unresolved',
    severity: 'error',
    what: '`config_resolved.yaml` or `config_resolved.json` holds a `${…}` that is not escaped (`\\${…}`).',
    why: 'The resolved configuration is what the program was given; a place that is open in it can be filled with anything.',
    fix: 'resolve the configuration before the run starts: rundir config show',
    check: ({ dir, interpolations }) =>
      interpolations.map(({ file, where, text }) => ({
        path: `${dir}/${file}`,
        message: `${where} holds ${JSON.stringify(text)}`,
      })),
  },
  {
    id: 'R012',
    title: 'The uncommitted change is missing',
    severity: 'warning',
    what: 'The manifest says that tracked files differed from the commit, and there is no `source.patch`.',
    why: 'The code of the run cannot be had again from the commit alone.',
    fix: 'commit before the next run; a change of more than 4 MiB is not kept',
    check: checkPatch,
  },
]

function checkRequired(inventory: RunInventory): Problem[] {
  const { dir, manifest: reading, files, policy } = inventory
  if (reading.kind !== 'read') return []
  const { status, seal } = reading.manifest
  const wanted = [...ownFilesOf(reading.manifest), ...(status === 'completed' ? policy.requiredFiles : [])]
  const there = new Set(files.map((file) => file.path))
  // What is sealed and gone is told by the rule about sealed files.
  const sealed = new Set(isTerminalStatus(status) && seal !== null ? inventory.seal.list?.map((each) => each.path) : [])
  return wanted
    .filter((path) => !there.has(path) && !sealed.has(path))
    .map((path) => ({ path: `${dir}/${path}`, message: `${path} is missing` }))
}

function ownFilesOf({ attempt, layout, status }: Manifest): readonly string[] {
  if (attempt === 0) return []
  if (!OF_TYPED_RUNS.has(layout)) return OF_A_STARTED_RUN
  return status === 'completed' ? ['input.json', 'output.json'] : ['input.json']
}

function checkPatch({ dir, manifest, files }: RunInventory): Problem[] {
  if (manifest.kind !== 'read' || !isPatchExpected(manifest.manifest)) return []
  const isThere = files.some((file) => file.path === 'source.patch')
  return isThere ? [] : [{ path: `${dir}/source.patch`, message: 'the tree was dirty, and its change was not kept' }]
}

/** A tree is also dirty by files that git does not know; their content is never kept. */
function isPatchExpected({ git_dirty, git_untracked }: Manifest): boolean {
  return git_dirty === true && git_untracked.length === 0
}
