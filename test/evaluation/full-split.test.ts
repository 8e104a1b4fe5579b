import { describe, expect, test } from 'vitest'
import { answer, rundir, startRundir } from '../kit/command.js'
import { until } from '../kit/until.js'
import { quickFolder, WorkspaceFolder } from '../kit/workspace-folder.js'

const COUNT = 200
const JOBS = '8'
const LIMIT_MS = '4000'
const numbers = Array.from({ length: COUNT }, (_, at) => at)
const slugOf = (at: number): string => `demo/${at}`
const fails = (at: number): boolean => at % 7 === 3
const hangs = (at: number): boolean => at % 40 === 5
const sound = numbers.filter((at) => !fails(at) && !hangs(at))

// Nothing but what is built into the shell, so that 200 of them are quick.
const CRITIC = `while read -r line; do
  case $line in *'"specimen": "demo/'*) at=\${line#*demo/}; at=\${at%%\\"*};; esac
done < input.json
echo "$at" >> "$RUNDIR_WORKSPACE/critic.calls"
if [ $((at % 7)) -eq 3 ]; then echo "cannot read $at" >&2; exit 3; fi
if [ $((at % 40)) -eq 5 ]; then exec sleep 600; fi
echo "{\\"at\\": $at}" > output.json
`
const GRADER = `while read -r line; do
  case $line in *'"critic_run": "'*) critic=\${line#*: \\"}; critic=\${critic%%\\"*};; esac
done < input.json
while read -r line; do
  case $line in *'"at": '*) at=\${line#*: };; esac
done < "$RUNDIR_WORKSPACE/runs/$critic/output.json"
echo "$at" >> "$RUNDIR_WORKSPACE/grader.calls"
echo "{\\"metrics\\": {\\"score\\": $((at % 10)).5}}" > output.json
`

function sessionFolder(): WorkspaceFolder {
  const folder = new WorkspaceFolder(undefined, quickFolder())
  folder.write('critic.sh', CRITIC)
  folder.write('grader.sh', GRADER)
  folder.write('specimens.txt', `# all of them\n${numbers.map(slugOf).join('\n')}\n`)
  return folder
}

const SESSION = [
  ...['eval', 'full-split', '--split', 'valid', '--specimens', 'specimens.txt', '--jobs', JOBS],
  ...['--critic', 'sh critic.sh', '--grader', 'sh grader.sh', '--time-limit-ms', LIMIT_MS],
]

const calls = (folder: WorkspaceFolder, file: string): number[] =>
  folder.has(file) ? folder.read(file).trim().split('\n').map(Number) : []

interface Output {
  readonly session: string
  readonly dir: string
  readonly total: number
  readonly completed: number
  readonly metrics: Record<string, { mean: number; interval: { low: number; high: number } }>
  readonly results: { specimen: string; critic_run: string; metrics: Record<string, number> }[]
  readonly failed: { specimen: string; stage: string; reason: string }[]
}

const figures = ({ total, completed, metrics, results, failed }: Output): unknown => ({
  total,
  completed,
  metrics,
  results: results.map(({ specimen, metrics: found }) => [specimen, found]),
  failed: failed.map(({ specimen, stage, reason }) => [specimen, stage, reason]),
})

