import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { LogFollower } from './log-follower.js'
import { parseLine, sealLine } from './log-line.js'
import { readSeries } from './series.js'

const root = fs.mkdtempSync(join(tmpdir(), 'rundir-series-'))
afterAll(() => fs.rmSync(root, { recursive: true }))
let count = 0

/** A folder of logs: file name → content. */
function makeLogs(files: Record<string, string | Uint8Array>): string {
  const folder = join(root, String(count++))
  fs.mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(join(folder, name), content)
  return folder
}

const line = (step: number, value: number, seq: number): string =>
  sealLine(`{"step":${step},"löss":${value},"_at":${seq * 1000},"_seq":${seq}`)
const lines = (...steps: number[]): string => steps.map((step, index) => line(step, step / 10, index + 1)).join('')
const stepsOf = (files: Record<string, string | Uint8Array>): number[] | undefined =>
  readSeries(makeLogs(files)).series.get('löss')?.step

test('lines that a shell wrote are read: no time, no count, a step or none', () => {
  const folder = makeLogs({
    'main.1.jsonl': '{"loss":0.3}\n{"step":7,"loss":"NaN"}\r\n\n{"loss":1e999,"note":"x","ok":true}\n',
  })
  const { series, ignoredCount, damage } = readSeries(folder)
  expect(series.get('loss')).toEqual({
    step: [0, 7, 8],
    timestamp: [null, null, null],
    value: [0.3, Number.NaN, Number.POSITIVE_INFINITY],
  })
  expect([ignoredCount, damage]).toEqual([2, []])
})

test('a record whose step is no step is ignored as a whole, and counted', () => {
  const folder = makeLogs({
    'main.1.jsonl': '{"step":-1,"a":1}\n{"step":"1","a":1}\n{"step":0.5,"a":1}\n{"step":1,"a":2}\n',
  })
  const { series, ignoredCount } = readSeries(folder)
  expect([series.get('a')?.value, ignoredCount]).toEqual([[2], 3])
})

test('objects are flattened, however deep; arrays are ignored', () => {
  const folder = makeLogs({
    'main.1.jsonl': `{"a":{"b":{"c":1,"step":2,"_x":3},"d":[1]}}\n{"e":${'{"x":'.repeat(5_000)}1${'}'.repeat(5_000)}}\n`,
  })
  const { series, ignoredCount } = readSeries(folder)
  expect([[...series.keys()], ignoredCount]).toEqual([['a/b/c', 'a/b/step', 'a/b/_x'], 2])
})

test('a log cut at any byte reads as a prefix, without damage', () => {
  const whole = Buffer.from(lines(1, 2, 3, 4, 5))
  for (let length = 0; length <= whole.length; length++) {
    const folder = makeLogs({ 'main.1.jsonl': whole.subarray(0, length) })
    const { series, damage } = readSeries(folder)
    const wholeLines = whole.subarray(0, length).toString('latin1').split('\n').length - 1
    expect(series.get('löss')?.step ?? []).toEqual([1, 2, 3, 4, 5].slice(0, wholeLines))
    expect(damage).toEqual([])
  }
})

test('one changed byte in the middle is damage with its place, and the other records are read', () => {
  const whole = Buffer.from(lines(1, 2, 3))
  const start = whole.indexOf(10) + 1
  const end = whole.indexOf(10, start) + 1
  for (let at = start; at < end - 1; at++) {
    const changed = Buffer.from(whole)
    changed[at] = (changed[at] ?? 0) ^ 1
    const { series, damage } = readSeries(makeLogs({ 'main.1.jsonl': changed }))
    const steps = series.get('löss')?.step
    const sealName = whole.indexOf('"_crc"', start)
    // A record that has lost the name of its checksum is one without checksum; a new line end makes two bad lines of one.
    if (at > sealName && at <= sealName + 4) expect([steps, damage]).toEqual([[1, 2, 3], []])
    else if (changed.indexOf(10, start) < end - 1) expect([steps, damage.length]).toEqual([[1, 3], 2])
    else {
      expect(damage).toEqual([{ file: 'main.1.jsonl', kind: 'line', from: start, to: end }])
      expect(steps).toEqual([1, 3])
    }
  }
})

test('a bad last line is a torn tail, even with a newline', () => {
  const folder = makeLogs({ 'main.1.jsonl': `${lines(1, 2)}{"step":3,"lö\n` })
  expect(readSeries(folder)).toMatchObject({ damage: [] })
  expect(stepsOf({ 'main.1.jsonl': lines(1, 2).replace(/..\}\n$/, '00}\n') })).toEqual([1])
})

test('a last line that is whole and no record is damage: nobody cut it off', () => {
  const wrong = '{"step":3,"loss":nan}\n'
  const { damage } = readSeries(makeLogs({ 'main.1.jsonl': lines(1, 2) + wrong }))
  expect(damage.map(({ from, to }) => to - from)).toEqual([wrong.length])
})

test('NaN and Infinity count without quotes, as Python prints them, and stay text in texts', () => {
  const folder = makeLogs({
    'main.1.jsonl': [
      '{"step": 1, "a": NaN, "b": [NaN], "note": "NaN, -Infinity \\" NaN"}',
      '{"step": 2, "a": -Infinity, "NaN": Infinity, "b": {"c": NaN}}',
      '{"step": 3, "a": -NaN}',
      '{"step": 4, "a": 1Infinity}',
      '{"step": 5, "a": NaNa, "b": "',
      '{"step": 6, "a": 6}',
      '',
    ].join('\n'),
  })
  const { series, damage } = readSeries(folder)
  expect(series.get('a')).toMatchObject({ step: [1, 2, 6], value: [Number.NaN, Number.NEGATIVE_INFINITY, 6] })
  expect([...series.keys()].sort()).toEqual(['NaN', 'a', 'b/c'])
  expect(damage.length).toBe(3)
})

