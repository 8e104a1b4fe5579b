// What does one log() call cost? TypeScript against JSON + fs.writeSync, Python against json.dumps + os.write, side by side.
// node bench/log.mjs [calls] [rounds]: a table for people; the figures are kept in bench/results/.
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import { machine } from './measure.mjs'

const calls = Number(process.argv[2] ?? 20_000)
const rounds = Number(process.argv[3] ?? 7)
const here = import.meta.dirname
const limits = { typescript: 1.3, python: 1.5 }

const folder = fs.mkdtempSync(join(tmpdir(), 'rundir-bench-log-'))
try {
  const results = [...(await measureTypeScript()), ...measurePython()]
  report(results)
} finally {
  fs.rmSync(folder, { recursive: true })
}

async function measureTypeScript() {
  const bundle = join(folder, 'metric-writer.mjs')
  const entry = join(here, '../src/metric/metric-writer.ts')
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile: bundle, logLevel: 'error' })
  const { MetricWriter } = await import(pathToFileURL(bundle).href)
  const writer = new MetricWriter(join(folder, 'metrics'), 'main', 1, { now: () => Date.now() })
  const descriptor = fs.openSync(join(folder, 'base.jsonl'), 'a')
  const kinds = {
    base: (values, step) => fs.writeSync(descriptor, `${JSON.stringify({ step, ...values, _at: Date.now() })}\n`),
    log: (values, step) => writer.log(values, { step }),
  }
  const results = [1, 10, 100].flatMap((count) => measure(kinds, count))
  writer.close()
  fs.closeSync(descriptor)
  return results
}

function measure(kinds, count) {
  const spent = { base: [], log: [] }
  const names = Array.from({ length: count }, (_, index) => `metric/${index}`)
  let step = 0
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? ['base', 'log'] : ['log', 'base']
    for (const kind of order) {
      const call = kinds[kind]
      const times = new Float64Array(Math.max(200, Math.floor(calls / count)))
      for (let index = 0; index < times.length; index++) {
        const values = Object.fromEntries(names.map((name) => [name, Math.random()]))
        const started = process.hrtime.bigint()
        call(values, step++)
        times[index] = Number(process.hrtime.bigint() - started) / 1000
      }
      spent[kind].push(times.sort())
    }
  }
  return Object.entries(spent).map(([kind, turns]) => ({
    language: 'typescript',
    metrics: count,
    kind,
    median_us: middle(turns.map((times) => at(times, 0.5))),
    p99_us: middle(turns.map((times) => at(times, 0.99))),
  }))
}

function at(sorted, part) {
  return Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(3))
}

function middle(numbers) {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1]
}

function measurePython() {
  const done = spawnSync('python3', [join(here, 'log.py'), String(calls), String(rounds)], { encoding: 'utf8' })
  if (done.status === 0) return JSON.parse(done.stdout)
  process.stderr.write(`the Python half did not run: ${done.error?.message ?? done.stderr}\n`)
  return []
}

function report(results) {
  const rows = results
    .filter((result) => result.kind === 'log')
    .map((log) => {
      const base = results.find(
        (other) => other.kind === 'base' && other.language === log.language && other.metrics === log.metrics,
      )
      return {
        language: log.language,
        metrics: log.metrics,
        'base µs': base.median_us,
        'log µs': log.median_us,
        ratio: Number((log.median_us / base.median_us).toFixed(2)),
        limit: limits[log.language],
        'base p99': base.p99_us,
        'log p99': log.p99_us,
        'p99 ratio': Number((log.p99_us / base.p99_us).toFixed(2)),
      }
    })
  console.table(rows)
  const date = new Date().toISOString().slice(0, 10)
  const file = join(here, 'results', `log-${date}.json`)
  fs.writeFileSync(file, `${JSON.stringify({ bench: 'log', date, machine, calls, rounds, rows }, null, 2)}\n`)
  console.log(`kept in bench/results/log-${date}.json`)
}
