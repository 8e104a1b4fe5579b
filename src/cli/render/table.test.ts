import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeStyle } from './style.js'
import { type Column, renderTable, widthOf } from './table.js'

const plain = makeStyle('off')
const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 60 }),
  fc.constantFrom('', '模型训练运行', '👩‍🚀🚀🚀', 'é́́', '\u001b[31mred', '\t\r\n', 'ﬀ', '𠀀𠀀'),
)
const column: fc.Arbitrary<Column> = fc
  .record({
    title: cell,
    align: fc.constantFrom('left', 'right'),
    expendable: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
    atLeast: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  })
  .map(({ expendable, atLeast, ...known }) => ({
    ...known,
    ...(expendable === undefined ? {} : { expendable }),
    ...(atLeast === undefined ? {} : { atLeast }),
  }))

describe('renderTable', () => {
  test('is never wider than the terminal, whatever the cells hold', () => {
    const table = fc.integer({ min: 1, max: 6 }).chain((width) =>
      fc.record({
        spec: fc.array(column, { minLength: width, maxLength: width }),
        rows: fc.array(fc.array(cell, { minLength: 0, maxLength: width }), { maxLength: 4 }),
      }),
    )
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 120 }), ({ spec, rows }, columns) => {
        const text = renderTable(
          spec,
          rows.map((row) => row.map((text) => ({ text }))),
          columns,
          plain,
        )
        const lines = text.split('\n')
        expect(lines).toHaveLength(rows.length + 1)
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
      }),
      { numRuns: 3_000 },
    )
  })

  test('without a terminal nothing is cut or left out', () => {
    const text = renderTable(
      [
        { title: 'RUN', atLeast: 3 },
        { title: 'X', expendable: 1 },
      ],
      [[{ text: 'x'.repeat(500) }, { text: 'y' }]],
      Number.POSITIVE_INFINITY,
      plain,
    )
    expect(text).toBe(`RUN${' '.repeat(499)}X\n${'x'.repeat(500)}  y`)
  })

  test('leaves out expendable columns first, the highest number first, and then cuts', () => {
    const spec: Column[] = [
      { title: 'RUN', atLeast: 4 },
      { title: 'A', expendable: 1 },
      { title: 'B', expendable: 2 },
    ]
    const rows = [['a-long-name', '1', '2'].map((text) => ({ text }))]
    expect(renderTable(spec, rows, 40, plain)).toBe('RUN          A  B\na-long-name  1  2')
    expect(renderTable(spec, rows, 8, plain)).toBe('RUN    A\na-lo…  1')
    expect(renderTable(spec, rows, 5, plain)).toBe('RUN\na-lo…')
  })

  test('numbers stand at the right', () => {
    const rows = [[{ text: '1' }], [{ text: '100' }]]
    expect(renderTable([{ title: 'N', align: 'right' }], rows, 80, plain)).toBe('  N\n  1\n100')
  })

  test('colours go round the cell, and texts lose what could drive a terminal', () => {
    const text = renderTable(
      [{ title: '\u001b[2J' }],
      [[{ text: 'a\u001b[31m\u202eb', paint: 'red' }]],
      80,
      makeStyle('on'),
    )
    expect(text.split('\n')[1]).toBe('\u001b[31ma\ufffd[31m\ufffdb\u001b[39m')
    expect(text).not.toMatch('\u001b[2J')
  })
})

test('a name that is cut loses its middle, so that what tells runs apart stays', () => {
  const names = ['qwen2-7b-alpaca-full-run1', 'qwen2-7b-alpaca-full-run2'].map((text) => [{ text }])
  const lines = renderTable([{ title: 'RUN', atLeast: 8, cutsMiddle: true }], names, 12, makeStyle('off')).split('\n')
  expect(lines).toEqual(['RUN', 'qwen2-…-run1', 'qwen2-…-run2'])
})
