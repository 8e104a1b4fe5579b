import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderCsv, renderMarkdown } from './delimited.js'

/** Reads CSV as RFC 4180 has it, with lines that end in a newline. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of `${text}\n`.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'))
    if (end === '\n') rows.push([])
  }
  return rows.slice(0, -1)
}

const harmless = fc.string({ unit: 'binary' }).filter((text) => !/^[=+\-@\t\r]/.test(text))

test('a reader of CSV gets back every text and number', () => {
  const cell = fc.oneof(harmless, fc.integer(), fc.constantFrom('a,b', '"', 'a\nb', ''))
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const read = parseCsv(renderCsv(['a', 'b'], rows))
      expect(read).toEqual([['a', 'b'], ...rows.map((row) => row.map(String))])
    }),
    { numRuns: 2_000 },
  )
})

test.each(['=1+1', '+cmd', '-x', '@SUM', '\tx'])('a spreadsheet does not take %j for a formula', (text) => {
  expect(parseCsv(renderCsv([], [[text]]))[1]).toEqual([`'${text}`])
})

test('numbers stay numbers, also below zero and as text; nothing is empty', () => {
  expect(renderCsv(['a'], [[-1, '-1', '-0.5e3', null]])).toBe('a\n-1,-1,-0.5e3,')
})

test('a table in Markdown has one line a row, whatever its cells hold', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 3 }), (row) => {
      const lines = renderMarkdown(row, [row]).split(/\r\n|[\r\n\u0085\u2028\u2029]/)
      expect(lines.length).toBe(3)
      for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(row.length + 1)
    }),
    { numRuns: 2_000, examples: [[['a\u2028b']], [['a\u2029b', 'a\u0085b', 'a\r\nb']]] },
  )
})
