// `rundir verify --data` against openssl and sha256sum on the same files, and `verify --all` of many runs against `find`.
// node bench/verify.mjs [MEBIBYTES [RUNS]] [--keep]: the figures of an idle machine are kept in bench/results/.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine, printRows, race, round, timeProcess } from './measure.mjs'

const node = process.execPath
const rundir = join(import.meta.dirname, '..', 'bin', 'rundir')
const MEBIBYTE = 1024 * 1024
const RUN = 'outputs/a-dataset-full-run1'

/** What reading and hashing costs. `sizes`: MiB of each file of the run. */
export function measureData(what, sizes, rounds = 5) {
  const root = mkdtempSync(join(tmpdir(), 'rundir-bench-'))
  const program = sizes.map((size, at) => `head -c ${size * MEBIBYTE} /dev/urandom > $RUN_DIR/artifacts/${at}.bin`)
  timeProcess([node, rundir, '-C', root, 'run', '--quiet', '--model', 'a', '--', 'sh', '-c', program.join(';')])
  const files = sizes.map((_, at) => join(root, RUN, 'artifacts', `${at}.bin`))
  const verify = (jobs) => () => timeProcess([node, rundir, '-C', root, 'verify', RUN, '--data', '--jobs', jobs])
  const halves = shareOut(files, sizes).map((half) => `openssl dgst -sha256 ${half.join(' ')} &`)
  const rows = race(rounds, {
    'openssl dgst -sha256': () => timeProcess(['openssl', 'dgst', '-sha256', ...files]),
    'openssl, two at once': () => timeProcess(['sh', '-c', `${halves.join(' ')} wait`]),
    sha256sum: () => timeProcess(['sha256sum', ...files]),
    'verify --data --jobs 1': verify('1'),
    'verify --data --jobs 2': verify('2'),
  }).map((row) => ({
    ...row,
    mebibytesPerSecond: Math.round((sum(sizes) * 1000) / row.medianMs),
    timesOpenssl: round(1 / row.ratio),
  }))
  rmSync(root, { recursive: true, force: true })
  printRows(`verify --data, ${what} (goal: ≥ 0.9 times openssl with one thread, ≥ 1.6 with two)`, rows)
  return rows
}

/** Two lists of files with about as many bytes: what two cores can do at best. */
function shareOut(files, sizes) {
  const halves = [[], []]
  const bytes = [0, 0]
  for (const at of files.map((_, index) => index).sort((a, b) => sizes[b] - sizes[a])) {
    const half = bytes[0] <= bytes[1] ? 0 : 1
    halves[half].push(files[at])
    bytes[half] += sizes[at]
  }
  return halves
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)

/** Many small runs: what the rules cost. */
export function measureRules(runs = 10_000, rounds = 3) {
  const root = mkdtempSync(join(tmpdir(), 'rundir-bench-'))
  makeRuns(root, runs)
  const verify = (jobs) => () => timeProcess([node, rundir, '-C', root, 'verify', '--all', '--jobs', jobs])
  const rows = race(rounds, {
    'find | wc': () => timeProcess(['sh', '-c', `find ${root}/outputs | wc -l`]),
    'verify --all --jobs 1': verify('1'),
    'verify --all --jobs 2': verify('2'),
  }).map((row) => ({ ...row, runsPerSecond: Math.round((runs * 1000) / row.medianMs) }))
  rmSync(root, { recursive: true, force: true })
  printRows(`verify --all of ${runs} runs, rules only`, rows)
  return rows
}

/** Copies of a run that the tool made, with other names, numbers and ids, and with their claims. */
function makeRuns(root, runs) {
  const program =
    'echo \'{"step":1,"loss":0.5}\' > $RUN_DIR/metrics/main.1.jsonl; echo a,b > $RUN_DIR/artifacts/table.csv'
  timeProcess([node, rundir, '-C', root, 'run', '--quiet', '--model', 'a', '--', 'sh', '-c', program])
  const sample = JSON.parse(readFileSync(join(root, RUN, 'run_manifest.json'), 'utf8'))
  const claims = join(root, '.rundir/claims/names/outputs')
  mkdirSync(claims, { recursive: true })
  for (let number = 2; number <= runs; number++) {
    const name = `m${Math.floor(number / 5000)}-dataset-full-run${number % 5000 || 5000}`
    cpSync(join(root, RUN), join(root, 'outputs', name), { recursive: true })
    const facts = {
      name,
      run_id: `${1763705649000 + number}-${String(number).padStart(9, '0')}`,
      counter: number % 5000 || 5000,
      name_segments: { ...sample.name_segments, model: `m${Math.floor(number / 5000)}` },
    }
    writeFileSync(join(root, 'outputs', name, 'run_manifest.json'), JSON.stringify({ ...sample, ...facts }))
    writeFileSync(join(claims, `${name}.claim`), '')
  }
}

if (process.argv[1] === import.meta.filename) {
  const [mebibytes = 1024, runs = 10_000] = process.argv
    .slice(2)
    .filter((word) => word !== '--keep')
    .map(Number)
  const result = {
    question: 'how fast are runs verified',
    at: new Date().toISOString(),
    machine,
    mebibytes,
    runs,
    equalFiles: measureData(`eight files of ${mebibytes / 8} MiB`, Array(8).fill(mebibytes / 8)),
    unevenFiles: measureData(`one file of ${mebibytes / 2} MiB and ${mebibytes / 2} of 1 MiB`, [
      mebibytes / 2,
      ...Array(mebibytes / 2).fill(1),
    ]),
    rules: measureRules(runs),
  }
  if (process.argv.includes('--keep')) {
    const path = join(import.meta.dirname, 'results', `verify-${result.at.slice(0, 10)}.json`)
    writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`)
  }
}
