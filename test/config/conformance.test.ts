import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ConfigTree } from '../../src/config/tree.js'
import { printFlags } from '../../src/workspace/launch/hand-over.js'
import { answer, casesOf, decode, expectation, isErrorCode, type OracleCase, SECTIONS } from './oracle-answers.js'

/** A case where the answer differs on purpose; `reason` is a row of the design note. */
interface KnownDifference {
  readonly reason: string
  readonly section: string
  readonly input: string | string[]
  readonly oracle: string
  readonly ours: string
}

const known: KnownDifference[] = JSON.parse(
  readFileSync(new URL('./fixture/differences.json', import.meta.url), 'utf8'),
)
const note = readFileSync(new URL('../../docs/design/configuration.md', import.meta.url), 'utf8')

function differenceOf(section: string, one: OracleCase): KnownDifference | undefined {
  return known.find((row) => row.section === section && JSON.stringify(row.input) === JSON.stringify(one.input))
}

describe.each(SECTIONS.filter((section) => section !== 'texts'))('the %s of the corpus', (section) => {
  test('are answered as OmegaConf and Hydra do, or as the list of differences says', () => {
    const cases = casesOf(section)
    expect(cases.length).toBeGreaterThan(20)
    const failures = cases.flatMap((one) => {
      const [ours, oracle] = [answer(section, one.input), expectation(section, one)]
      const isSame = ours === oracle || (oracle === 'error' && isErrorCode(ours))
      const row = differenceOf(section, one)
      const isExpected = row === undefined ? isSame : !isSame && row.ours === ours && row.oracle === oracle
      return isExpected ? [] : [{ input: one.input, oracle, ours, listed: row !== undefined }]
    })
    expect(failures).toEqual([])
  })
})

test('settings are handed over in words that Hydra reads back, each with its type', () => {
  const cases = casesOf('flags')
  expect(cases.length).toBeGreaterThan(90)
  for (const one of cases) expect(printFlags(decode(one.value) as ConfigTree, 'hydra')).toEqual(one.input)
})

test('text is printed without quotes only where PyYAML reads the same text', () => {
  const cases = casesOf('texts')
  const misread = cases.filter((one) => answer('texts', one.input) === 'true' && one.value !== true)
  expect(misread).toEqual([])
  expect(cases.filter((one) => answer('texts', one.input) === 'true').length).toBeGreaterThan(10)
})

test('every difference is argued in the design note, and the note argues none that is gone', () => {
  const listed = new Set(known.map((row) => row.reason))
  const argued = new Set([...note.matchAll(/^\| (D\d+) \|/gm)].map((match) => match[1]))
  expect([...argued].sort()).toEqual([...listed].sort())
})
