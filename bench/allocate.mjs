// What does it cost to get a name for good? One allocation against the bare pair (mkdir, fsync of the parent) and
// against the scan of the naming document (readdir, highest, mkdir), beside more and more runs; and many at once,
// against SQLite. `node bench/allocate.mjs [--million] [--keep]`; --keep writes bench/results/allocate-<date>.json.
// Where many files were deleted in the last minutes, ext4 is slow to make a new one: `plain_file` tells; set TMPDIR to another place then.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const SAMPLES = 2000
const SCANS = 20
/** Until the compiler of the process is done with it. */
const WARM_UP = 5000
const NAMES_PER_RACE = 640
const sizes = process.argv.includes('--million') ? [0, 10_000, 100_000, 1_000_000] : [0, 10_000, 100_000]

const here = fileURLToPath(new URL('.', import.meta.url))
const folder = fs.mkdtempSync(join(tmpdir(), 'rundir-bench-'))
const bundle = join(folder, 'allocate.mjs')
await build({
  stdin: {
    contents: "export * from './store/allocate.ts'; export { DEFAULT_NAMING } from './run/naming.ts'",
    resolveDir: join(here, '../src'),
  },
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
})
const { allocateRun, DEFAULT_NAMING } = await import(bundle)
fs.copyFileSync(join(here, 'allocate-process.mjs'), join(folder, 'allocate-process.mjs'))

const claimant = { runId: '1763705649000-k3j9x2m8p', host: 'bench', pid: process.pid }
const clock = { now: () => Date.now() }
const space = (root) => ({ root, naming: DEFAULT_NAMING, patterns: {}, windows: false })
const request = (model) => ({ layout: 'pipeline', segments: { model, dataset: 'd', size: 'full' } })

/** Runs as rundir leaves them: a folder, a claimed name, a claimed number; 1,000 in a family. */
function fill(root, count) {
  const names = join(root, '.rundir/claims/names/outputs')
  fs.mkdirSync(names, { recursive: true })
  for (const folder of ['outputs', 'beside']) fs.mkdirSync(join(root, folder))
  for (let at = 0; at < count; at++) {
    const model = `old${Math.floor(at / 1000)}`
    const number = 1 + (at % 1000)
    const family = join(root, `.rundir/claims/numbers/model_dataset.${model}.d/${Math.floor(number / 1000)}`)
    if (number === 1 || number === 1000) fs.mkdirSync(family, { recursive: true })
    const name = `${model}-d-full-run${number}`
    fs.writeFileSync(join(family, `${number}`), '')
    fs.writeFileSync(join(names, `${name}.claim`), '')
    for (const folder of ['outputs', 'beside']) fs.mkdirSync(join(root, folder, name))
  }
  spawnSync('sync')
}

function syncFolder(path) {
  const descriptor = fs.openSync(path, 'r')
  fs.fsyncSync(descriptor)
  fs.closeSync(descriptor)
}

function timed(deed) {
  const from = performance.now()
  deed()
  return performance.now() - from
}

function quantile(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
}

function facts(tookMs) {
  const sorted = [...tookMs].sort((a, b) => a - b)
  const rounded = (value) => Math.round(value * 1000) / 1000
  return { p50_ms: rounded(quantile(sorted, 0.5)), p99_ms: rounded(quantile(sorted, 0.99)), samples: sorted.length }
}

/**
 * The pair and the allocation in turns, so that the machine's moods fall on both; the others in a folder that is as full, for an allocation looks
 * around again when others change its own.
 */
