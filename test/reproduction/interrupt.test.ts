import { expect, test } from 'vitest'
import { rundir, startRundir } from '../kit/command.js'
import { until } from '../kit/until.js'
import { Project } from './project.js'

async function sleeping() {
  const project = new Project()
  project.repository.commit()
  const name = project.handmade(1, { command: ['sh', '-c', 'echo up; exec sleep 600'] })
  const running = startRundir(['reproduce', name], project.surroundings)
  await until('the program is up', () => running.stderr.includes('\nup\n'))
  expect(project.leftovers()).toHaveLength(2)
  return { project, running }
}

test('Ctrl-C ends the new run as cancelled and takes the worktree away', async () => {
  const { project, running } = await sleeping()
  running.child.kill('SIGINT')
  const done = await running.finished()
  expect([done.status, done.stdout.split(' ')[0]]).toEqual([130, 'incomparable'])
  expect(project.leftovers()).toEqual([])
  expect(await project.manifest('run2')).toMatchObject({
    status: 'cancelled',
    reproduces: 'outputs/model-dataset-full-run1',
  })
})

test('what a killed reproduce leaves is removed by the next one, and other worktrees stay', async () => {
  const { project, running } = await sleeping()
  const { pid } = (await project.manifest('run2')).attempts[0]
  running.child.kill('SIGKILL')
  process.kill(-pid, 'SIGKILL')
  await running.finished()
  expect(project.leftovers()).toHaveLength(2)
  const own = `${project.place}/own`
  project.repository.git('worktree', 'add', '--quiet', '--detach', own)
  const next = await rundir(['reproduce', 'run1', '--dry-run'], project.surroundings)
  expect([next.status, next.stderr]).toEqual([0, expect.stringContaining('removed what a killed reproduce left')])
  expect(project.leftovers()).toEqual([expect.stringContaining(own), 'own'])
})

test('a reproduce that still runs keeps its worktree when another one begins', async () => {
  const { project, running } = await sleeping()
  expect((await project.reproduce('run1', '--dry-run')).status).toBe(0)
  expect(project.leftovers()).toHaveLength(2)
  running.child.kill('SIGTERM')
  await running.finished()
  expect(project.leftovers()).toEqual([])
})
