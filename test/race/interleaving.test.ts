import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRundirError, RundirError } from '../../src/error/rundir-error.js'
import { DEFAULT_NAMING } from '../../src/run/naming.js'
import { type Allocation, allocationSteps, type RunRequest, type Space } from '../../src/store/allocate.js'
import type { AllocationDisk } from '../../src/store/allocation-disk.js'
import { folderOf, nameClaimPath, numberClaimPath, type Steps } from '../../src/store/claim.js'
import { changeOwn } from '../../src/store/ledger.js'
import { MemoryDisk } from './memory-disk.js'

/**
 * The real allocator, step by step in orders without number, on a disk in memory, beside people who
 * delete runs, copy some in and spoil the ledger, and with processes that die between two steps.
 */
const CASES = process.env['RUNDIR_SOAK'] === undefined ? 10_000 : 200_000

const space: Space = { root: '/w', naming: DEFAULT_NAMING, patterns: { sweep: '{model}/{counter:2}' }, windows: false }
const claimant = { runId: '1763705649000-k3j9x2m8p', host: 'h', pid: 1 }
const clock = { now: () => 1_763_705_649_000 }
const COPIED = JSON.stringify({ name_segments: { model: 'a', dataset: 'b', size: 'n7' } })
const FAMILY = 'model_dataset.a.b'
const LEDGER = '.rundir/hints/ledger/free'

const REQUESTS: readonly RunRequest[] = [
  { layout: 'pipeline', segments: { model: 'a', dataset: 'b', size: 'full' } },
  { layout: 'pipeline', segments: { model: 'a', dataset: 'b', size: 'n8' } },
  { layout: 'cluster' },
  { layout: 'pattern', pattern: 'sweep', fields: { model: 'm' }, gitHash: null },
  { layout: 'pipeline', segments: { model: 'a', dataset: 'b', size: 'n8' }, forceIndex: 2 },
  { layout: 'pipeline', segments: { model: 'a', dataset: 'b', size: 'full' }, forceIndex: 3, force: true },
  { layout: 'pipeline', segments: { model: 'model', dataset: 'dataset', size: 'full' }, adoptName: 'a-b-n9-run2' },
  { layout: 'pipeline', segments: { model: 'model', dataset: 'dataset', size: 'full' }, adoptName: 'a-b-full-run4' },
]

type Deed =
  | { readonly kind: 'allocate'; readonly request: number; readonly times: number; readonly diesAfter: number }
  | { readonly kind: 'delete' }
  | { readonly kind: 'copy in'; readonly above: number; readonly hasManifest: boolean }
  | { readonly kind: 'spoil ledger'; readonly text: string | null }
  | { readonly kind: 'keep ledger' }
  | { readonly kind: 'restore ledger' }

const allocating: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constant('allocate'),
  // Mostly one family, so that they meet.
  request: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat({ max: REQUESTS.length - 1 })),
  times: fc.integer({ min: 1, max: 2 }),
  diesAfter: fc.oneof({ weight: 3, arbitrary: fc.constant(1000) }, fc.nat({ max: 40 })),
})
const spoiling: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constant('spoil ledger'), text: fc.constantFrom(null, '', '1 model_dataset\n\n', 'x') }),
  fc.constantFrom<Deed[]>({ kind: 'keep ledger' }, { kind: 'restore ledger' }),
)
const deleting: fc.Arbitrary<Deed> = fc.constant({ kind: 'delete' })
const copying: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constant('copy in'),
  above: fc.nat({ max: 2 }),
  hasManifest: fc.boolean(),
})
/** Nobody deletes where runs are copied in: one of each in the moment of our own `mkdir` leaves the count as it should be. */
const deeds: fc.Arbitrary<Deed[]> = fc
  .tuple(
    fc.array(allocating, { minLength: 2, maxLength: 4 }),
    fc.oneof(
      fc.array(fc.oneof(deleting, spoiling), { maxLength: 3 }),
      fc.array(fc.oneof(copying, spoiling), { minLength: 1, maxLength: 3 }),
    ),
  )
  .map(([some, others]) => [...some, ...others])

