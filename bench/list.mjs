// `rundir ls` of 10,000 runs against the bare reading of the same manifests in two threads.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

export function measureList(runs = 10_000, rounds = 11) {
  const root = mkdtempSync(join(tmpdir(), 'rundir-bench-'))
  const bare = join(root, 'bare.cjs')
  writeFileSync(bare, BARE)
  const workspace = join(root, 'workspace')
  makeRuns(workspace, runs)
  const rows = race(rounds, {
    'bare reading, two threads': () => timeProcess([node, bare, join(workspace, 'outputs')]),
    'rundir ls': () => timeProcess([node, rundir, '-C', workspace, 'ls']),
    'rundir ls --json --limit 10000': () =>
      timeProcess([node, rundir, '-C', workspace, 'ls', '--json', '--limit', '10000']),
  })
  rows.push(...memory(workspace, runs))
  rmSync(root, { recursive: true, force: true })
  printRows(`ls of ${runs} runs (goal: ≤ 1.5)`, rows)
  return rows
}

/** Peak memory of `ls`, to show that it does not grow with the number of runs. */
function memory(workspace, runs) {
  const script = `process.argv.splice(1, 1); require(${JSON.stringify(join(import.meta.dirname, '..', 'dist/cli/rundir.cjs'))}); process.on('exit', () => process.stderr.write('MAXRSS ' + process.resourceUsage().maxRSS))`
  const { stderr } = spawnSync(node, ['-e', script, '--', 'rundir', '-C', workspace, 'ls', '--quiet'], {
    env: plainEnvironment(),
    encoding: 'utf8',
  })
  const kib = Number(/MAXRSS (\d+)/.exec(stderr)?.[1] ?? Number.NaN)
  return [{ name: `peak memory, ${runs} runs (MiB)`, peakMiB: round(kib / 1024) }]
}

/** Copies of a manifest that a real run left, with other names and dates, 40 packages and 4 metrics. */
function makeRuns(workspace, runs) {
  mkdirSync(workspace, { recursive: true })
  timeProcess([node, rundir, '-C', workspace, 'run', '--quiet', '--model', 'sample', '--', 'true'])
  const first = join(workspace, 'outputs', 'sample-dataset-full-run1')
  const sample = JSON.parse(readFileSync(join(first, 'run_manifest.json'), 'utf8'))
  rmSync(first, { recursive: true })
  rmSync(join(workspace, 'outputs', 'latest'))
  const packages = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`package-${at}`, `1.${at}.0`]))
  for (let number = 1; number <= runs; number++) {
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
