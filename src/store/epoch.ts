import { randomText } from '../run/id.js'
import type { AllocationDisk, FolderState } from './allocation-disk.js'
import type { Steps } from './claim.js'
import { HINTS, readHintFile, writeHintFile } from './hint-file.js'

/** Where runs of the layout `pipeline` and their logs stand side by side, each of which may hold a number of any counter. */
const WATCHED = ['outputs', 'logs'] as const
const RECORD = `${HINTS}/epoch`

type States = Readonly<Record<(typeof WATCHED)[number], FolderState | undefined>>

/**
 * The epoch that it is: a time in which nobody but rundir, counting in this scope, put anything into `outputs/` or `logs/`. What a
 * family learnt in an epoch is true while the epoch lasts. A new one begins when the folders are not as rundir left them last
 * (docs/format.md, Claims).
 */
export function* epochSteps(disk: AllocationDisk, scope: string): Steps<string> {
  const known = yield* recordSteps(disk)
  const now = printStates(yield* stateSteps(disk))
  if (known?.scope === scope && known.states === now) return known.epoch
  const epoch = randomText(12)
  // Written before anybody looks around: what comes after the look ends this epoch, what came before it is seen.
  yield* writeHintFile(disk, RECORD, printRecord(epoch, scope, now))
  return epoch
}

/** Makes a change of our own in the watched folders, so that the epoch goes on. `added` folders come to be in each of them. */
export function* ownChangeSteps<Result>(
  disk: AllocationDisk,
  added: Readonly<Partial<Record<keyof States, number>>>,
  change: () => Steps<Result>,
): Steps<Result> {
  const known = yield* recordSteps(disk)
  const before = yield* stateSteps(disk)
  const result = yield* change()
  if (known === undefined || known.states !== printStates(before)) return result
  const after = yield* stateSteps(disk)
  // Somebody else's change in the same moment is told by the count of folders, where the file system counts them.
  if (!WATCHED.every((folder) => isChangedBy(added[folder] ?? 0, before[folder], after[folder]))) return result
  yield* writeHintFile(disk, RECORD, printRecord(known.epoch, known.scope, printStates(after)))
  return result
}

/** As `ownChangeSteps`, for a change that is made at once. */
export function changeOwn(
  disk: AllocationDisk,
  added: Readonly<Partial<Record<keyof States, number>>>,
  change: () => void,
): void {
  const steps = ownChangeSteps(disk, added, function* () {
    yield 'change'
    change()
  })
  while (steps.next().done !== true) {}
}

function isChangedBy(added: number, before: FolderState | undefined, after: FolderState | undefined): boolean {
  if (before === undefined || after === undefined) return before === after && added === 0
  const isCounted = before.folders !== undefined && after.folders !== undefined
  return !isCounted || after.folders - before.folders === added
}

function* stateSteps(disk: AllocationDisk): Steps<States> {
  yield 'look at outputs'
  const outputs = disk.folderState('outputs')
  yield 'look at logs'
  return { outputs, logs: disk.folderState('logs') }
}

function printStates(states: States): string {
  return WATCHED.map((folder) => states[folder]?.version ?? 'none').join(' ')
}

function printRecord(epoch: string, scope: string, states: string): string {
  return `${epoch} ${scope} ${states}\n`
}

function* recordSteps(disk: AllocationDisk): Steps<{ epoch: string; scope: string; states: string } | undefined> {
  yield 'read the epoch'
  const [, epoch, scope, states] = /^([0-9a-z]{12}) ([a-z_]+) (\S+ \S+)\n/.exec(readHintFile(disk, RECORD) ?? '') ?? []
  return epoch === undefined || scope === undefined || states === undefined ? undefined : { epoch, scope, states }
}