function measure(count) {
  const root = fs.mkdtempSync(join(folder, 'w-'))
  fill(root, count)
  const beside = join(root, 'beside')
  const first = timed(() => allocateRun(space(root), request('mine'), claimant, clock))
  const find = timed(() => spawnSync('find', [join(root, 'outputs'), '-maxdepth', '1', '-name', 'mine-*']))
  const took = { bare: [], allocate: [], file: [], scan: [] }
  for (let at = 0; at < SAMPLES; at++) {
    took.bare.push(
      timed(() => {
        fs.mkdirSync(join(beside, `bare-${at}`))
        syncFolder(beside)
      }),
    )
    took.allocate.push(timed(() => allocateRun(space(root), request('mine'), claimant, clock)))
  }
  for (let at = 0; at < SAMPLES; at++) took.file.push(timed(() => fs.writeFileSync(join(beside, `file-${at}`), '')))
  for (let at = 0; at < SCANS; at++) {
    took.scan.push(
      timed(() => {
        let highest = 0
        for (const name of fs.readdirSync(beside)) {
          const match = /^scan-d-full-run(\d+)$/.exec(name)
          if (match !== null) highest = Math.max(highest, Number(match[1]))
        }
        fs.mkdirSync(join(beside, `scan-d-full-run${highest + 1}`))
      }),
    )
  }
  const [bare, allocate, scan] = [facts(took.bare), facts(took.allocate), facts(took.scan)]
  return {
    existing_runs: count,
    bare,
    allocate,
    plain_file: facts(took.file),
    scan_without_sync: scan,
    allocate_to_bare: Math.round((allocate.p50_ms / bare.p50_ms) * 100) / 100,
    scan_to_allocate: Math.round((scan.p50_ms / allocate.p50_ms) * 100) / 100,
    first_without_hint_ms: Math.round(first * 10) / 10,
    find_ms: Math.round(find * 10) / 10,
  }
}

/** The first allocations of a process wait for its compiler, whatever the number of runs. */
function warmUp() {
  const root = fs.mkdtempSync(join(folder, 'w-'))
  for (let at = 0; at < WARM_UP; at++) allocateRun(space(root), request('warm'), claimant, clock)
}

async function contend(processes, command, ...flags) {
  const root = fs.mkdtempSync(join(folder, 'w-'))
  const count = String(NAMES_PER_RACE / processes)
  const children = Array.from({ length: processes }, () =>
    spawn(command, [...flags, root, count, JSON.stringify(DEFAULT_NAMING)], { stdio: ['pipe', 'pipe', 'inherit'] }),
  )
  const texts = children.map(() => '')
  children.forEach((child, at) => {
    child.stdout.on('data', (data) => {
      texts[at] += data
    })
  })
  const ends = children.map((child) => once(child, 'close'))
  await Promise.all(children.map((child) => once(child.stdout, 'data')))
  const from = performance.now()
  for (const child of children) child.stdin.end('go\n')
  await Promise.all(ends)
  const seconds = (performance.now() - from) / 1000
  const names = fs.readdirSync(join(root, 'outputs')).length
  const tookMs = texts.flatMap((text) => JSON.parse(text.split('\n')[1]))
  if (names !== NAMES_PER_RACE) throw new Error(`${names} names of ${NAMES_PER_RACE}`)
  return { per_second: Math.round(NAMES_PER_RACE / seconds), ...facts(tookMs) }
}

warmUp()
const single = sizes.map(measure)
const contended = []
for (const processes of [8, 32]) {
  const rundir = await contend(processes, process.execPath, join(folder, 'allocate-process.mjs'))
  const sqlite = await contend(processes, 'python3', join(here, 'allocate-sqlite.py'))
  contended.push({ processes, rundir, sqlite })
}

const at = new Date().toISOString()
const machine = {
  cpu: cpus()[0]?.model ?? '',
  cores: availableParallelism(),
  node: process.version,
  platform: process.platform,
}
const result = { question: 'what does a name for good cost', at, machine, single, contended }
console.log(JSON.stringify(result, null, 2))
console.error(
  '\nexisting runs   bare p50   allocate p50   of bare   scan p50   scan/allocate   first without hint   find',
)
for (const row of single) {
  const cells = [
    row.existing_runs,
    row.bare.p50_ms,
    row.allocate.p50_ms,
    row.allocate_to_bare,
    row.scan_without_sync.p50_ms,
  ]
  console.error(
    [...cells, row.scan_to_allocate, row.first_without_hint_ms, row.find_ms]
      .map((cell) => String(cell).padStart(12))
      .join(' '),
  )
}
console.error('\nprocesses   rundir/s   p99 ms   sqlite/s   p99 ms')
for (const { processes, rundir, sqlite } of contended) {
  const cells = [processes, rundir.per_second, rundir.p99_ms, sqlite.per_second, sqlite.p99_ms]
  console.error(cells.map((cell) => String(cell).padStart(9)).join(' '))
}
if (process.argv.includes('--keep')) {
  fs.mkdirSync(join(here, 'results'), { recursive: true })
  fs.writeFileSync(join(here, 'results', `allocate-${at.slice(0, 10)}.json`), `${JSON.stringify(result, null, 2)}\n`)
}
// A million runs take longer to remove than to measure.
fs.rmSync(folder, { recursive: true })
