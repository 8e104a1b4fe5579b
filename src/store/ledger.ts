import { crc32 } from 'node:zlib'
import type { CounterScope } from '../run/naming.js'
import type { AllocationDisk, FolderState, InPlace } from './allocation-disk.js'
import type { Steps } from './claim.js'
import { HINTS, ignoring } from './hint.js'

const FOLDER = `${HINTS}/ledger`
const FREE = 'free'
/**
 * Looks at one holder of the ledger, who is not known to have ended, before it is taken for dead, and the longest wait between two of them. Together
 * five seconds: to look around beside a million runs takes that long.
 */
const PATIENCE_LOOKS = 600
const MAX_WAIT_MS = 16
/** Families beyond these look around again when it is their turn: a ledger is read and written whole. */
const MAX_FAMILIES = 250

/** Where runs of the layout `pipeline` and their logs stand side by side, each of which may hold a number of any counter. */
const WATCHED = ['outputs', 'logs'] as const
type Watched = (typeof WATCHED)[number]

type States = Readonly<Record<Watched, FolderState | undefined>>

/** What we have in hand: the name that only we know, and what stands there. */
interface Hold {
  readonly path: string
  readonly file: InPlace
}

/** What a ledger says. */
interface Entries {
  /** The counter scope in which the numbers are counted. */
  readonly scope: string
  /** The watched folders as rundir left them last. */
  readonly versions: string
  /** Family → the number that it handed out last, in the order of their last use. */
  readonly numbers: Map<string, number>
}

/**
 * What the counters of the layout `pipeline` are at, true while nobody but rundir, counting in one scope, puts anything into `outputs/`
 * or `logs/` (docs/format.md, Claims). One process at a time has it.
 */
export class Ledger {
  readonly #disk: AllocationDisk
  readonly #scope: string
  readonly #numbers: Map<string, number>
  /** The watched folders as we saw them last. */
  #states: States
  /** Until somebody else changed a watched folder beside us. */
  #isTrue = true
  readonly #hold: Hold | undefined

  constructor(disk: AllocationDisk, entries: Omit<Entries, 'versions'>, states: States, hold: Hold | undefined) {
    this.#disk = disk
    this.#scope = entries.scope
    this.#numbers = entries.numbers
    this.#states = states
    this.#hold = hold
  }

  /** The number that a family handed out last, and above which none was seen; undefined when that is not known. */
  last(family: string): number | undefined {
    return this.#numbers.get(family)
  }

  /** Notes that `number` was handed out and none above it was seen. */
  note(family: string, number: number): void {
    const last = this.#numbers.get(family) ?? 0
    this.#numbers.delete(family)
    this.#numbers.set(family, Math.max(last, number))
  }

  /**
   * Makes a change of our own in watched folders; `added` tells from its result how many folders came to each of those that it touches.
   * What is known stays true if nobody else made one since the ledger was taken.
   */
  *ownChangeSteps<Result>(
    folders: readonly Watched[],
    change: () => Steps<Result>,
    added: (result: Result, folder: Watched) => number,
  ): Steps<Result> {
    // A look around may have taken long: only what happens in the moment of the change is told by counts.
    for (const folder of folders) yield* this.#lookSteps(folder, undefined)
    const result = yield* change()
    for (const folder of folders) yield* this.#lookSteps(folder, added(result, folder))
    return result
  }

  /** Looks again at a folder to which we added so many; undefined where nothing was changed by us. */
  *#lookSteps(folder: Watched, added: number | undefined): Steps<void> {
    yield `look at ${folder}`
    const [before, after] = [this.#states[folder], this.#disk.folderState(folder)]
    this.#isTrue &&= added === undefined ? before?.version === after?.version : isChangedBy(added, before, after)
    this.#states = { ...this.#states, [folder]: after }
  }