interface Given extends Allocation {
  /** Of the ticks of the history. */
  readonly askedAt: number
  /** Whether a folder that was there was used again, as `force` wants. */
  readonly isReused: boolean
}

interface History {
  readonly given: Given[]
  /** Numbers of runs that were put in by hand, and how much was given before. */
  readonly copied: { readonly number: number; readonly at: number }[]
  readonly disk: MemoryDisk
}

/** Performs the deeds at once; whose turn it is, before each step, `picks` say. */
function perform(picks: readonly number[], all: readonly Deed[], disk: AllocationDisk & MemoryDisk): History {
  const given: Given[] = []
  const copied: History['copied'] = []
  let ticks = 0
  function* play(deed: Deed): Generator<void> {
    if (deed.kind !== 'allocate') {
      yield
      meddle(deed, disk, (number) => copied.push({ number, at: ticks }))
      return
    }
    let steps = 0
    for (let time = 0; time < deed.times; time++) {
      const run = allocationSteps(disk, space, REQUESTS[deed.request] ?? { layout: 'cluster' }, claimant, clock)
      const askedAt = ticks
      let isReused = false
      for (;;) {
        const step = takeStep(run)
        if (step === undefined) break
        if (step.done === true) {
          given.push({ ...step.value, askedAt, isReused })
          break
        }
        if (step.value.startsWith('read the manifest of')) isReused = true
        if (steps++ >= deed.diesAfter) return
        yield
      }
    }
  }
  const players = all.map(play)
  for (let at = 0; players.length > 0; at++) {
    const chosen = (picks[at % picks.length] ?? 0) % players.length
    if (players[chosen]?.next().done === true) players.splice(chosen, 1)
    ticks++
  }
  return { given, copied, disk }
}

/** What people do beside. */
function meddle(
  deed: Exclude<Deed, { kind: 'allocate' }>,
  disk: AllocationDisk & MemoryDisk,
  onCopied: (number: number) => void,
): void {
  if (deed.kind === 'spoil ledger') {
    if (deed.text === null) disk.remove(LEDGER)
    else if (disk.exists(folderOf(LEDGER))) disk.write(LEDGER, deed.text)
  } else if (deed.kind === 'keep ledger') {
    disk.write('kept', disk.read(LEDGER) ?? '')
  } else if (deed.kind === 'restore ledger') {
    if (disk.exists(folderOf(LEDGER))) disk.write(LEDGER, disk.read('kept') ?? '')
  } else if (deed.kind === 'delete') {
    for (const folder of ['outputs', 'runs/cluster', 'runs/m']) {
      const [first] = disk.list(folder)
      if (first !== undefined) disk.remove(`${folder}/${first}`)
    }
  } else if (disk.exists('outputs')) {
    const known = disk.list('outputs').map((name) => Number(/run(\d+)$/.exec(name)?.[1] ?? 0))
    const number = Math.max(0, ...known) + deed.above
    const dir = `outputs/a-b-n7-run${number}`
    if (number === 0 || !disk.makeDirectoryOnce(dir)) return
    if (deed.hasManifest) disk.write(`${dir}/run_manifest.json`, COPIED)
    onCopied(number)
  }
}

/** The next step of an allocation; undefined when what it asks for is taken. */
function takeStep(run: Steps<Allocation>): IteratorResult<string, Allocation> | undefined {
  try {
    return run.next()
  } catch (error) {
    if (!isRundirError(error, 'NAME_TAKEN')) throw error
    return undefined
  }
}

