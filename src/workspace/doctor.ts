import { checkWritable } from '../disk/access.js'
import { type FileSystemFacts, probeFileSystem } from '../disk/probe.js'
import { isRundirError } from '../error/rundir-error.js'
import { locateCommand } from '../exec/find-command.js'
import { hasWorkspaceFile, upwards, type Workspace } from './open.js'

export type Verdict = 'good' | 'limited' | 'bad'

/** One finding of `doctor`. */
export interface Examination {
  readonly what: string
  readonly verdict: Verdict
  readonly found: string
  /** What follows from it, and what to do; empty when all is well. */
  readonly advice: string
}

const WRITTEN = ['.rundir', 'outputs', 'logs', 'runs']
const LOW_SPACE_BYTES = 1024 ** 3
const SKEW_LIMIT_MS = 2_000
const REACH = { true: ', over the network', false: '', null: ', local or over the network' }

/** Tells what this machine and the file system of the workspace can do. Throws DISK_* when nothing can be written there. */
export function examine(workspace: Workspace, nodeVersion: string): Examination[] {
  const facts = probeFileSystem(workspace.root, () => workspace.clock.now())
  return [
    good('node', nodeVersion),
    examineWorkspace(workspace),
    ...examinePrograms(workspace.environment['PATH']),
    good('file system', `${facts.type ?? 'unknown type'}${REACH[`${facts.isNetwork}`]}`),
    ...examineDisk(facts),
    ...WRITTEN.flatMap((folder) => examineFolder(workspace.root, folder)),
  ]
}

/** Where the workspace can be written, a folder of it may not be: it is a mount of its own, or another user's. */
function examineFolder(root: string, folder: string): Examination[] {
  try {
    checkWritable(`${root}/${folder}/new`)
    return []
  } catch (error) {
    if (!isRundirError(error)) throw error
    return [{ what: `${folder}/`, verdict: 'bad', found: error.message, advice: error.hint ?? '' }]
  }
}

function examineWorkspace(workspace: Workspace): Examination {
  const [, ...parents] = upwards(workspace.root)
  const outer = parents.find(hasWorkspaceFile)
  const found = `${workspace.root} (${workspace.file ?? 'no workspace file: defaults'})`
  if (outer === undefined) return good('workspace', found)
  return limited('workspace', found, `it lies inside the workspace ${outer}; the inner one is used below it`)
}

function examinePrograms(searchPath: string | undefined): Examination[] {
  const describe = (program: string, without: string): Examination => {
    const path = locateCommand(program, searchPath)
    return path === undefined ? limited(program, 'not found', without) : good(program, path)
  }
  return [
    describe('git', 'runs are recorded without commit and patch'),
    describe('python3', 'the Python client cannot be used here'),
    describe('nvidia-smi', 'GPUs are not sampled'),
  ]
}

function examineDisk(facts: FileSystemFacts): Examination[] {
  const { exclusiveCreate, replaceByRename, hardLinks, symbolicLinks, syncDirectory, caseSensitive } = facts
  return [
    ability(
      'exclusive create',
      exclusiveCreate,
      'bad',
      'names cannot be claimed safely here: put the workspace on another disk',
    ),
    ability(
      'atomic replace',
      replaceByRename,
      'bad',
      'files cannot be replaced safely here: put the workspace on another disk',
    ),
    ability('folder sync', syncDirectory, 'limited', 'a power cut can take the last names with it'),
    ability(
      'hard links',
      hardLinks,
      'limited',
      'create-once files are made by exclusive create; a crash can leave one empty',
    ),
    ability('symbolic links', symbolicLinks, 'limited', 'outputs/latest is a text file'),
    caseSensitive
      ? good('names', 'upper and lower case differ')
      : good('names', 'upper and lower case are the same; claims know that'),
    facts.freeBytes < LOW_SPACE_BYTES
      ? limited('free space', gibibytes(facts.freeBytes), 'less than 1 GiB is left')
      : good('free space', gibibytes(facts.freeBytes)),
    Math.abs(facts.clockSkewMs) > SKEW_LIMIT_MS
      ? limited(
          'clock',
          `the file system is ${facts.clockSkewMs} ms off`,
          'rundir orders nothing by file times, other tools may',
        )
      : good('clock', 'agrees with the file system'),
  ]
}

function ability(what: string, has: boolean, otherwise: Verdict, advice: string): Examination {
  return has ? good(what, 'yes') : { what, verdict: otherwise, found: 'no', advice }
}

function good(what: string, found: string): Examination {
  return { what, verdict: 'good', found, advice: '' }
}

function limited(what: string, found: string, advice: string): Examination {
  return { what, verdict: 'limited', found, advice }
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`
}
