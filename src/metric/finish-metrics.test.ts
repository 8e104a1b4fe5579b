import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { isRundirError } from '../error/rundir-error.js'
import { finishMetrics } from './finish-metrics.js'
import { inspectMetrics } from './inspect-metrics.js'
import { measureLogs } from './log-name.js'
import { MetricWriter } from './metric-writer.js'
import { readMetrics } from './read-metrics.js'

const root = fs.mkdtempSync(join(tmpdir(), 'rundir-finish-metrics-'))
afterAll(() => fs.rmSync(root, { recursive: true }))
let count = 0
const clock = { now: () => 1_763_600_000_000 }

/** A run whose `main` logged the values of `a`, one a step. */
function makeRun(values: readonly number[], attempt = 1, runDir = join(root, String(count++))): string {
  const writer = new MetricWriter(join(runDir, 'metrics'), 'main', attempt, clock)
  values.forEach((a, step) => void writer.log({ a }, { step }))
  writer.close()
  return runDir
}

function writeProgramFile(runDir: string, content: string): void {
  fs.mkdirSync(runDir, { recursive: true })
  fs.writeFileSync(join(runDir, 'metrics.json'), content)
}

const fileOf = (runDir: string) => JSON.parse(fs.readFileSync(join(runDir, 'metrics.json'), 'utf8'))

test('metrics.json holds the scalars and the series of the logs, in strict JSON', () => {
  const runDir = makeRun([0.9, Number.NaN, 0.4, Number.NEGATIVE_INFINITY])
  finishMetrics(runDir)
  expect(fileOf(runDir)).toEqual({
    schema_version: 1,
    scalars: { a: { last: '-Infinity', min: '-Infinity', max: 0.9, mean: '-Infinity', count: 4, step: 3 } },
    series: {
      a: { step: [0, 1, 2, 3], timestamp: Array(4).fill(clock.now()), value: [0.9, 'NaN', 0.4, '-Infinity'] },
    },
    logs: { 'main.1.jsonl': fs.statSync(join(runDir, 'metrics/main.1.jsonl')).size },
  })
})

test('the finished file says what the logs say, and what a plain recomputation says', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 30 }), (values) => {
      const runDir = makeRun(values)
      const live = readMetrics(runDir)
      const { scalars } = finishMetrics(runDir)
      const finished = readMetrics(runDir)
      expect([live.source, finished.source]).toEqual(['log', 'file'])
      expect(finished).toEqual({ ...live, source: 'file' })
      expect(finished.scalars).toEqual(scalars)
      const numbers = values.map((value) => value + 0).filter((value) => !Number.isNaN(value))
      if (values.length === 0) expect(scalars).toEqual({})
      else {
        expect(scalars['a']).toMatchObject({
          last: (values.at(-1) ?? 0) + 0,
          count: values.length,
          step: values.length - 1,
          min: numbers.length === 0 ? Number.NaN : Math.min(...numbers),
          max: numbers.length === 0 ? Number.NaN : Math.max(...numbers),
        })
      }
      fs.rmSync(runDir, { recursive: true })
    }),
    { numRuns: 150 },
  )
})

test('above 20,000 points the series stand in metrics.npz, and one is read at a time', () => {
  const values = Array.from({ length: 20_001 }, (_, index) => (index % 5_000 === 1 ? Number.NaN : index / 7))
  const short = makeRun(values.slice(1))
  finishMetrics(short)
  expect(fs.existsSync(join(short, 'metrics.npz'))).toBe(false)
  const runDir = makeRun(values)
  const live = readMetrics(runDir)
  finishMetrics(runDir)
  expect(fileOf(runDir).series).toEqual({ file: 'metrics.npz' })
  expect(readMetrics(runDir, ['a', 'nowhere'])).toEqual({ ...live, source: 'file' })
  expect(readMetrics(runDir, ['nowhere']).series.size).toBe(0)
})

test('a run that goes on is read from its logs until it is finished again', () => {
  const runDir = makeRun([1, 2, 3])
  finishMetrics(runDir)
  makeRun([1, 7], 2, runDir)
  expect(readMetrics(runDir)).toMatchObject({ source: 'log', scalars: { a: { last: 7, count: 2 } } })
  finishMetrics(runDir)
  expect(readMetrics(runDir)).toMatchObject({ source: 'file', scalars: { a: { last: 7, count: 2 } } })
})

test('metrics.json keeps how many lines are lost and where the first are, until the log changes', () => {
  const runDir = makeRun([1])
  const log = join(runDir, 'metrics/main.1.jsonl')
  const from = fs.statSync(log).size
  fs.appendFileSync(log, 'x\n'.repeat(30))
  fs.appendFileSync(log, '{"a":2}\n')
  const place = { file: 'main.1.jsonl', kind: 'line', from, to: from + 2 }
  const { damage } = finishMetrics(runDir)
  expect([damage.count, damage.places.length, damage.places[0]]).toEqual([30, 20, place])
  expect(fileOf(runDir).damage).toEqual(damage)
  expect([readMetrics(runDir).source, readMetrics(runDir).damage]).toEqual(['file', damage])
  expect(inspectMetrics(runDir, measureLogs(`${runDir}/metrics`), 'quick').damage).toEqual(damage)
  fs.appendFileSync(log, 'x\n{"a":3}\n')
  expect([
    readMetrics(runDir).damage.count,
    inspectMetrics(runDir, measureLogs(`${runDir}/metrics`), 'quick').damage.count,
  ]).toEqual([31, 31])
})