/** What is wrong with a history; nothing for a sound one. */
function faults({ given: all, copied, disk }: History): string[] {
  const given = all.filter((run) => !run.isReused)
  const found: string[] = []
  const dirs = new Set<string>()
  for (const run of given) {
    for (const { number, at } of copied)
      if (run.layout === 'pipeline' && run.number === number && run.askedAt >= at)
        found.push(`${run.name} was given after ${number} had been copied in`)
    if (dirs.has(run.dir)) found.push(`${run.dir} was given twice`)
    dirs.add(run.dir)
    if (!disk.exists(nameClaimPath(run.dir))) found.push(`${run.dir} was given without a claim`)
  }
  const numbers = given.flatMap((run) => (run.layout === 'pipeline' && run.number !== null ? [run.number] : []))
  if (new Set(numbers).size < numbers.length) found.push(`a number was given twice: ${numbers.join(', ')}`)
  for (const number of numbers) {
    if (!disk.exists(numberClaimPath(FAMILY, number))) found.push(`${number} was given without a claim`)
  }
  return found
}

const law = (makeDisk: () => MemoryDisk) =>
  fc.property(fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 100 }), deeds, (picks, all) => {
    const found = faults(perform(picks, all, makeDisk()))
    if (found.length > 0) throw new Error(found.join('; '))
  })

describe('in every order of steps', () => {
  test('no name and no number is given twice, whoever deletes, spoils or dies', () => {
    fc.assert(
      law(() => new MemoryDisk()),
      { numRuns: CASES },
    )
  })

  test('nor on a file system that does not tell cases apart', () => {
    fc.assert(
      law(() => new MemoryDisk({ foldsCase: true })),
      { numRuns: CASES },
    )
  })

  test('the proof sees the fault of an allocator without permanent claims', () => {
    const result = fc.check(
      law(() => new ForgetfulDisk()),
      { numRuns: 10_000 },
    )
    expect(result.failed).toBe(true)
    expect(String(result.errorInstance)).toMatch(/was given twice/)
  })
})

/** Claims are granted and not kept: what is left is the ledger and the exclusive folder. */
class ForgetfulDisk extends MemoryDisk {
  override createOnce(path: string, text: string): boolean {
    return path.startsWith('.rundir/claims/') ? true : super.createOnce(path, text)
  }

  override exists(path: string): boolean {
    return path.startsWith('.rundir/claims/') ? true : super.exists(path)
  }
}

function finish(disk: MemoryDisk, request: RunRequest = REQUESTS[0] ?? { layout: 'cluster' }): Allocation {
  const run = allocationSteps(disk, space, request, claimant, clock)
  for (;;) {
    const step = run.next()
    if (step.done === true) return step.value
  }
}

test('what the ledger knows is not looked for again, whichever counters take turns', () => {
  const disk = new MemoryDisk()
  disk.makeDirectories('outputs')
  const asked = ['m0', 'm1', 'm2', 'm0', 'm1', 'm2', 'm2', 'm0'].map((model): string[] => {
    const segments = { model, dataset: 'd', size: 'full' }
    return [...allocationSteps(disk, space, { layout: 'pipeline', segments }, claimant, clock)]
  })
  const looks = asked.map((steps) => steps.filter((step) => step.startsWith('list outputs')).length)
  expect(looks).toEqual([1, 1, 1, 0, 0, 0, 0, 0])
})

test('a name with a time stamp is tried before anybody looks at the others', () => {
  const steps = [...allocationSteps(new MemoryDisk(), space, { layout: 'cluster' }, claimant, clock)]
  expect(steps.filter((step) => step.startsWith('list'))).toEqual([])
})

test.each([
  ['is passed over at once', true, 0],
  ['is waited for, and then passed over, where nobody can tell', false, 599],
])('a holder of the ledger that died %s', (_, isKnown, pauses) => {
  const disk = new MemoryDisk()
  disk.isEnded = () => isKnown
  const first = finish(disk)
  disk.rename(LEDGER, `${folderOf(LEDGER)}/died`)
  const steps = [...allocationSteps(disk, space, REQUESTS[0] ?? { layout: 'cluster' }, claimant, clock)]
  expect(steps.filter((step) => step === 'pause').length).toBe(pauses)
  expect(disk.list(folderOf(LEDGER))).toEqual(['free'])
  expect(finish(disk).number).toBe((first.number ?? 0) + 2)
})

