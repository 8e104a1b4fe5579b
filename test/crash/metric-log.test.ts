import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { finishMetrics } from '../../src/metric/finish-metrics.js'
import { readMetrics } from '../../src/metric/read-metrics.js'
import { readSeries } from '../../src/metric/series.js'

const here = import.meta.dirname
const folder = mkdtempSync(join(tmpdir(), 'rundir-crash-metric-'))
const program = join(folder, 'metric-process.mjs')
const kills = process.env['RUNDIR_SOAK'] ? 2_000 : 60
const livesOfARun = 6
/** Values that one life may log, so that no two lives log the same. */
const valuesOfALife = 10_000_000

beforeAll(async () => {
  const entryPoints = [fileURLToPath(new URL('metric-process.ts', import.meta.url))]
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Lets a program log and kills it once it has told so many bytes; returns the last value that it told. */
async function logAndDie(command: string[], toldBytes: number): Promise<number | undefined> {
  const [file = '', ...args] = command
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CLIENT: join(here, '../../python') },
  })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
    if (told.length > toldBytes) child.kill('SIGKILL')
  })
  const [status, signal] = await once(child, 'close')
  expect([status, signal]).toEqual([null, 'SIGKILL'])
  const last = told.slice(0, told.lastIndexOf('\n')).split('\n').at(-1) ?? ''
  return last === '' ? undefined : Number(last)
}

test.each([
  ['TypeScript', () => [process.execPath, program], 1],
  ['TypeScript, wide records', () => [process.execPath, program], 100],
  ['Python', () => ['python3', join(here, 'metric-process.py')], 1],
  ['Python, wide records', () => ['python3', join(here, 'metric-process.py')], 100],
] as const)(
  '%s: no acknowledged record is lost by a kill at any moment, over several lives of one log',
  async (_, command, width) => {
    for (let run = 0; run < kills / livesOfARun / 4; run++) {
      const runDir = mkdtempSync(join(folder, 'run-'))
      const metrics = join(runDir, 'metrics')
      mkdirSync(metrics)
      const acknowledged: { first: number; last: number }[] = []
      for (let life = 0; life < livesOfARun; life++) {
        const first = life * valuesOfALife
        const last = await logAndDie(
          [...command(), metrics, String(first), String(width)],
          (Math.random() * 15_000) / width,
        )
        if (last !== undefined) acknowledged.push({ first, last })
      }
      const { series, damage } = readSeries(metrics)
      const columns = series.get(`metric/${width - 1}`)
      const values = new Set(columns?.value)
      for (const { first, last } of acknowledged) {
        for (let value = first; value <= last; value++) if (!values.has(value)) expect.fail(`${value} is lost`)
      }
      expect(values.size).toBe(columns?.value.length)
      expect(columns?.step).toEqual(columns?.step.map((__, index) => index))
      expect(damage.length).toBeLessThan(livesOfARun)
      finishMetrics(runDir)
      expect(readMetrics(runDir)).toMatchObject({ source: 'file', series })
      rmSync(runDir, { recursive: true })
    }
  },
)
