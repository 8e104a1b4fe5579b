// What does a run cost when there are many? A sweep of `true` with two workers, against a shell loop that keeps nothing.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine, printRows, race, round, timeProcess } from './measure.mjs'

const rundir = join(import.meta.dirname, '..', 'bin', 'rundir')

export function measureSweep(points = 200, rounds = 5) {
  const top = mkdtempSync(join(tmpdir(), 'rundir-bench-'))
  let count = 0
  /** A fresh workspace for each round, so that all meet the same emptiness. */
  const workspace = (git) => {
    const folder = join(top, String(count++))
    mkdirSync(folder)
    writeFileSync(join(folder, 'rundir.yaml'), 'project: bench\n')
    if (git) commitAll(folder)
    return folder
  }
  const sweep = (git) => {
    const folder = workspace(git)
    const words = ['-C', folder, 'run', '--quiet', '--sweep', `seed=range(${points})`, '--jobs', '2', '--', 'true']
    const tookMs = timeProcess([process.execPath, rundir, ...words])
    const runs = readdirSync(join(folder, 'outputs')).filter((name) => name !== 'latest').length
    if (runs !== points) throw new Error(`${runs} runs instead of ${points}`)
    return tookMs
  }
  const loop = (command, count) => timeProcess(['sh', '-c', `seq ${count} | xargs -P2 -I{} ${command}`])
  const single = () => {
    const command = `${process.execPath} ${rundir} -C ${workspace(false)} run --quiet seed={} -- true`
    return (loop(command, points / 10) * 10) | 0
  }
  const rows = race(rounds, {
    'xargs -P2 true': () => loop('true', points),
    'rundir run --sweep, 2 jobs': () => sweep(false),
    'the same in a git repository': () => sweep(true),
    'xargs -P2 rundir run -- true (a tenth, times ten)': single,
  })
  rmSync(top, { recursive: true, force: true })
  const [base] = rows
  const perPoint = rows.map((row) => ({
    ...row,
    perPointMs: round(row.medianMs / points),
    overheadMs: round((row.medianMs - base.medianMs) / points),
  }))
  printRows(`a sweep of ${points} points of \`true\``, perPoint)
  return { question: 'what does a run of a sweep cost', at: new Date().toISOString(), machine, points, rows: perPoint }
}

function commitAll(folder) {
  const git = (...args) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' })
  git('init', '--quiet')
  git('add', '.')
  git('-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '--quiet', '-m', 'bench')
}

if (process.argv[1] === import.meta.filename) {
  const result = measureSweep()
  if (process.argv.includes('--keep')) {
    const path = join(import.meta.dirname, 'results', `sweep-${result.at.slice(0, 10)}.json`)
    writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`)
  }
}