  /** Lets others have it; it is not to be used any more. Whoever took it must do so, whatever happened. */
  *putBackSteps(): Steps<void> {
    const hold = this.#hold
    if (hold === undefined) return
    yield 'write the ledger'
    ignoring(() => hold.file.overwrite(this.#print()))
    yield* letGoSteps(this.#disk, hold)
  }

  #print(): string {
    if (!this.#isTrue) return '\n'
    return printEntries({ scope: this.#scope, versions: printVersions(this.#states), numbers: this.#numbers })
  }
}

/**
 * Takes the ledger, to be put back. Who finds it taken waits, and takes a holder who does not put it back for dead; where
 * hints cannot be written, an empty one is used and forgotten: names are unique without it. `scope` is the one in which is counted,
 * undefined where nothing is.
 */
export function* takeLedgerSteps(disk: AllocationDisk, scope: CounterScope | undefined): Steps<Ledger> {
  const path = `${FOLDER}/${disk.ownName()}`
  yield* takeSteps(disk, path)
  const file = yield* openSteps(disk, path)
  const hold = file === undefined ? undefined : { path, file }
  try {
    const known = parseEntries(file?.text ?? '')
    // Before anybody looks around: what comes after this is told by another state, what came before it is seen.
    yield 'look at outputs'
    const outputs = disk.folderState('outputs')
    yield 'look at logs'
    const states = { outputs, logs: disk.folderState('logs') }
    const isTrue = known?.versions === printVersions(states) && (scope === undefined || known.scope === scope)
    const entries = isTrue ? known : { scope: scope ?? known?.scope ?? 'none', numbers: new Map<string, number>() }
    return new Ledger(disk, entries, states, hold)
  } catch (error) {
    if (hold !== undefined) yield* letGoSteps(disk, hold)
    throw error
  }
}

/** Makes a change of our own in both watched folders at once, which adds a folder of logs if there was none, with the ledger in hand. */
export function changeOwn(disk: AllocationDisk, logDir: string, change: () => void): void {
  const steps = changeSteps(disk, logDir, change)
  while (steps.next().done !== true) {}
}

/** The steps of `changeOwn`, to be interleaved with those of others in a proof. */
export function* changeSteps(disk: AllocationDisk, logDir: string, change: () => void): Steps<void> {
  const ledger = yield* takeLedgerSteps(disk, undefined)
  try {
    yield `look at ${logDir}`
    const addsLogs = logDir.startsWith('logs/') && !disk.exists(logDir)
    yield* ledger.ownChangeSteps(
      WATCHED,
      function* () {
        yield 'change'
        change()
      },
      (_, folder) => (folder === 'logs' && addsLogs ? 1 : 0),
    )
  } finally {
    yield* ledger.putBackSteps()
  }
}

/** Gives the ledger a name that only we know, as soon as nobody has it. */
function* takeSteps(disk: AllocationDisk, path: string): Steps<void> {
  const looks = new Map<string, number>()
  for (let wait = 1; ; wait = Math.min(2 * wait, MAX_WAIT_MS)) {
    yield 'take the ledger'
    if (ignoring(() => disk.rename(`${FOLDER}/${FREE}`, path)) !== false) return
    yield 'look who has the ledger'
    const names = ignoring(() => disk.list(FOLDER)) ?? []
    for (const name of names) looks.set(name, (looks.get(name) ?? 0) + 1)
    const isHeld = names.some((name) => (looks.get(name) ?? 0) < PATIENCE_LOOKS && !disk.isEnded(name))
    if (!isHeld) {
      for (const name of names) yield* removeSteps(disk, `${FOLDER}/${name}`)
      return
    }
    yield 'pause'
    disk.pause(wait)
  }
}

/** Opens the ledger that we took, or begins one, for which others wait instead of looking around as well; undefined where none can be. */
function* openSteps(disk: AllocationDisk, path: string): Steps<InPlace | undefined> {
  const open = (): InPlace | undefined => ignoring(() => disk.openInPlace(path))
  yield 'open the ledger'
  const file = open()
  if (file !== undefined) return file
  yield `make ${FOLDER}`
  ignoring(() => disk.makeDirectories(FOLDER))
  // Another user's may be renamed and not be written.
  yield* removeSteps(disk, path)
  yield 'open the ledger'
  return open()
}

function* letGoSteps(disk: AllocationDisk, { path, file }: Hold): Steps<void> {
  ignoring(() => file.close())
  yield 'put the ledger back'
  if (ignoring(() => disk.rename(path, `${FOLDER}/${FREE}`)) !== true) yield* removeSteps(disk, path)
}

function* removeSteps(disk: AllocationDisk, path: string): Steps<void> {
  yield `remove ${path}`
  ignoring(() => disk.removeFile(path))
}

function printVersions(states: States): string {
  return WATCHED.map((folder) => states[folder]?.version ?? 'none').join(' ')
}

/** Somebody else's change in the same moment is told by the count of folders, where the file system counts them. */
function isChangedBy(added: number, before: FolderState | undefined, after: FolderState | undefined): boolean {
  if (before === undefined || after === undefined) return before === after && added === 0
  const isCounted = before.folders !== undefined && after.folders !== undefined
  return !isCounted || after.folders - before.folders === added
}

function printEntries({ scope, versions, numbers }: Entries): string {
  const families = [...numbers].slice(-MAX_FAMILIES).map(([family, number]) => `${number} ${family}\n`)
  const text = `${scope} ${versions}\n${families.join('')}\n`
  return `${crc32(text)} ${text}`
}

/** Undefined for one that is torn: it is overwritten in place, and what stood beyond its empty line stays. */
function parseEntries(text: string): Entries | undefined {
  const start = text.indexOf(' ') + 1
  const end = text.indexOf('\n\n', start)
  if (start === 0 || end < 0 || Number(text.slice(0, start)) !== crc32(text.slice(start, end + 2))) return undefined
  const [head = '', ...lines] = text.slice(start, end).split('\n')
  const space = head.indexOf(' ')
  const numbers = new Map(lines.map((line) => line.split(' ')).map(([number, family = '']) => [family, Number(number)]))
  return { scope: head.slice(0, space), versions: head.slice(space + 1), numbers }
}