describe('eval full-split', () => {
  test('killed in the middle and resumed does exactly what is missing and finds what an undisturbed session finds', async () => {
    const calm = sessionFolder()
    const whole = await rundir([...SESSION, '--json'], { cwd: calm.root })
    expect(whole.status).toBe(1)
    const undisturbed: Output = JSON.parse(whole.stdout)
    expect(undisturbed.results.map((each) => each.specimen)).toEqual(sound.map(slugOf))
    const mean = sound.reduce((sum, at) => sum + (at % 10) + 0.5, 0) / sound.length
    expect(undisturbed.metrics['score']?.mean).toBeCloseTo(mean, 12)
    const failed = numbers.filter((at) => fails(at) || hangs(at)).map(slugOf)
    expect(undisturbed.failed.map((each) => each.specimen)).toEqual(failed)
    expect(undisturbed.failed[0]).toMatchObject({ stage: 'critic', reason: 'sh ended with status 3: cannot read 3' })
    expect(undisturbed.failed.find((each) => each.specimen === slugOf(5))?.reason).toBe(
      `sh took longer than ${LIMIT_MS} ms`,
    )
    expect(calls(calm, 'critic.calls').sort((a, b) => a - b)).toEqual(numbers)

    const folder = sessionFolder()
    const killed = startRundir(SESSION, { cwd: folder.root })
    await until('a third of the specimens', () => calls(folder, 'grader.calls').length >= COUNT / 3)
    killed.child.kill('SIGKILL')
    await killed.finished()
    // The programs of a killed session go on; what they were at is done again, and they are ended.
    const before = calls(folder, 'critic.calls')
    const recorded = folder
      .files('runs/valid/critic')
      .filter((path) => path.endsWith('run_manifest.json'))
      .map((path) => folder.json(`runs/valid/critic/${path}`))
      .filter((manifest) => ['completed', 'failed'].includes(manifest.status))
      .map((manifest) => Number(manifest.name_segments.scope_id.split('__')[1]))
    const [dir] = folder.files('runs/evals').filter((path) => path.endsWith('run_manifest.json'))
    const session = `runs/evals/${dir?.replace('/run_manifest.json', '')}`
    const again = await rundir(['eval', 'full-split', '--resume', session, '--jobs', JOBS, '--json'], {
      cwd: folder.root,
    })
    expect(again.stderr).not.toContain('BUG')
    const resumed: Output = JSON.parse(again.stdout)
    expect(figures(resumed)).toEqual(figures(undisturbed))
    const after = calls(folder, 'critic.calls').slice(before.length)
    expect(after.filter((at) => recorded.includes(at))).toEqual([])
    expect(after.length).toBe(COUNT - recorded.length)
    const manifest = folder.json(`${resumed.dir}/run_manifest.json`)
    expect(manifest).toMatchObject({ status: 'completed', attempt: 2, run_type: 'full-split' })

    const third = await rundir(['eval', 'full-split', '--resume', session], { cwd: folder.root })
    expect(third.stderr).toContain('completed')
    expect(third.status).toBe(4)
  })

  test('ends as cancelled at Ctrl-C, with its programs, and goes on later', async () => {
    const folder = sessionFolder()
    folder.write('specimens.txt', [slugOf(5), slugOf(0)].join('\n'))
    const running = startRundir([...SESSION, '--time-limit-ms', '60000'], { cwd: folder.root })
    await until('the critics', () => calls(folder, 'critic.calls').length === 2)
    running.child.kill('SIGINT')
    const { status, stderr } = await running.finished()
    expect(status).toBe(130)
    const [, told] = /rundir eval full-split --resume (\S+) does what is missing/.exec(stderr) ?? []
    const [path = ''] = folder.files('runs/evals').filter((each) => each.endsWith('run_manifest.json'))
    expect(folder.json(`runs/evals/${path}`).status).toBe('cancelled')
    folder.write('critic.sh', 'echo "{\\"at\\": 5}" > output.json')
    expect(`runs/${told}/run_manifest.json`).toBe(`runs/evals/${path}`)
    // The newest run of all is a critic.
    const resumed = await answer(['eval', 'full-split', '--resume', 'latest'], { cwd: folder.root })
    expect(resumed).toMatchObject({ total: 2, completed: 2 })
  })

  test('grades again without running the critics, and the two sessions are compared', async () => {
    const folder = sessionFolder()
    folder.write('specimens.txt', sound.slice(0, 12).map(slugOf).join('\n'))
    const first: Output = await answer(SESSION, { cwd: folder.root })
    folder.write('better.sh', GRADER.replace('% 10)).5', '% 10 + 1)).0'))
    const args = ['eval', 'full-split', '--critics-from', first.session, '--grader', 'sh better.sh', '--jobs', '4']
    const second: Output = await answer([...args, '--grader-version', '2'], { cwd: folder.root })
    expect(calls(folder, 'critic.calls').length).toBe(12)
    expect(second.results.map((each) => each.critic_run)).toEqual(first.results.map((each) => each.critic_run))
    const compared = await answer(['eval', 'compare', first.session, second.session], { cwd: folder.root })
    expect(compared.metrics.score).toMatchObject({ count: 12, better: 12, worse: 0, within_noise: false })
    expect(compared.metrics.score.difference).toBeCloseTo(0.5, 12)
    const same = await answer(['eval', 'compare', first.session, first.session], { cwd: folder.root })
    expect(same.metrics.score).toMatchObject({ equal: 12, within_noise: true })
  })

  test.each([
    [['--split', 'vlaid', '--specimen', 'a/b'], 2, 'did you mean valid?'],
    [['--split', 'valid'], 2, 'needs --specimen or --specimens'],
    [['--split', 'valid', '--specimen', 'flat'], 2, 'use misc/flat'],
    [['--split', 'valid', '--specimen', 'a/b', '--grader', 'true'], 2, 'has no critic'],
    [['--split', 'valid', '--specimen', 'a/b', '--critic', "sh 'x", '--grader', 'true'], 2, 'has no end'],
    [
      ['--split', 'valid', '--specimen', 'a/b', '--critic', 'no-such', '--grader', 'true'],
      127,
      'no-such was not found',
    ],
    [['--split', 'valid', '--specimen', 'a/b', '--jobs', '0'], 2, '--jobs is 0'],
    [['--resume', 'nothing'], 3, 'there is no run'],
    [['--resume', 'latest'], 3, 'there is no session'],
    [['--resume', 'latest', '--model', 'm'], 2, '--model cannot stand beside --resume'],
  ])('%j is refused and claims nothing', async (args, status, message) => {
    const folder = new WorkspaceFolder()
    const done = await rundir(['eval', 'full-split', ...args], { cwd: folder.root })
    expect(done.stderr).toContain(message)
    expect(done.status).toBe(status)
    expect(folder.has('runs')).toBe(false)
  })
})

