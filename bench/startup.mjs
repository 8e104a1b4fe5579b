// How long does a command take before and besides its work? Whole processes against `node -e 0`.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printRows, race, timeProcess } from './measure.mjs'

const node = process.execPath
const rundir = join(import.meta.dirname, '..', 'bin', 'rundir')

export function measureStartup(rounds = 25) {
  const root = mkdtempSync(join(tmpdir(), 'rundir-bench-'))
  const filled = mkdtempSync(join(tmpdir(), 'rundir-bench-'))
  mkdirSync(join(root, 'empty'))
  timeProcess([node, rundir, '-C', filled, 'new', '--model', 'logged', '--quiet'])
  const rows = race(rounds, {
    'node -e 0': () => timeProcess([node, '-e', '0']),
    'rundir --version': () => timeProcess([node, rundir, '--version']),
    'rundir ls (empty workspace)': () => timeProcess([node, rundir, '-C', join(root, 'empty'), 'ls']),
    'rundir log': () => timeProcess([node, rundir, '-C', filled, 'log', 'logged-dataset-full-run1', 'loss=0.3']),
    'rundir run -- true': () => timeProcess([node, rundir, '-C', filled, 'run', '--quiet', '--', 'true']),
  })
  rmSync(root, { recursive: true, force: true })
  rmSync(filled, { recursive: true, force: true })
  printRows('start-up, whole processes (goals: --version ≤ 1.4, ls and log ≤ 2)', rows)
  return rows
}

if (process.argv[1] === import.meta.filename) measureStartup()
