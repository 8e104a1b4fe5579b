import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { DEFAULT_NAMING } from '../../src/run/naming.js'
import { type Allocation, allocateRun, type RunRequest } from '../../src/store/allocate.js'
import { nameClaimPath, numberClaimPath } from '../../src/store/claim.js'
import { systemClock } from '../../src/value/instant.js'
import { LoopMount, type MountKind } from './loop-mount.js'

const CYCLES = process.env['RUNDIR_SOAK'] === undefined ? 24 : 500
const claimant = { runId: '1763705649000-k3j9x2m8p', host: 'power', pid: 1 }

const opened = (['ext4', 'xfs'] satisfies MountKind[]).map((kind) => ({ kind, mount: LoopMount.open(kind) }))
afterAll(() => {
  for (const { mount } of opened) if (typeof mount !== 'string') mount.close()
})

for (const { kind, mount } of opened) {
  const why = typeof mount === 'string' ? mount : probe(mount)
  describe.skipIf(why !== undefined)(`a power cut on ${kind}${why === undefined ? '' : `, not run: ${why}`}`, () => {
    test('every name that was ever given is still claimed, its folder is there, and it is not given again', () => {
      if (typeof mount === 'string') return
      const given = new Map<string, Allocation>()
      const deleted = new Set<string>()
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        // Only what came last before a cut can be lost: each kind of request is, alone and behind others, once in six cycles.
        const requests = requestsOf(cycle)
        const last = requests.splice(cycle % 3, 1)
        for (let count = 0; count < (cycle % 2 === 0 ? 1 : 5); count++) {
          for (const request of cycle % 2 === 0 ? last : [...requests, ...last]) {
            const run = allocate(mount.root, request)
            expect(given.has(run.dir), run.dir).toBe(false)
            given.set(run.dir, run)
          }
        }
        const [victim] = [...given.keys()].slice(-3)
        if (victim !== undefined) deleted.add(victim)
        rmSync(join(mount.root, victim ?? ''), { recursive: true })
        expect(mount.cutPower()).toBeUndefined()
        for (const run of given.values()) {
          const files = [nameClaimPath(run.dir), ...(deleted.has(run.dir) ? [] : [run.dir])]
          if (run.layout === 'pipeline' && run.number !== null)
            files.push(numberClaimPath(`model_dataset.${run.segments['model']}.b`, run.number))
          for (const file of files) expect(existsSync(join(mount.root, file)), file).toBe(true)
        }
      }
    })
  })
}

/** A new family and a new project in each cycle, so that their folders are new too. */
function requestsOf(cycle: number): RunRequest[] {
  return [
    { layout: 'pipeline', segments: { model: 'a', dataset: 'b', size: 'full' } },
    { layout: 'pipeline', segments: { model: `m${cycle}`, dataset: 'b', size: 'full' } },
    { layout: 'experiment', project: `p${cycle}`, gitHash: null },
  ]
}

function allocate(root: string, request: RunRequest): Allocation {
  return allocateRun({ root, naming: DEFAULT_NAMING, patterns: {}, windows: false }, request, claimant, systemClock)
}

/** Why a cut cannot be simulated; a cut that loses nothing would prove nothing. */
function probe(mount: LoopMount): string | undefined {
  mkdirSync(join(mount.root, 'unsynced'))
  const why = mount.cutPower()
  if (why !== undefined) return why
  return existsSync(join(mount.root, 'unsynced')) ? 'the simulated cut loses nothing' : undefined
}
