import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_NAMING } from '../../src/run/naming.js'
import { type Allocation, allocationSteps, type RunRequest, type Space } from '../../src/store/allocate.js'
import type { AllocationDisk } from '../../src/store/allocation-disk.js'
import { nameClaimPath, numberClaimPath } from '../../src/store/claim.js'
import { MemoryDisk } from './memory-disk.js'

/**
 * The real allocator, step by step in every order that the scheduler thinks of, on a disk in memory, beside people who
 * delete runs and spoil hints, and with processes that die between two steps.
 */
const CASES = process.env['RUNDIR_SOAK'] === undefined ? 10_000 : 200_000

const space: Space = { root: '/w', naming: DEFAULT_NAMING, patterns: { sweep: '{model}/{counter:2}' }, windows: false }
const claimant = { runId: '1763705649000-k3j9x2m8p', host: 'h', pid: 1 }
const clock = { now: () => 1_763_705_649_000 }
const FAMILY = 'model_dataset.a.b'

const REQUESTS: readonly RunRequest[] = [
  { layout: 'pipeline', segments: { model: 'a', dataset: 'b', size: 'full' } },
  { layout: 'pipeline', segments: { model: 'a', dataset: 'b', size: 'n8' } },
  { layout: 'cluster' },
  { layout: 'pattern', pattern: 'sweep', fields: { model: 'm' }, gitHash: null },
]

type Deed =
  | { readonly kind: 'allocate'; readonly request: number; readonly times: number; readonly diesAfter: number }
  | { readonly kind: 'delete' }
  | { readonly kind: 'spoil hint'; readonly text: string | null }

const allocating: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constant('allocate'),
  // Mostly one family, so that they meet.
  request: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat({ max: REQUESTS.length - 1 })),
  times: fc.integer({ min: 1, max: 2 }),
  diesAfter: fc.oneof({ weight: 3, arbitrary: fc.constant(1000) }, fc.nat({ max: 40 })),
})
const deeds: fc.Arbitrary<Deed[]> = fc
  .tuple(
    fc.array(allocating, { minLength: 2, maxLength: 4 }),
    fc.array(
      fc.oneof(
        fc.constant<Deed>({ kind: 'delete' }),
        fc.record({ kind: fc.constant('spoil hint'), text: fc.constantFrom(null, '', '1\n', '2\n', '77\n', 'x') }),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([some, others]) => [...some, ...others] as Deed[])

interface History {
  readonly given: Allocation[]
  readonly disk: MemoryDisk
}

/** Performs the deeds at once; each waits for its turn before each step. */
async function perform(
  scheduler: fc.Scheduler,
  all: readonly Deed[],
  disk: AllocationDisk & MemoryDisk,
): Promise<History> {
  const given: Allocation[] = []
  const turn = (label: string): Promise<void> => scheduler.schedule(Promise.resolve(), label)
  const play = async (deed: Deed): Promise<void> => {
    if (deed.kind === 'spoil hint') {
      await turn('spoil hint')
      const path = `.rundir/hints/${FAMILY}`
      if (deed.text === null) disk.remove(path)
      else if (disk.exists('.rundir/hints')) disk.entries.set(path, deed.text)
      return
    }
    if (deed.kind === 'delete') {
      await turn('delete')
      for (const folder of ['outputs', 'runs/cluster', 'runs/m']) {
        const [first] = disk.list(folder)
        if (first !== undefined) disk.remove(`${folder}/${first}`)
      }
      return
    }
    let steps = 0
    for (let time = 0; time < deed.times; time++) {
      const run = allocationSteps(disk, space, REQUESTS[deed.request] ?? { layout: 'cluster' }, claimant, clock)
      for (let step = run.next(); ; step = run.next()) {
        if (step.done === true) {
          given.push(step.value)
          break
        }
        if (steps++ >= deed.diesAfter) return
        await turn(step.value)
      }
    }
  }
  const playing = Promise.all(all.map(play))
  await scheduler.waitFor(playing)
  return { given, disk }
}

/** What is wrong with a history; nothing for a sound one. */
function faults({ given, disk }: History): string[] {
  const found: string[] = []
  const dirs = new Set<string>()
  for (const run of given) {
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
  fc.asyncProperty(fc.scheduler(), deeds, async (scheduler, all) => {
    expect(faults(await perform(scheduler, all, makeDisk())).join('; ')).toBe('')
  })

describe('in every order of steps', () => {
  test('no name and no number is given twice, whoever deletes, spoils or dies', async () => {
    await fc.assert(
      law(() => new MemoryDisk()),
      { numRuns: CASES },
    )
  })

  test('nor on a file system that does not tell cases apart', async () => {
    await fc.assert(
      law(() => new MemoryDisk({ foldsCase: true })),
      { numRuns: CASES / 10 },
    )
  })

  test('the proof sees the fault of an allocator without permanent claims', async () => {
    const result = await fc.check(
      law(() => new ForgetfulDisk()),
      { numRuns: 10_000 },
    )
    expect(result.failed).toBe(true)
    expect(String(result.errorInstance)).toMatch(/was given twice/)
  })
})

/** Claims are granted and not kept: what is left is a hint and the exclusive folder. */
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

  test('a folder of runs that is read-only is an error, not a name without a folder', () => {
    const disk = new MemoryDisk()
    disk.refusals.set('outputs', 'DISK_READONLY')
    expect(() => finish(disk)).toThrow(expect.objectContaining({ code: 'DISK_READONLY' }))
  })
})

test('every folder that got an entry is synced before the name is given', () => {
  const disk = new MemoryDisk()
  const run = allocationSteps(disk, space, REQUESTS[0] ?? { layout: 'cluster' }, claimant, clock)
  while (run.next().done !== true) {}
  expect(disk.syncs).toEqual([`.rundir/claims/numbers/${FAMILY}/0`, '.rundir/claims/names/outputs', 'outputs'])
})
