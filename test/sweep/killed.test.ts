import { expect, test } from 'vitest'
import { answer, rundir, startRundir } from '../kit/command.js'
import { until } from '../kit/until.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const POINTS = 8
const ROUNDS = process.env['RUNDIR_SOAK'] ? 40 : 3

/** Kills a conductor after so many runs were claimed. */
async function killAfter(folder: WorkspaceFolder, words: readonly string[], claimedCount: number): Promise<void> {
  const running = startRundir(words, { cwd: folder.root })
  const claimed = () => folder.files('outputs').filter((file) => file.endsWith('run_manifest.json')).length
  const ended = running.finished().then(() => true)
  await until('enough runs to be claimed', () => claimed() >= claimedCount || running.child.exitCode !== null)
  running.child.kill('SIGKILL')
  await ended
}

test('a sweep that is killed again and again completes every point exactly once', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const folder = new WorkspaceFolder('project: demo\n')
    const sweep = ['run', '--sweep', `seed=range(${POINTS})`, '--jobs', '2', '--', 'true']
    await killAfter(folder, sweep, 1 + (round % POINTS))
    const [id = ''] = folder.files('.rundir/batches').map((file) => file.replace('.json', ''))
    await killAfter(folder, ['resume', id], 4 + (round % 4))
    // A program that outlived its rundir is waited for, by asking again.
    const done = await until('the sweep to be complete', async () => {
      const finished = await rundir(['resume', id, '--json'], { cwd: folder.root })
      const result = finished.status === 0 ? JSON.parse(finished.stdout) : undefined
      return result?.remaining === 0 && result
    })
    expect(done).toMatchObject({ total: POINTS, successful: POINTS, failed: 0 })
    const { runs } = await answer(['ls', `batch_id=${id}`, '--limit', '100'], { cwd: folder.root })
    const completed = runs.filter((run: { status: string }) => run.status === 'completed')
    const parts = completed.map(({ dir }: { dir: string }) => folder.json(`${dir}/run_manifest.json`).part)
    expect(parts.sort()).toEqual(Array.from({ length: POINTS }, (_, at) => String(at + 1)))
    expect(folder.json(`.rundir/batches/${id}.json`).closed_at).not.toBeNull()
  }
})