test('the ledger is put back when an allocation fails', () => {
  const disk = new MemoryDisk()
  finish(disk)
  disk.refusals.set('outputs', 'DISK_FULL')
  expect(() => finish(disk)).toThrow(expect.objectContaining({ code: 'DISK_FULL' }))
  disk.refusals.clear()
  const look = disk.folderState.bind(disk)
  disk.folderState = () => {
    throw new RundirError('DISK_FAILED', 'cannot look')
  }
  expect(() => finish(disk)).toThrow(/cannot look/)
  disk.folderState = look
  expect(disk.list(folderOf(LEDGER))).toEqual(['free'])
})

describe('a run that is copied in while an allocation is under way counts for the next one', () => {
  /** Plays an allocation up to the step before which something happens, and then to its end. */
  const meddleBefore = (disk: MemoryDisk, step: string, deed: () => void): void => {
    const run = allocationSteps(disk, space, REQUESTS[0] ?? { layout: 'cluster' }, claimant, clock)
    for (let at = run.next(); at.done !== true; at = run.next()) if (at.value.startsWith(step)) break
    deed()
    while (run.next().done !== true) {}
  }

  test.each(['take the ledger', 'list the claims', 'claim ', 'look at outputs'])(
    'beside a run that is deleted, before the step: %s',
    (step) => {
      const disk = new MemoryDisk()
      finish(disk)
      finish(disk)
      disk.makeDirectories('outputs/x')
      meddleBefore(disk, step, () => {
        disk.remove('outputs/x')
        disk.makeDirectories('outputs/a-b-n7-run9')
      })
      expect(finish(disk).number).toBeGreaterThan(9)
    },
  )

  test('when it takes the very folder that was about to be made', () => {
    const disk = new MemoryDisk()
    finish(disk)
    finish(disk)
    meddleBefore(disk, 'make outputs/', () => disk.makeDirectories('outputs/a-b-full-run3'))
    const numbers = [finish(disk), finish(disk)].map((run) => run.number)
    disk.makeDirectories('outputs/a-b-n7-run9')
    expect([...numbers, finish(disk).number]).toEqual([5, 6, 10])
  })
})

describe('making the folder of logs and the pointers', () => {
  const looks = (disk: MemoryDisk): number => {
    const steps = allocationSteps(disk, space, REQUESTS[0] ?? { layout: 'cluster' }, claimant, clock)
    return [...steps].filter((step) => step.startsWith('list outputs')).length
  }
  const prepared = (): MemoryDisk => {
    const disk = new MemoryDisk()
    for (const folder of ['outputs', 'logs/a-b-full-run7']) disk.makeDirectories(folder)
    finish(disk)
    return disk
  }

  test.each(['logs/a-b-full-run8', 'logs/a-b-full-run7', 'runs/cluster/x/logs'])(
    'of %s costs no look around',
    (logDir) => {
      const disk = prepared()
      changeOwn(disk, logDir, () => disk.makeDirectories(logDir))
      expect([looks(disk), disk.list(folderOf(LEDGER))]).toEqual([0, ['free']])
    },
  )

  test.each(['logs/a-b-full-run8', 'logs/a-b-full-run7'])('of %s hides no logs that are copied in beside', (logDir) => {
    const disk = prepared()
    changeOwn(disk, logDir, () => {
      disk.makeDirectories(logDir)
      disk.makeDirectories('logs/a-b-n7-run20')
    })
    expect(finish(disk).number).toBe(21)
  })

  test('that fails puts the ledger back', () => {
    const disk = prepared()
    const fail = (): void => {
      throw new RundirError('DISK_FULL', 'no room')
    }
    expect(() => changeOwn(disk, 'logs/a-b-full-run8', fail)).toThrow('no room')
    expect(disk.list(folderOf(LEDGER))).toEqual(['free'])
  })
})