test('numbers that JSON has not are read as the same numbers in quotes are', () => {
  const value = fc.oneof(
    fc.constantFrom('NaN', 'Infinity', '-Infinity'),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  const record = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(value, fc.dictionary(fc.string(), value)))
  fc.assert(
    fc.property(record, (one) => {
      const strict = JSON.stringify(one)
      const bare = strict.replace(/:"(NaN|-?Infinity)"/g, ':$1')
      expect(parseLine(Buffer.from(bare))).toEqual(JSON.parse(strict))
    }),
    { numRuns: 200 },
  )
})

test('a line of many quotes that nobody ends is damage, and breaks no reader', () => {
  const hostile = `{"a":NaN,"b":"${'\\\\"x"'.repeat(200_000)}\n`
  const { series, damage } = readSeries(makeLogs({ 'main.1.jsonl': `${hostile}{"a":1}\n` }))
  expect([series.get('a')?.value, damage.length]).toEqual([[1], 1])
})

test('zeros that a power cut left behind are damage', () => {
  const zeros = Buffer.alloc(5_000)
  const content = Buffer.concat([Buffer.from(lines(1)), zeros, Buffer.from('\n'), Buffer.from(line(2, 1, 2))])
  const { series, damage } = readSeries(makeLogs({ 'main.1.jsonl': content }))
  expect([series.get('löss')?.step, damage.length]).toEqual([[1, 2], 1])
})

test('two copies of a log put together are one, in any order and however each was cut', () => {
  const all = [1, 2, 3, 4, 5, 6].map((step) => line(step, step, step))
  fc.assert(
    fc.property(fc.nat(6), fc.nat(6), fc.nat(6), (from, to, cut) => {
      const copies = [
        all.slice(0, cut).join(''),
        all.slice(Math.min(from, to), Math.max(from, to)).join(''),
        all.slice(cut).join(''),
      ]
      for (const content of [copies.join(''), copies.toReversed().join('')]) {
        const folder = makeLogs({ 'main.1.jsonl': content })
        expect(readSeries(folder)).toMatchObject({ damage: [] })
        expect(readSeries(folder).series.get('löss')?.value).toEqual([1, 2, 3, 4, 5, 6])
        fs.rmSync(folder, { recursive: true })
      }
    }),
    { numRuns: 200 },
  )
})

test('a count that stands there twice with other bytes is a conflict, and both are read', () => {
  const { series, damage } = readSeries(makeLogs({ 'main.1.jsonl': line(1, 1, 1) + line(2, 2, 1) }))
  expect([series.get('löss')?.step, damage.map((place) => place.kind)]).toEqual([[1, 2], ['conflict']])
})

test('attempts are stitched: what a later attempt does again leaves the series', () => {
  const again = { 'main.1.jsonl': lines(1, 2, 3, 4, 5), 'main.2.jsonl': lines(4, 5, 6), 'main.10.jsonl': lines(6, 7) }
  expect(stepsOf(again)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(stepsOf({ ...again, 'main.11.jsonl': lines(2) })).toEqual([1, 2])
  expect(stepsOf({ ...again, 'main.11.jsonl': '' })).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(stepsOf({ 'main.1.jsonl': lines(1, 2), 'main.2.jsonl': lines(9) })).toEqual([1, 2, 9])
})

test('a step is never dropped for being too small within one attempt', () => {
  expect(stepsOf({ 'main.1.jsonl': lines(5, 3, 4) })).toEqual([5, 3, 4])
})

test('writers are merged by step, and each keeps its own order', () => {
  const files = {
    'main.1.jsonl': lines(1, 2, 3),
    'rank1.1.jsonl': lines(2, 1, 4),
    'other.txt': 'x',
    'Main.1.jsonl': lines(9),
  }
  expect(stepsOf(files)).toEqual([1, 2, 2, 1, 3, 4])
})

test('only the metrics that are asked for are kept', () => {
  const folder = makeLogs({ 'main.1.jsonl': '{"a":1,"b":{"c":2}}\n' })
  expect([...readSeries(folder, ['b/c', 'nowhere']).series.keys()]).toEqual(['b/c'])
})

test('a folder that is not there has no series', () => {
  expect(readSeries(join(root, 'nowhere'))).toEqual({ series: new Map(), damage: [], ignoredCount: 0 })
})

test('a follower gets each whole line once, new writers included', () => {
  const whole = Buffer.from(lines(1, 2, 3))
  const folder = join(root, 'followed')
  const follower = new LogFollower(folder)
  expect(follower.poll()).toEqual([])
  fs.mkdirSync(folder)
  const steps: number[] = []
  for (let at = 0; at < whole.length; at++) {
    fs.appendFileSync(join(folder, 'main.1.jsonl'), whole.subarray(at, at + 1))
    if (at % 7 === 0) steps.push(...follower.poll().map((point) => point.step))
  }
  fs.writeFileSync(join(folder, 'main.2.jsonl'), '{"löss":5}\n')
  const rest = follower.poll()
  expect([...steps, ...rest.map((point) => point.step)]).toEqual([1, 2, 3, 4])
  expect(rest.at(-1)).toEqual({ key: 'löss', step: 4, timestamp: null, value: 5, writer: 'main' })
  expect(follower.poll()).toEqual([])
})
