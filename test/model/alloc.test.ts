import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const modelOf = (name: string): string => fileURLToPath(new URL(`../../spec/${name}.pml`, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'rundir-model-'))
afterAll(() => rmSync(folder, { recursive: true }))

const missing = ['spin', 'gcc'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined)
const soak = process.env['RUNDIR_SOAK'] !== undefined

/** Explores every state of one variant of the model. */
function explore(
  model: 'alloc' | 'ledger',
  ...defines: string[]
): { errors: number; states: number; truncated: boolean } {
  const cwd = mkdtempSync(join(folder, 'm-'))
  run(cwd, 'spin', ...defines.map((define) => `-D${define}`), '-a', modelOf(model))
  run(cwd, 'gcc', '-O2', '-DSAFETY', '-DCOLLAPSE', '-o', 'pan', 'pan.c')
  const text = run(cwd, './pan', '-m100000', '-w24')
  expect(text, defines.join()).toMatch(/errors: \d/)
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
    const result = explore('alloc', 'CLAIM')
    expect(result).toMatchObject({ errors: 0, truncated: false })
    expect(result.states).toBeGreaterThan(1_000_000)
  })

  test.runIf(soak)('nor do they when each process asks twice', () => {
    expect(explore('alloc', 'CLAIM', 'TIMES=2', 'DELETIONS=1')).toMatchObject({ errors: 0, truncated: false })
  })

  test('nor do they beside somebody who asks for a number of his own', () => {
    expect(explore('alloc', 'CLAIM', 'ADOPT', 'MAX=3', 'DELETIONS=1')).toMatchObject({ errors: 0, truncated: false })
  })

  test.each([
    ['a hint and an exclusive folder', ['HINT']],
    ['a hint that only grows', ['MARKER']],
    ['claims that a deletion removes', ['CLAIM', 'FREED']],
    ['a name that is asked for and claims no number', ['CLAIM', 'ADOPT', 'NAMED']],
  ])('%s hand a number out twice', (_, defines) => {
    expect(explore('alloc', ...defines).errors).toBe(1)
  })

  test('a ledger never hides a run that was copied in, in any state that can be reached', () => {
    const result = explore('ledger')
    expect(result).toMatchObject({ errors: 0, truncated: false })
    expect(result.states).toBeGreaterThan(1_000_000)
  })

  test.each([
    ['a ledger that is believed in every state', 'BELIEF'],
    ['a state that is looked at after the look at all runs', 'LATE'],
    ['a change of our own that is told by its time alone', 'COUNTLESS'],
  ])('%s hides one', (_, define) => {
    expect(explore('ledger', define).errors).toBe(1)
  })
})