test('a ledger of another user, who lets nobody else write it, is replaced by one of our own', () => {
  const disk = new MemoryDisk()
  finish(disk)
  const open = disk.openInPlace.bind(disk)
  let refusals = 0
  disk.openInPlace = (path) => {
    if (disk.exists(path) && refusals++ === 0) throw new RundirError('DISK_DENIED', 'not yours')
    return open(path)
  }
  expect([finish(disk).number, finish(disk).number, refusals > 1]).toEqual([2, 3, true])
  expect(disk.list(folderOf(LEDGER))).toEqual(['free'])
})

test('a ledger that cannot be written costs no name', () => {
  const disk = new MemoryDisk()
  const open = disk.openInPlace.bind(disk)
  disk.openInPlace = (path) => {
    const fail = (): never => {
      throw new RundirError('DISK_FULL', 'no room')
    }
    return { ...open(path), overwrite: fail, close: fail }
  }
  expect([finish(disk).number, finish(disk).number]).toEqual([1, 2])
  expect(disk.list(folderOf(LEDGER))).toEqual(['free'])
})

test('a refusal puts the ledger back', () => {
  const disk = new MemoryDisk()
  finish(disk)
  expect(() => finish(disk, { ...REQUESTS[1], forceIndex: 1 } as RunRequest)).toThrow(/number 1 is taken/)
  expect(disk.list(folderOf(LEDGER))).toEqual(['free'])
})

test('a ledger of many counters stays shorter than what is read of it, and keeps those that were used last', () => {
  const disk = new MemoryDisk()
  disk.makeDirectories('outputs')
  const run = (at: number): RunRequest => ({
    layout: 'pipeline',
    segments: { model: `${at}-${'m'.repeat(90)}`, dataset: `d-${'d'.repeat(90)}`, size: 'full' },
  })
  for (let at = 0; at < 300; at++) finish(disk, run(at === 150 ? 0 : at))
  const text = disk.read(LEDGER)?.split('\n\n')[0] ?? ''
  expect(text.length).toBeLessThan(64 * 1024)
  expect([text.includes('.0-m'), text.includes('.299-m'), text.includes('.1-m')]).toEqual([true, true, false])
})

test('where folders are not counted, a run that is copied in between is seen by another look', () => {
  const disk = new MemoryDisk({ counts: false })
  finish(disk)
  finish(disk)
  const run = allocationSteps(disk, space, REQUESTS[0] ?? { layout: 'cluster' }, claimant, clock)
  for (let step = run.next(); step.done !== true && !step.value.startsWith('claim '); step = run.next()) {}
  disk.makeDirectories('outputs/a-b-n7-run9')
  while (run.next().done !== true) {}
  expect(finish(disk).number).toBe(10)
})

test.each([true, false])('names that differ only in case are two runs, on a disk that folds case: %s', (foldsCase) => {
  const disk = new MemoryDisk({ foldsCase })
  const experiment = (project: string): string => finish(disk, { layout: 'experiment', project, gitHash: null }).dir
  const first = experiment('Vision')
  expect(experiment('vision').toLowerCase()).toBe(`${first.toLowerCase()}_2`)
  disk.remove('runs')
  expect(experiment('VISION')).toMatch(/_3$/)
})

