import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareRows, FirstRows, isBehind, type Ordering, printCursor } from './order.js'
import { ROW_FIELDS, type Row } from './row.js'

/** A row as another package may make one: any number, any text, missing fields. */
const value = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.1, 1e300, 'NaN', 'Infinity', '-Infinity'),
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
)
const text = fc.constantFrom('', 'a', 'A', 'b', 'NaN', 'Infinity', 'null', '1', 'ä', '\u{1f600}')
const rows: fc.Arbitrary<Row[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 30 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(id),
          loss: fc.option(value, { nil: undefined }),
          tag: fc.option(text, { nil: undefined }),
          exit_code: fc.option(fc.integer({ min: 0, max: 2 })),
          duration_ms: fc.option(fc.constantFrom(0, 1, 1.5)),
          created_at: fc.constantFrom('2026-11-21T06:14:09Z', '2026-11-21T06:14:10Z', ''),
        }),
      ),
    ),
  )
  .map((list) =>
    list.map(({ id, loss, tag, exit_code, duration_ms, created_at }) =>
      makeRow({ id, loss, tag, exit_code, duration_ms, created_at }),
    ),
  )

function makeRow(of: {
  id: number
  loss: unknown
  tag: string | undefined
  exit_code: number | null
  duration_ms: number | null
  created_at: string
}): Row {
  const { id, loss, tag, exit_code, duration_ms, created_at } = of
  const fields = Object.fromEntries(ROW_FIELDS.map((field) => [field, null]))
  return {
    ...(fields as unknown as Row),
    name: `run${id % 3}`,
    dir: `outputs/run${id}`,
    status: 'completed',
    exit_code,
    duration_ms,
    created_at,
    tags: tag === undefined ? {} : { kind: tag },
    metrics: loss === undefined ? {} : { loss: loss as number },
    damage: null,
  }
}

const ordering: fc.Arbitrary<Ordering> = fc.record({
  sort: fc.constantFrom('loss', 'tag.kind', 'exit_code', 'duration_ms', 'created_at', 'name', 'constructor', 'tags'),
  direction: fc.constantFrom('ascending', 'descending'),
})

function page(
  all: readonly Row[],
  limit: number,
  by: Ordering,
  after: string | undefined,
): { rows: readonly Row[]; more: boolean } {
  const first = new FirstRows(limit, by)
  const behind = after === undefined ? () => true : isBehind(after, by)
  for (const row of all) if (behind(row)) first.offer(row)
  return first.take()
}

describe('rows in order', () => {
  test('the order is total: two different rows are never equal, and turning the question round turns the answer', () => {
    fc.assert(
      fc.property(rows, ordering, (all, by) => {
        const compare = compareRows(by)
        for (const a of all)
          for (const b of all) {
            expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a)) === 0).toBe(true)
            expect(compare(a, b) === 0).toBe(a === b)
          }
      }),
      { numRuns: 500 },
    )
  })

  test('the first rows are those of the whole list in order, whatever order they are offered in', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 40 }), ordering, (all, limit, by) => {
        const many = [...all, ...all.map((row) => ({ ...row, dir: `${row.dir}b` }))]
        const whole = [...many].sort(compareRows(by))
        const { rows: first, more } = page(many, limit, by, undefined)
        expect(first).toEqual(whole.slice(0, limit))
        expect(more).toBe(whole.length > limit)
      }),
      { numRuns: 1_000 },
    )
  })

  test('pages joined are the whole list, for every value that a field can have', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 7 }), ordering, (all, limit, by) => {
        const joined: Row[] = []
        for (let after: string | undefined; ; ) {
          const { rows: next, more } = page(all, limit, by, after)
          joined.push(...next)
          const last = next.at(-1)
          if (!more || last === undefined) break
          after = printCursor(last, by)
        }
        expect(joined).toEqual([...all].sort(compareRows(by)))
      }),
      { numRuns: 2_000 },
    )
  })

  test('what is missing comes after what is there, and NaN last, in both directions', () => {
    const losses = [undefined, 'NaN', 2, 1, '-Infinity']
    const all = losses.map((loss, id) =>
      makeRow({ id, loss, tag: undefined, exit_code: null, duration_ms: null, created_at: '' }),
    )
    const order = (direction: Ordering['direction']) =>
      page(all, 9, { sort: 'loss', direction }, undefined).rows.map((row) => row.metrics['loss'])
    expect(order('ascending')).toEqual(['-Infinity', 1, 2, undefined, 'NaN'])
    expect(order('descending')).toEqual([2, 1, '-Infinity', undefined, 'NaN'])
  })

  test.each([
    '',
    'x',
    Buffer.from('{}').toString('base64url'),
    Buffer.from('{"dir":"a","text":[]}').toString('base64url'),
  ])('a cursor %j that no page gave is refused', (cursor) => {
    expect(() => isBehind(cursor, { sort: 'name', direction: 'ascending' })).toThrow('is not a cursor')
  })
})
