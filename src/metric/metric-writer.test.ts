import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { isRundirError } from '../error/rundir-error.js'
import { type MetricValues, MetricWriter } from './metric-writer.js'
import { readSeries } from './series.js'

const root = fs.mkdtempSync(join(tmpdir(), 'rundir-metric-writer-'))
afterAll(() => fs.rmSync(root, { recursive: true }))
let count = 0
const newFolder = (): string => join(root, String(count++))
const clock = { now: () => 1_763_600_000_000 }
const textOf = (folder: string): string => fs.readFileSync(join(folder, 'main.1.jsonl'), 'utf8')

test('a record is one line of the documented form', () => {
  const folder = newFolder()
  const writer = new MetricWriter(folder, 'main', 1, clock)
  writer.log({ loss: 0.43, 'train/acc': 0.9 }, { step: 120 })
  writer.close()
  expect(textOf(folder)).toBe(
    '{"step":120,"loss":0.43,"train/acc":0.9,"_at":1763600000000,"_seq":1,"_crc":"6a584515"}\n',
  )
})

test('a step that is left out is one more than the last, or 0', () => {
  const folder = newFolder()
  const writer = new MetricWriter(folder, 'main', 1, clock)
  writer.log({ a: 1 })
  writer.log({ a: 1 })
  writer.log({ a: 1 }, { step: 10 })
  writer.log({ a: 1 })
  writer.close()
  expect(readSeries(folder).series.get('a')?.step).toEqual([0, 1, 10, 11])
})

test('a writer that opens its log again goes on with the count and the step', () => {
  const folder = newFolder()
  for (let life = 0; life < 3; life++) {
    const writer = new MetricWriter(folder, 'main', 1, clock)
    writer.log({ a: life })
    writer.close()
  }
  expect(textOf(folder).match(/"_seq":\d+/g)).toEqual(['"_seq":1', '"_seq":2', '"_seq":3'])
  expect(readSeries(folder).series.get('a')).toMatchObject({ step: [0, 1, 2], value: [0, 1, 2] })
})

test('a new attempt goes on with the step of the attempt before when no step is given', () => {
  const folder = newFolder()
  for (const attempt of [1, 2, 5]) {
    const writer = new MetricWriter(folder, 'system', attempt, clock)
    writer.log({ cpu: attempt })
    writer.close()
  }
  expect(readSeries(folder).series.get('cpu')).toMatchObject({ step: [0, 1, 2], value: [1, 2, 5] })
})

test('a log of another program is continued behind its last line', () => {
  const folder = newFolder()
  fs.mkdirSync(folder)
  fs.writeFileSync(join(folder, 'main.1.jsonl'), '{"loss":3}\n{"loss":2}\nnonsense\n')
  const writer = new MetricWriter(folder, 'main', 1, clock)
  writer.log({ loss: 1 })
  writer.close()
  expect(readSeries(folder).series.get('loss')).toMatchObject({ step: [0, 1, 2], value: [3, 2, 1] })
})

test('a torn tail of any length never swallows the next record and loses no whole one', () => {
  const folder = newFolder()
  const first = new MetricWriter(folder, 'main', 1, clock)
  for (const value of [1, 2, 3]) first.log({ 'größe "x"': value })
  first.close()
  const whole = fs.readFileSync(join(folder, 'main.1.jsonl'))
  for (let length = 0; length <= whole.length; length++) {
    const cut = newFolder()
    fs.mkdirSync(cut)
    fs.writeFileSync(join(cut, 'main.1.jsonl'), whole.subarray(0, length))
    const before = readSeries(cut).series.get('größe "x"')?.value ?? []
    const writer = new MetricWriter(cut, 'main', 1, clock)
    writer.log({ 'größe "x"': 99 })
    writer.close()
    const { series, damage } = readSeries(cut)
    const values = series.get('größe "x"')?.value ?? []
    expect(values.at(-1)).toBe(99)
    expect(values.slice(0, before.length)).toEqual(before)
    const tail = whole.subarray(0, length).toString('latin1').split('\n').at(-1) ?? ''
    expect(damage.map((place) => place.kind)).toEqual(tail === '' || tail.endsWith('}') ? [] : ['line'])
  }
})

test.each([
  ['a string', { a: 'x' }],
  ['a boolean', { a: true }],
  ['null', { a: null }],
  ['an array', { a: [1] }],
  ['a string in an object', { a: { b: 'x' } }],
  ['a bigint', { a: 1n }],
  ['undefined', { a: undefined }],
  ['the name step', { step: 1 }],
  ['a name that begins with _', { _at: 1 }],
  ['an array of values', [1]],
  ['no object at all', null],
])('%s is refused with VALUE_INVALID and nothing is written', (_, values) => {
  const folder = newFolder()
  const writer = new MetricWriter(folder, 'main', 1, clock)
  const refusal = capture(() => writer.log(values as unknown as MetricValues))
  writer.close()
  expect(isRundirError(refusal, 'VALUE_INVALID')).toBe(true)
  expect(textOf(folder)).toBe('')
})

test.each([-1, 0.5, Number.NaN, 2 ** 53])('step %d is refused', (step) => {
  const writer = new MetricWriter(newFolder(), 'main', 1, clock)
  expect(
    isRundirError(
      capture(() => writer.log({ a: 1 }, { step })),
      'VALUE_INVALID',
    ),
  ).toBe(true)
  writer.close()
})

test.each(['', 'Main', '../x', '3', 'a.b'])('the writer name %j is refused', (name) => {
  expect(
    isRundirError(
      capture(() => new MetricWriter(newFolder(), name, 1, clock)),
      'NAME_INVALID',
    ),
  ).toBe(true)
})

test('whatever is logged is read back: any number, any name, any nesting', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/^_|^step$|\//.test(text))
  const number = fc.oneof(fc.double(), fc.maxSafeInteger(), fc.constantFrom(2 ** 80, 5e-324, Number.MAX_VALUE))
  const record = fc.record({
    step: fc.option(fc.maxSafeNat(), { nil: undefined }),
    values: fc.dictionary(name, fc.oneof(number, fc.dictionary(name, number, { maxKeys: 3 })), { maxKeys: 6 }),
  })
  const folder = newFolder()
  fs.mkdirSync(folder)
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), (records) => {
      fs.rmSync(join(folder, 'main.1.jsonl'), { force: true })
      const writer = new MetricWriter(folder, 'main', 1, clock)
      const expected = new Map<string, { step: number[]; value: number[] }>()
      let last = -1
      for (const { step, values } of records) {
        if (step === undefined && last === Number.MAX_SAFE_INTEGER) continue
        writer.log(values, { step })
        last = step ?? last + 1
        for (const [key, value] of flat(values)) {
          const columns = expected.get(key) ?? { step: [], value: [] }
          expected.set(key, { step: [...columns.step, last], value: [...columns.value, value + 0] })
        }
      }
      writer.close()
      const { series, damage, ignoredCount } = readSeries(folder)
      expect({ damage, ignoredCount }).toEqual({ damage: [], ignoredCount: 0 })
      const read = new Map([...series].map(([key, { step, value }]) => [key, { step, value: value.map((x) => x + 0) }]))
      expect(read).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})

function flat(values: MetricValues, prefix = ''): [string, number][] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'number' ? [[prefix + name, value]] : flat(value, `${prefix}${name}/`),
  )
}

function capture(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}
