import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { answer, RUNDIR, Running } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const CALLS = [
  'openat',
  'mkdir',
  'rename',
  'link',
  'symlink',
  'write',
  'fsync',
  'fdatasync',
  'unlink',
  'close',
] as const
/** Without the soak every n-th moment is tried, another one in each run of the tests. */
const MOST_KILLS = process.env['RUNDIR_SOAK'] ? Number.POSITIVE_INFINITY : 90
const NEW = [process.execPath, RUNDIR, 'new', '--model', 'm']

interface Moment {
  readonly call: string
  /** The how many-th call of that name of the main thread. */
  readonly when: number
}

const untraceable = whyUntraceable()
if (untraceable !== undefined) process.stderr.write(`kills at each system call are not tried: ${untraceable}\n`)

test.runIf(untraceable === undefined)(
  'rundir new can be killed at any system call: lists go on working, and no name is given twice',
  async () => {
    const first = new WorkspaceFolder()
    const all = momentsOf(first.root)
    expect(all.length).toBeGreaterThan(40)
    const stride = Math.max(1, Math.ceil(all.length / MOST_KILLS))
    const offset = Math.floor(Math.random() * stride)
    const chosen = all.filter((_, at) => at % stride === offset)
    const halves = [0, 1].map((half) => chosen.filter((_, at) => at % 2 === half))
    await Promise.all(halves.map(killAtEach))
  },
)

async function killAtEach(moments: readonly Moment[]): Promise<void> {
  let kills = 0
  for (const { call, when } of moments) {
    const workspace = new WorkspaceFolder()
    const inject = `inject=${call}:signal=KILL:when=${when}`
    const strace = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject]
    const killed = new Running('strace', [...strace, ...NEW], { cwd: workspace.root })
    if ((await killed.finished()).signal === 'SIGKILL') kills++
    const { runs } = await answer(['ls'], { cwd: workspace.root })
    for (const { status, damage } of runs) {
      const isUnborn = status === 'damaged' && damage === 'it has no run_manifest.json'
      expect([call, when, status === 'created' || isUnborn]).toEqual([call, when, true])
    }
    const claimed = workspace.files('.rundir/claims/names/outputs')
    const { name } = await answer(['new', '--model', 'm'], { cwd: workspace.root })
    expect([call, when, claimed.includes(`${name}.claim`)]).toEqual([call, when, false])
    expect((await answer(['show', name], { cwd: workspace.root })).status).toBe('created')
  }
  // A call more or less than in the first trace does no harm.
  expect(kills).toBeGreaterThan(moments.length * 0.9)
}

/** Every call of the main thread, from the first that touches the workspace to the last. */
function momentsOf(root: string): Moment[] {
  const trace = `${root}/trace`
  const flags = ['-f', '-qq', '-y', '-e', `trace=${CALLS.join(',')}`, '-o', trace]
  execFileSync('strace', [...flags, ...NEW], { cwd: root, stdio: 'pipe' })
  const lines = execFileSync('cat', [trace], { encoding: 'utf8', maxBuffer: 1e9 }).split('\n')
  const [main] = /^\d+/.exec(lines[0] ?? '') ?? []
  const counts = new Map<string, number>()
  const moments: Moment[] = []
  let touched = false
  for (const line of lines) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? []
    if (call === undefined || thread !== main) continue
    counts.set(call, (counts.get(call) ?? 0) + 1)
    touched ||= line.includes(`${root}/.rundir`)
    if (touched) moments.push({ call, when: counts.get(call) ?? 0 })
  }
  return moments
}

/** Undefined where strace can be had and may trace. */
function whyUntraceable(): string | undefined {
  const done = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', '-e', 'inject=fsync:signal=KILL:when=1', 'true'])
  if (done.error !== undefined) return 'strace is not installed'
  return done.status === 0 ? undefined : `strace: ${done.stderr.toString().trim()}`
}