describe('where nothing can be written', () => {
  test.each(['DISK_READONLY', 'DISK_DENIED'] as const)(
    'claims that are refused with %s leave a name with a time stamp',
    (code) => {
      const disk = new MemoryDisk()
      disk.refusals.set('.rundir', code)
      const runs = [finish(disk), finish(disk)]
      expect(runs.map((run) => run.name)).toEqual(['a-b-full-ts20251121061409', 'a-b-full-ts20251121061409-2'])
      expect(runs[0]).toMatchObject({ number: null, notices: [expect.stringContaining('no number can be claimed')] })
      expect(disk.exists(runs[1]?.dir ?? '')).toBe(true)
    },
  )

  test('a number that is asked for is not burnt, and can be had once its folder can be made', () => {
    const disk = new MemoryDisk()
    const asked: RunRequest = {
      layout: 'pipeline',
      segments: { model: 'a', dataset: 'b', size: 'full' },
      forceIndex: 5,
    }
    disk.refusals.set('outputs', 'DISK_DENIED')
    expect(() => finish(disk, asked)).toThrow(expect.objectContaining({ code: 'DISK_DENIED' }))
    disk.refusals.clear()
    expect(finish(disk, asked).name).toBe('a-b-full-run5')
  })

  test('a folder of runs that is read-only is an error, not a name without a folder', () => {
    const disk = new MemoryDisk()
    disk.refusals.set('outputs', 'DISK_READONLY')
    expect(() => finish(disk)).toThrow(expect.objectContaining({ code: 'DISK_READONLY' }))
  })
})

test('an allocation looks at every run only when somebody else put something in', () => {
  const disk = new MemoryDisk()
  const looks = (): number => {
    const listed: string[] = []
    const list = disk.list.bind(disk)
    disk.list = (path) => {
      listed.push(path)
      return list(path)
    }
    for (let count = 0; count < 3; count++) finish(disk)
    disk.list = list
    return listed.filter((path) => path === 'outputs').length
  }
  finish(disk)
  finish(disk)
  expect(looks()).toBe(0)
  disk.makeDirectoryOnce('outputs/other')
  expect(looks()).toBe(1)
  disk.remove('outputs/other')
  expect(looks()).toBe(1)
})

test('a run that is put in just before or after our own folder is made is seen by the next one', () => {
  const steps = [...allocationSteps(twoRuns(), space, REQUESTS[0] ?? { layout: 'cluster' }, claimant, clock)]
  for (let stop = 1; stop < steps.length; stop++) {
    const disk = twoRuns()
    const run = allocationSteps(disk, space, REQUESTS[0] ?? { layout: 'cluster' }, claimant, clock)
    for (let step = 0; step < stop; step++) run.next()
    disk.makeDirectoryOnce('outputs/a-b-n7-run5')
    while (run.next().done !== true) {}
    expect(finish(disk).number, steps[stop - 1]).toBeGreaterThan(5)
  }
})

function twoRuns(): MemoryDisk {
  const disk = new MemoryDisk()
  finish(disk)
  finish(disk)
  return disk
}

test('where paths are kept short, a name fits with its longest file, or nothing is made', () => {
  const slug = fc.stringMatching(/^[a-z0-9]{1,64}$/)
  const longest = 'x'.repeat(60)
  let refused = 0
  fc.assert(
    fc.property(slug, slug, fc.integer({ min: 1, max: 200 }), (model, dataset, depth) => {
      const disk = new MemoryDisk()
      const root = `/${'r'.repeat(depth)}`
      const short = { ...space, root, naming: { ...DEFAULT_NAMING, windows_paths: true } }
      const request: RunRequest = { layout: 'pipeline', segments: { model, dataset, size: 'full' } }
      try {
        const run = allocationSteps(disk, short, request, claimant, clock)
        for (let step = run.next(); ; step = run.next())
          if (step.done === true) return `${root}/${step.value.dir}/${longest}`.length <= 240
      } catch (error) {
        if (!isRundirError(error, 'NAME_TOO_LONG')) throw error
        refused++
        return disk.entries.size === 0
      }
    }),
    { numRuns: 10_000 },
  )
  expect(refused).toBeGreaterThan(1000)
})

test('every folder that got an entry is synced before the name is given', () => {
  const disk = new MemoryDisk()
  const run = allocationSteps(disk, space, REQUESTS[0] ?? { layout: 'cluster' }, claimant, clock)
  while (run.next().done !== true) {}
  expect(disk.syncs).toEqual([`.rundir/claims/numbers/${FAMILY}/0`, '.rundir/claims/names/outputs', 'outputs'])
})
