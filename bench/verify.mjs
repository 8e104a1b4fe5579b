// `rundir verify --data` against openssl and sha256sum on the same files, and `verify --all` of many runs against `find`.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printRows, race, round, timeProcess } from './measure.mjs'

const node = process.execPath
const rundir = join(import.meta.dirname, '..', 'bin', 'rundir')
const MEBIBYTE = 1024 * 1024
const RUN = 'outputs/a-dataset-full-run1'

/** One run with eight large files: what reading and hashing costs. */
export function measureData(mebibytes = 1024, rounds = 5) {
  const root = mkdtempSync(join(tmpdir(), 'rundir-bench-'))
  const program = `for i in 1 2 3 4 5 6 7 8; do head -c ${(mebibytes / 8) * MEBIBYTE} /dev/urandom > $RUN_DIR/artifacts/$i.bin; done`
  timeProcess([node, rundir, '-C', root, 'run', '--quiet', '--model', 'a', '--', 'sh', '-c', program])
  const files = readdirSync(join(root, RUN, 'artifacts')).map((name) => join(root, RUN, 'artifacts', name))
  const verify = (jobs) => () => timeProcess([node, rundir, '-C', root, 'verify', RUN, '--data', '--jobs', jobs])
  const rows = race(rounds, {
    'openssl dgst -sha256': () => timeProcess(['openssl', 'dgst', '-sha256', ...files]),
    sha256sum: () => timeProcess(['sha256sum', ...files]),
    'verify --data --jobs 1': verify('1'),
    'verify --data --jobs 2': verify('2'),
  }).map((row) => ({
    ...row,
    mebibytesPerSecond: Math.round((mebibytes * 1000) / row.medianMs),
    timesOpenssl: round(1 / row.ratio),
  }))
  rmSync(root, { recursive: true, force: true })
  printRows(`verify --data of ${mebibytes} MiB (goal: ≥ 0.9 times openssl with one thread, ≥ 1.6 with two)`, rows)
  return rows
}

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
  measureData(Number(process.argv[2] ?? 1024))
  measureRules(Number(process.argv[3] ?? 10_000))
}
