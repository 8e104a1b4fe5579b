import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DEFAULT_NAMING } from '../../src/run/naming.js'
import { allocateRun, type RunRequest } from '../../src/store/allocate.js'
import { pointLatest, readLatest } from '../../src/store/latest.js'
import { LoopMount, type MountKind } from '../crash/loop-mount.js'

const KINDS = ['vfat', 'fusefat'] satisfies MountKind[]
const claimant = { runId: '1763705649000-k3j9x2m8p', host: 'case', pid: 1 }

describe.each(KINDS)('%s', (kind) => {
  const mount = LoopMount.open(kind)
  const folds = typeof mount !== 'string' && foldsCase(mount.root)
  const why = typeof mount === 'string' ? `, not run: ${mount}` : folds ? '' : ', not run: it tells cases apart'
  if (typeof mount !== 'string' && !folds) mount.close()

  test.skipIf(why !== '')(`names that differ only in case are two runs, and the pointer needs no link${why}`, () => {
    if (typeof mount === 'string') return
    const { root } = mount
    const clock = { now: () => 1_763_705_649_000 }
    const allocate = (request: RunRequest): string =>
      allocateRun({ root, naming: DEFAULT_NAMING, patterns: {}, windows: false }, request, claimant, clock).dir
    mkdirSync(join(root, 'outputs'))
    mkdirSync(join(root, 'outputs/A-B-FULL-RUN1'))
    const run: RunRequest = { layout: 'pipeline', segments: { model: 'a', dataset: 'b', size: 'full' } }
    expect(allocate(run)).toBe('outputs/a-b-full-run2')
    const first = allocate({ layout: 'experiment', project: 'Vision', gitHash: null })
    const second = allocate({ layout: 'experiment', project: 'vision', gitHash: null })
    expect(second.toLowerCase()).toBe(`${first.toLowerCase()}_2`)
    rmSync(join(root, 'runs'), { recursive: true })
    expect(allocate({ layout: 'experiment', project: 'VISION', gitHash: null })).toMatch(/_3$/)
    pointLatest({ root }, { dir: 'outputs/a-b-full-run2', logDir: 'logs/a-b-full-run2' })
    expect(readLatest({ root })).toBe('outputs/a-b-full-run2')
    mount.close()
  })
})

function foldsCase(root: string): boolean {
  mkdirSync(join(root, 'Probe'))
  const folds = existsSync(join(root, 'pROBE'))
  rmSync(join(root, 'Probe'), { recursive: true })
  return folds
}
