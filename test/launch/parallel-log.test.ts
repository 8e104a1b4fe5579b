import { expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

test('points that many processes log at once are all there, and none is called damage', async () => {
  const { root: cwd } = new WorkspaceFolder()
  await rundir(['new', '--model', 'shared'], { cwd })
  const steps = Array.from({ length: 12 }, (_, at) => at)
  await Promise.all(
    steps.map((step) => rundir(['log', 'latest', `loss=${step / 10}`, '--step', String(step)], { cwd })),
  )
  await rundir(['log', 'latest', 'loss=9'], { cwd })
  const { loss } = await answer(['metrics', 'latest', 'loss'], { cwd })
  expect(loss.value.toSorted((a: number, b: number) => a - b)).toEqual([...steps.map((step) => step / 10), 9])
  expect((await answer(['show', 'latest'], { cwd })).damage).toEqual([])
})
