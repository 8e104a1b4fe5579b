import { expect, test } from 'vitest'
import { answer, rundir, shell } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const RUN = 'outputs/model-dataset-full-run1'
const LOG = 'logs/model-dataset-full-run1'

test('a nested rundir run belongs to the run around it and takes no name', async () => {
  const workspace = new WorkspaceFolder()
  const inner = 'cd / && rundir run -- sh -c "echo inner; echo \\$RUN_NAME; exit 4"'
  const done = await rundir(['run', '--', 'sh', '-c', `${inner}; echo outer $?`], { cwd: workspace.root })
  expect(done.stdout).toBe('inner\nmodel-dataset-full-run1\nouter 4\n')
  expect(done.stderr).toMatch(`attached to ${RUN}, because RUN_DIR is set`)
  expect((await answer(['ls'], { cwd: workspace.root })).runs).toHaveLength(1)
  expect(workspace.files('.rundir/claims/names')).toHaveLength(1)
})

test('the ranks of a job share its run, each with logs of its own', async () => {
  const workspace = new WorkspaceFolder()
  const job = 'for rank in 0 1 2; do RANK=$rank rundir run -- sh -c "echo hello from $rank" & done; wait'
  const done = await rundir(['run', '--', 'bash', '-c', job], { cwd: workspace.root })
  expect(done.stdout.trimEnd().split('\n').sort()).toEqual(['hello from 0', 'hello from 1', 'hello from 2'])
  for (const rank of [0, 1, 2]) expect(workspace.read(`${LOG}/stdout.rank${rank}.log`)).toBe(`hello from ${rank}\n`)
  expect(workspace.files('.rundir/claims/names')).toHaveLength(1)
})

test.each(['RANK', 'SLURM_PROCID', 'OMPI_COMM_WORLD_RANK', 'PMI_RANK'])(
  'a process with %s above 0 and without a run to attach to is refused, and claims nothing',
  async (name) => {
    const workspace = new WorkspaceFolder()
    for (const command of [['new'], ['run', '--', 'true']]) {
      const done = await rundir(command, { cwd: workspace.root, env: { [name]: '3' } })
      expect([done.status, done.stdout]).toEqual([2, ''])
      expect(done.stderr).toMatch('rank 3 and no RUN_DIR')
    }
    expect(workspace.files('.rundir/claims')).toEqual([])
    expect((await rundir(['run', '--', 'true'], { cwd: workspace.root, env: { [name]: '0' } })).status).toBe(0)
  },
)

test('a RUN_DIR that is no run is told, and no other run is made for it', async () => {
  const workspace = new WorkspaceFolder()
  const done = await rundir(['run', '--', 'true'], { cwd: workspace.root, env: { RUN_DIR: '/nowhere' } })
  expect(done.status).toBe(3)
  expect(done.stderr).toMatch('RUN_DIR is /nowhere, which is no run')
  expect(workspace.has('outputs')).toBe(false)
})

test('a launched shell script logs with rundir log and no more', async () => {
  const workspace = new WorkspaceFolder()
  const script = 'for step in 1 2 3; do rundir log "$RUN_NAME" loss=0.$step --step $step; done'
  expect((await shell(`rundir run -- sh -c '${script}'`, { cwd: workspace.root })).status).toBe(0)
  const { loss } = await answer(['metrics', 'latest'], { cwd: workspace.root })
  expect(loss).toMatchObject({ step: [1, 2, 3], value: [0.1, 0.2, 0.3] })
})

test('a dry run inside a run runs nothing', async () => {
  const workspace = new WorkspaceFolder()
  const done = await rundir(['run', '--', 'sh', '-c', 'rundir run --dry-run -- touch made'], { cwd: workspace.root })
  expect([done.status, done.stdout, workspace.has('made')]).toEqual([0, expect.stringContaining('touch made'), false])
})
