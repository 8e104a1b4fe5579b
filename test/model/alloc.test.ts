import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const MODEL = fileURLToPath(new URL('../../spec/alloc.pml', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'rundir-model-'))
afterAll(() => rmSync(folder, { recursive: true }))

const missing = ['spin', 'gcc'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined)
const soak = process.env['RUNDIR_SOAK'] !== undefined

/** Explores every state of one variant of the model. */
function explore(variant: string, ...defines: string[]): { errors: number; states: number; truncated: boolean } {
  const cwd = mkdtempSync(join(folder, 'm-'))
  run(cwd, 'spin', ...defines.map((define) => `-D${define}`), '-a', MODEL)
  run(cwd, 'gcc', '-O2', '-DSAFETY', '-DCOLLAPSE', '-o', 'pan', 'pan.c')
  const text = run(cwd, './pan', '-m100000', '-w24')
  expect(text, variant).toMatch(/errors: \d/)
  return {
    errors: Number(/errors: (\d+)/.exec(text)?.[1]),
    states: Number(/(\d+) states, stored/.exec(text)?.[1]),
    truncated: /max search depth too small|out of memory/.test(text),
  }
}

function run(cwd: string, command: string, ...flags: string[]): string {
  const result = spawnSync(command, flags, { cwd, encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`${command} ended with ${result.status}: ${result.stdout}${result.stderr}`)
  return result.stdout
}

const why = missing.length === 0 ? '' : `, not run: ${missing.join(' and ')} is not installed`

describe.skipIf(missing.length > 0)(`the model of the allocator${why}`, () => {
  test('permanent claims hand out no number twice, in any state that can be reached', () => {
    const result = explore('CLAIM', 'CLAIM')
    expect(result).toMatchObject({ errors: 0, truncated: false })
    expect(result.states).toBeGreaterThan(1_000_000)
  })

  test.runIf(soak)('nor do they when each process asks twice', () => {
    expect(explore('CLAIM', 'CLAIM', 'TIMES=2', 'DELETIONS=1')).toMatchObject({ errors: 0, truncated: false })
  })

  test.each([
    ['a hint and an exclusive folder', ['HINT']],
    ['a hint that only grows', ['MARKER']],
    ['claims that a deletion removes', ['CLAIM', 'FREED']],
  ])('%s hand a number out twice', (variant, defines) => {
    expect(explore(variant, ...defines).errors).toBe(1)
  })
})
