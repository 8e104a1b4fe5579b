// What does a specimen of a session cost, and does the memory of a session grow with it? Critic and grader only copy a file, against a
// shell loop that does the same and keeps nothing. `--large` also measures the memory at 10,000 specimens (some minutes).
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine, plainEnvironment, printRows, race, round, timeProcess } from './measure.mjs'

const rundir = join(import.meta.dirname, '..', 'bin', 'rundir')
const MEMORY_DISK = '/dev/shm'
const COMMANDS = ['--critic', 'cp input.json output.json', '--grader', 'cp {workspace}/grade.json output.json']

export function measureEvaluation({ specimens = 100, rounds = 5, sizes = [100, 1000] } = {}) {
  const disks = [tmpdir(), ...(existsSync(MEMORY_DISK) ? [MEMORY_DISK] : [])]
  const tops = disks.map((disk) => mkdtempSync(join(disk, 'rundir-bench-')))
  const [top, memoryTop = top] = tops
  const session = (below) => {
    const folder = workspace(below, specimens)
    const tookMs = timeProcess([process.execPath, rundir, ...sessionWords(folder)])
    const made = readdirSync(join(folder, 'runs/valid/grader')).length
    if (made !== specimens) throw new Error(`${made} graders instead of ${specimens}`)
    rmSync(folder, { recursive: true })
    return tookMs
  }
  const rows = race(rounds, {
    'xargs -P2 sh -c "cp; cp"': () => loop(workspace(top, specimens)),
    'rundir eval full-split, 2 jobs': () => session(top),
    ...(memoryTop === top ? {} : { 'the same on a memory disk': () => session(memoryTop) }),
  })
  const [base] = rows
  const perSpecimen = rows.map((row) => ({
    ...row,
    perSpecimenMs: round(row.medianMs / specimens),
    overheadMs: round((row.medianMs - base.medianMs) / specimens),
  }))
  printRows(`a session of ${specimens} specimens, two runs each`, perSpecimen)
  const memory = sizes.map((size) => ({ name: `${size} specimens`, ...peakOf(workspace(memoryTop, size)) }))
  printRows('memory of the session', memory)
  for (const folder of tops) rmSync(folder, { recursive: true, force: true })
  const question = 'what does a specimen of a session cost, and does memory grow'
  return { question, at: new Date().toISOString(), machine, specimens, rows: perSpecimen, memory }
}

let count = 0

function workspace(below, specimens) {
  const folder = join(below, String(count++))
  mkdirSync(folder)
  writeFileSync(join(folder, 'rundir.yaml'), 'project: bench\n')
  writeFileSync(join(folder, 'grade.json'), '{"metrics":{"score":0.5}}')
  const slugs = Array.from({ length: specimens }, (_, at) => `bench/${at}\n`)
  writeFileSync(join(folder, 'specimens.txt'), slugs.join(''))
  return folder
}

function sessionWords(folder) {
  const list = join(folder, 'specimens.txt')
  return [
    '-C',
    folder,
    'eval',
    'full-split',
    '--quiet',
    '--split',
    'valid',
    '--specimens',
    list,
    ...COMMANDS,
    '--jobs',
    '2',
  ]
}

function loop(folder) {
  const work = 'cp grade.json critic.$$; cp grade.json grader.$$'
  return timeProcess(['sh', '-c', `xargs -P2 -I{} sh -c '${work}' < specimens.txt`], { cwd: folder })
}

/** The most memory that rundir itself held, and what a specimen took in time. */
function peakOf(folder) {
  const [told, hook] = [join(folder, 'peak'), join(folder, 'peak.cjs')]
  const write = `require('node:fs').writeFileSync(${JSON.stringify(told)}, String(process.resourceUsage().maxRSS))`
  writeFileSync(hook, `process.on('exit', () => ${write})\n`)
  const began = performance.now()
  const words = ['--require', hook, rundir, ...sessionWords(folder)]
  const { status } = spawnSync(process.execPath, words, { stdio: 'ignore', env: plainEnvironment() })
  if (status !== 0) throw new Error(`the session ended with ${status}`)
  const tookMs = performance.now() - began
  const peakMiB = Number(readFileSync(told, 'utf8')) / 1024
  const specimens = readdirSync(join(folder, 'runs/valid/grader')).length
  rmSync(folder, { recursive: true })
  return { peakMiB: round(peakMiB), perSpecimenMs: round(tookMs / specimens) }
}

if (process.argv[1] === import.meta.filename) {
  const result = measureEvaluation(process.argv.includes('--large') ? { sizes: [100, 1000, 10_000] } : {})
  if (process.argv.includes('--keep')) {
    const path = join(import.meta.dirname, 'results', `evaluation-${result.at.slice(0, 10)}.json`)
    writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`)
  }
}
