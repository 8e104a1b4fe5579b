import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_NAMING } from '../../src/run/naming.js'
import { allocateRun } from '../../src/store/allocate.js'
import { systemClock } from '../../src/value/instant.js'
import { DamagedWorkspace } from '../contract/healthy-workspace.js'
import { bundleProgram } from '../kit/bundled-program.js'
import { type KillPoint, killAt, killPoints, whyUntraceable } from '../kit/kill-points.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const folder = mkdtempSync(join(tmpdir(), 'rundir-crash-'))
const program = join(folder, 'allocate-process.mjs')

beforeAll(async () => {
  const entry = fileURLToPath(new URL('allocate-process.ts', import.meta.url))
  await bundleProgram(entry, program)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const space = (root: string) => ({ root, naming: DEFAULT_NAMING, patterns: {}, windows: false })
const claimant = { runId: '1763705649001-k3j9x2m8p', host: 'after', pid: 1 }
const segments = { model: 'a', dataset: 'b', size: 'full' }
const allocateHere = (root: string): string =>
  allocateRun(space(root), { layout: 'pipeline', segments }, claimant, systemClock).dir

const programIn = (root: string): string[] => [process.execPath, program, root]

/** Names that were claimed, as far as the claims of paths tell. */
const claimedIn = (root: string): string[] =>
  new WorkspaceFolder(null, root).files('.rundir/claims/names').map((path) => path.replace(/\.claim$/, ''))

/** What stands there after a death that somebody must be told of: names without a folder, and folders without a manifest. */
async function checkVerified(root: string, point: KillPoint): Promise<void> {
  const workspace = new DamagedWorkspace(null, root)
  const findings = await workspace.verify('rules')
  const told = findings.map(({ rule, path }) => `${rule} ${path}`)
  const expected = claimedIn(root).map((dir) =>
    workspace.has(dir) ? expect.stringContaining(dir) : `R080 .rundir/claims/names/${dir}.claim`,
  )
  expect([point, told]).toEqual([point, expected])
  await workspace.repair()
  expect([point, await workspace.verify('rules')]).toEqual([point, []])
}

/** What must hold after every death: whatever stands there was claimed. */
function checkClaims(root: string): void {
  if (!existsSync(join(root, 'outputs'))) return
  for (const name of readdirSync(join(root, 'outputs')))
    expect(existsSync(join(root, '.rundir/claims/names/outputs', `${name}.claim`)), name).toBe(true)
}

describe.skipIf(whyUntraceable !== undefined)('killed at each system call that changes something', () => {
  test('the first allocation of a workspace leaves what verify names, and nothing that the next one stumbles over', async () => {
    const traced = mkdtempSync(join(folder, 'w-'))
    const points = killPoints(programIn(traced), traced)
    expect(new Set(points.map((point) => point.call))).toContain('pwrite64')
    expect(points.length).toBeGreaterThan(12)
    for (const point of points) {
      const root = mkdtempSync(join(folder, 'w-'))
      expect([point, killAt(point, programIn(root))]).toEqual([point, true])
      checkClaims(root)
      const claimed = claimedIn(root)
      await checkVerified(root, point)
      const given = [allocateHere(root), allocateHere(root), ...claimed]
      expect(new Set(given).size, JSON.stringify(point)).toBe(given.length)
      checkClaims(root)
      rmSync(root, { recursive: true })
    }
  })

  test('in a workspace that goes on, no name is given twice over all the deaths', () => {
    const root = mkdtempSync(join(folder, 'w-'))
    const given = [allocateHere(root), allocateHere(root)]
    for (const point of killPoints(programIn(root), root)) {
      killAt(point, programIn(root))
      const claimed = claimedIn(root)
      const next = allocateHere(root)
      expect(claimed, JSON.stringify(point)).not.toContain(next)
      given.push(next)
      // A deletion between the deaths must free nothing.
      if (given.length % 3 === 0) rmSync(join(root, given.at(-1) ?? ''), { recursive: true })
      checkClaims(root)
    }
    expect(given.length).toBeGreaterThan(8)
    expect(new Set(given).size).toBe(given.length)
  })
})
