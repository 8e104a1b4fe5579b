// `rundir ls` of 10,000 runs against the bare reading of the same manifests in two threads.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainEnvironment, printRows, race, round, timeProcess } from './measure.mjs'

const node = process.execPath
const rundir = join(import.meta.dirname, '..', 'bin', 'rundir')

/** Readdir, read and JSON.parse in two threads: the least that a list from files alone can do. */
const BARE = `
const { Worker, isMainThread, workerData } = require('node:worker_threads')
const { readdirSync, readFileSync } = require('node:fs')
function read(root, names) {
  let completed = 0
  for (const name of names) if (JSON.parse(readFileSync(root + '/' + name + '/run_manifest.json', 'utf8')).status === 'completed') completed++
  return completed
}
if (isMainThread) {
  const root = process.argv[2]
  const names = readdirSync(root)
  const half = names.length >> 1
  new Worker(__filename, { workerData: { root, names: names.slice(half) } }).on('exit', () => {})
  read(root, names.slice(0, half))
} else read(workerData.root, workerData.names)
`

/** What a list of few runs takes is the program itself. */
const SMALL = 100

export function measureList(runs = 10_000, rounds = 11) {
  const root = mkdtempSync(join(tmpdir(), 'rundir-bench-'))
  const bare = join(root, 'bare.cjs')
  writeFileSync(bare, BARE)
  const workspace = join(root, 'workspace')
  makeRuns(workspace, 1, SMALL)
  const small = memory(workspace, SMALL, [])
  makeRuns(workspace, SMALL + 1, runs)
  const rows = race(rounds, {
    'bare reading, two threads': () => timeProcess([node, bare, join(workspace, 'outputs')]),
    'rundir ls': () => timeProcess([node, rundir, '-C', workspace, 'ls']),
    'rundir ls --json --limit 10000': () =>
      timeProcess([node, rundir, '-C', workspace, 'ls', '--json', '--limit', '10000']),
  })
  const page = ['--json', '--limit', '10000']
  rows.push(small, memory(workspace, runs, []), memory(workspace, runs, page))
  makeRuns(workspace, runs + 1, runs * 4)
  rows.push(memory(workspace, runs * 4, []), memory(workspace, runs * 4, page))
  rmSync(root, { recursive: true, force: true })
  printRows(`ls of ${runs} runs (goal: ≤ 1.5)`, rows)
  return rows
}

/** Peak memory of `ls`: how little it grows with the number of runs. */
function memory(workspace, runs, args) {
  const bundle = join(import.meta.dirname, '..', 'dist/cli/rundir.cjs')
  const script = `process.on('exit', () => process.stderr.write('MAXRSS ' + process.resourceUsage().maxRSS)); require(${JSON.stringify(bundle)})`
  const command = ['-e', script, '--', 'rundir', '-C', workspace, 'ls', '--quiet', ...args]
  const { status, stdout, stderr } = spawnSync(node, command, {
    env: plainEnvironment(),
    encoding: 'utf8',
    maxBuffer: 1024 * 1024 * 1024,
  })
  const kib = Number(/MAXRSS (\d+)/.exec(stderr)?.[1] ?? Number.NaN)
  if (status !== 0 || Number.isNaN(kib) || !stdout.includes('qwen2-7b')) throw new Error(`ls: ${status}\n${stderr}`)
  return { name: `peak memory of ${['ls', ...args].join(' ')}, ${runs} runs`, peakMiB: round(kib / 1024) }
}

/** Copies of a manifest that a real run left, with other names and dates, 40 packages and 4 metrics. */
function makeRuns(workspace, from, to) {
  mkdirSync(workspace, { recursive: true })
  timeProcess([node, rundir, '-C', workspace, 'run', '--quiet', '--model', 'sample', '--', 'true'])
  const made = readdirSync(join(workspace, 'outputs')).find((name) => name.startsWith('sample-'))
  const first = join(workspace, 'outputs', made)
  const sample = JSON.parse(readFileSync(join(first, 'run_manifest.json'), 'utf8'))
  rmSync(first, { recursive: true })
  rmSync(join(workspace, 'outputs', 'latest'))
  const packages = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`package-${at}`, `1.${at}.0`]))
  for (let number = from; number <= to; number++) {
    const name = `qwen2-7b-alpaca-full-run${number}`
    mkdirSync(join(workspace, 'outputs', name), { recursive: true })
    const at = (seconds) => new Date(1763705649000 + (number + seconds) * 1000).toISOString()
    const manifest = {
      ...sample,
      run_id: `${1763705649000 + number}-${String(number).padStart(9, '0')}`,
      name,
      created_at: at(0),
      started_at: at(0),
      ended_at: at(10),
      package_versions: packages,
      counter: number,
      summary: { loss: 1 / number, 'eval/loss': 2 / number, 'eval/acc': 0.5, lr: 3e-4 },
    }
    writeFileSync(join(workspace, 'outputs', name, 'run_manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  }
}

if (process.argv[1] === import.meta.filename) measureList(Number(process.argv[2] ?? 10_000))