test('a short series leaves no archive of a longer one behind', () => {
  const runDir = makeRun(Array.from({ length: 20_001 }, (_, index) => index))
  finishMetrics(runDir)
  makeRun([1], 2, runDir)
  finishMetrics(runDir)
  expect(fs.readdirSync(runDir).sort()).toEqual(['metrics', 'metrics.json'])
})

test('a metrics.json of the program stays byte for byte, and is read with what the logs add', () => {
  const runDir = makeRun([1])
  const content =
    '{"accuracy": 0.9, "curve": [3, 2, "NaN"], "deep": {"f1": 0.5}, "note": "good", "mixed": [1, "x"], "step": 40}'
  writeProgramFile(runDir, content)
  const { scalars } = finishMetrics(runDir)
  expect(fs.readFileSync(join(runDir, 'metrics.json'), 'utf8')).toBe(content)
  const read = readMetrics(runDir)
  expect(read).toMatchObject({ source: 'program', scalars })
  expect(scalars['accuracy']).toMatchObject({ last: 0.9, step: 40 })
  expect(Object.keys(scalars).sort()).toEqual(['a', 'accuracy', 'curve', 'deep/f1'])
  expect(read.series.get('curve')).toEqual({
    step: [0, 1, 2],
    timestamp: [null, null, null],
    value: [3, 2, Number.NaN],
  })
})

test.each(['', '{"accuracy": 0.', '[1, 2]', 'null'])(
  'a metrics.json that is %j stays, and the logs are read',
  (content) => {
    const runDir = makeRun([5])
    writeProgramFile(runDir, content)
    expect(finishMetrics(runDir).scalars).toMatchObject({ a: { last: 5 } })
    expect(readMetrics(runDir)).toMatchObject({ source: 'log', scalars: { a: { last: 5 } } })
    expect(fs.readFileSync(join(runDir, 'metrics.json'), 'utf8')).toBe(content)
  },
)

test('finishing again without logs keeps what was finished', () => {
  const runDir = makeRun([5])
  finishMetrics(runDir)
  const before = fileOf(runDir)
  fs.rmSync(join(runDir, 'metrics'), { recursive: true })
  expect(finishMetrics(runDir).scalars).toMatchObject({ a: { last: 5 } })
  expect([fileOf(runDir), readMetrics(runDir).source]).toEqual([before, 'file'])
})

test('a damaged archive is made good by the logs; without them it is an error', () => {
  const runDir = makeRun(Array.from({ length: 20_001 }, (_, index) => index))
  finishMetrics(runDir)
  const archive = join(runDir, 'metrics.npz')
  const bytes = fs.readFileSync(archive)
  for (const damaged of [bytes.subarray(0, 1000), bytes.with(5_000, 1), Buffer.alloc(0)]) {
    fs.writeFileSync(archive, damaged)
    expect(readMetrics(runDir)).toMatchObject({ source: 'log', scalars: { a: { count: 20_001 } } })
  }
  fs.rmSync(join(runDir, 'metrics'), { recursive: true })
  expect(
    isRundirError(
      refusalOf(() => readMetrics(runDir)),
      'RUN_DAMAGED',
    ),
  ).toBe(true)
})

test('a newer format is refused, and a hand-written file of this one is read', () => {
  const runDir = join(root, 'by-hand')
  const content = { scalars: { a: { last: 1 } }, series: { a: { value: [2, 1] } } }
  writeProgramFile(runDir, JSON.stringify({ schema_version: 1, ...content }))
  expect(readMetrics(runDir)).toMatchObject({ source: 'file', scalars: { a: { last: 1, min: Number.NaN } } })
  expect(readMetrics(runDir).series.get('a')).toEqual({ step: [0, 1], timestamp: [null, null], value: [2, 1] })
  writeProgramFile(runDir, JSON.stringify({ schema_version: 2, ...content }))
  expect(
    isRundirError(
      refusalOf(() => readMetrics(runDir)),
      'FORMAT_NEWER',
    ),
  ).toBe(true)
})

test('a run without metrics is finished with none', () => {
  const runDir = makeRun([])
  expect(finishMetrics(runDir)).toEqual({ scalars: {}, damage: NONE })
  expect(readMetrics(runDir)).toEqual({ scalars: {}, series: new Map(), source: 'file', damage: NONE })
})

const NONE = { count: 0, places: [] }

function refusalOf(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}
