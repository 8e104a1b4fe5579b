import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { printVariables, type Variables } from '../../src/run/quoting.js'

const folder = mkdtempSync(join(tmpdir(), 'rundir-quoting-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HOSTILE = [
  '$(touch owned)',
  '`touch owned`',
  "'; touch owned; '",
  '"; touch owned; "',
  '\\',
  '\\"; touch owned #',
  "'\\''; touch owned; echo '",
  '$HOME',
  '$IFS$9',
  '!!',
  '~',
  '*',
  'a\ntouch owned',
  'a\r\ntouch owned',
  '\n',
  ' # ',
  '-n',
  '&& touch owned',
  '| touch owned',
  '> owned',
  '=x',
  '\u2019; touch owned',
]
const hostile: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 5 })
  .map((parts) => Buffer.from(parts.join('').replaceAll('\0', '')).toString())

const [cases] = fc.sample(fc.array(hostile, { minLength: 2_000, maxLength: 2_000 }), { numRuns: 1, seed: 7 })
const variables: Variables = Object.fromEntries([...HOSTILE, ...(cases ?? [])].map((value, at) => [`V${at}`, value]))

describe.each(['sh', 'bash'])('%s', (shell) => {
  test('reading the sh format sets exactly the values and runs nothing', () => {
    const seen = read(shell, printVariables(variables, 'sh'))
    expect(seen).toEqual(variables)
    expect(readdirSync(folder)).toEqual(['print.mjs', 'variables'])
  })

  test('reading the dotenv format as a script runs nothing either, and sets every value of one line', () => {
    const seen = read(shell, `set -a\n${printVariables(variables, 'dotenv')}`)
    for (const [key, value] of Object.entries(variables)) {
      if (!/[\r\n]/.test(value)) expect(seen[key]).toBe(value)
    }
    expect(readdirSync(folder)).toEqual(['print.mjs', 'variables'])
  })
})

function read(shell: string, text: string): Record<string, string> {
  writeFileSync(join(folder, 'variables'), text)
  writeFileSync(
    join(folder, 'print.mjs'),
    'process.stdout.write(JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([key]) => /^V\\d+$/.test(key)))))',
  )
  const script = `. ./variables && exec ${process.execPath} print.mjs`
  const result = spawnSync(shell, ['-c', script], { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  expect(result.stderr).toBe('')
  return JSON.parse(result.stdout)
}