describe('eval run', () => {
  test('does a critic, a grader that refers to it, and a cluster of what the grader did not know', async () => {
    const folder = new WorkspaceFolder()
    const at = { cwd: folder.root }
    const scope = { split: 'valid', specimen: 'demo/2026-11-21' }
    folder.write('critic.json', JSON.stringify(scope))
    const critic = await answer(
      ['eval', 'run', 'critic', '--input', 'critic.json', '--critic', 'cp input.json output.json'],
      at,
    )
    expect(critic).toMatchObject({ status: 'completed', run_type: 'critic', output: scope })
    folder.write('grader.json', JSON.stringify({ ...scope, critic_run: critic.reference }))
    const script = `mkdir unknowns; for n in a b c; do echo "what: same" > unknowns/$n.yaml; done
echo 'what: other' > unknowns/c.yaml; echo '{"metrics":{"recall":0.25}}' > output.json`
    folder.write('grader.sh', script)
    const args = ['eval', 'run', 'grader', '--input', 'grader.json', '--json', '--', 'sh', 'grader.sh']
    const grader = JSON.parse((await rundir(args, at)).stdout)
    expect(grader.parents).toEqual([critic.reference])
    expect(grader.metrics.recall.last).toBe(0.25)
    const cluster = await answer(['eval', 'run', 'cluster'], at)
    expect(cluster.output).toEqual({ clusters: 2, unknowns: 3, missing: 0, specimens: 1 })
    expect(cluster.reference).toMatch(/^cluster\/\d{4}-/)
    const found = folder.json(`runs/${cluster.reference}/results/demo/2026-11-21/clusters.json`)
    expect(found.clusters.map((each: { size: number }) => each.size)).toEqual([2, 1])
  })

  test('a critic that writes no output is failed, and the run says why', async () => {
    const folder = new WorkspaceFolder()
    folder.write('input.json', '{"split":"valid","specimen":"a/b"}')
    const done = await rundir(['eval', 'run', 'critic', '--input', 'input.json', '--', 'true'], { cwd: folder.root })
    expect(done.stderr).toContain('true wrote no output.json')
    expect(done.status).toBe(1)
    const [manifest = ''] = folder.files('runs').filter((path) => path.endsWith('run_manifest.json'))
    expect(folder.json(`runs/${manifest}`)).toMatchObject({ status: 'failed', error: 'true wrote no output.json' })
  })

  test('a bad input is refused with every bad field and claims nothing', async () => {
    const folder = new WorkspaceFolder()
    folder.write('input.json', '{"split":"valid","specimen":"flat","critic_run":"../x"}')
    const done = await rundir(['eval', 'run', 'grader', '--input', 'input.json', '--', 'true'], { cwd: folder.root })
    expect(done.stderr).toMatch(/specimen: .*misc\/flat.*critic_run: /)
    expect(done.status).toBe(2)
    expect(folder.has('runs')).toBe(false)
  })
})

test('a split that the workspace adds is one for sessions, for clusters, for verify and for completion', async () => {
  const folder = new WorkspaceFolder('project: demo\nsplits: [holdout]\n')
  const at = { cwd: folder.root }
  folder.write('grader.sh', `mkdir unknowns; echo x > unknowns/a.yaml; echo '{"metrics":{"m":1}}' > output.json\n`)
  const commands = ['--critic', 'cp input.json output.json', '--grader', 'sh grader.sh']
  const session = ['eval', 'full-split', '--split', 'holdout', '--specimen', 'a/1', ...commands]
  const { results } = await answer(session, at)
  expect(results[0].grader_run).toMatch(/^holdout\/grader\/specimen-a__1\//)
  expect((await answer(['eval', 'run', 'cluster'], at)).output.unknowns).toBe(1)
  expect((await answer(['verify', '--all'], at)).findings).toEqual([])
  const completed = await rundir(['__complete', 'eval', 'full-split', '--split', ''], at)
  expect(completed.stdout.split('\n')).toEqual(['train', 'valid', 'all', 'holdout', ''])

  folder.write('input.json', '{"split":"holdotu","specimen":"a/1"}')
  const refused = await rundir(['eval', 'run', 'critic', '--input', 'input.json', '--', 'true'], at)
  expect(refused.stderr).toContain('did you mean holdout?')
  expect(refused.status).toBe(2)
  folder.write('rundir.yaml', 'splits: [a/b]\n')
  expect((await rundir(session, at)).stderr).toContain('a split is named with letters')
})
