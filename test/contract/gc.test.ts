import { expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { CHILD, HealthyWorkspace, LONG, RUN } from './healthy-workspace.js'

const healthy = new HealthyWorkspace()

test('gc shows what would go, moves it with --yes, and restore brings it back', async () => {
  const workspace = await healthy.copy()
  const cwd = workspace.root
  const before = workspace.files()
  const keep = ['gc', '--keep', 'name~b-dataset']
  const plan = await answer(keep, { cwd })
  expect(plan).toMatchObject({ moved: [{ dir: LONG, id: null }], done: false })
  expect(plan.kept).toEqual([
    { dir: RUN, why: `${CHILD} refers to it` },
    { dir: CHILD, why: 'name~b-dataset' },
  ])
  expect(plan.size_bytes).toBeGreaterThan(1000)
  expect(workspace.files()).toEqual(before)
  const done = await answer([...keep, '--yes'], { cwd })
  expect(done).toMatchObject({
    moved: [{ dir: LONG, size_bytes: plan.size_bytes }],
    size_bytes: plan.size_bytes,
    done: true,
  })
  expect([workspace.has(LONG), workspace.has('logs/long-dataset-full-run1'), workspace.has(RUN)]).toEqual([
    false,
    false,
    true,
  ])
  expect(await workspace.verify()).toEqual([])
  await answer(['restore', done.moved[0].id], { cwd })
  expect(workspace.files().filter((path) => !path.startsWith('.rundir/'))).toEqual(
    before.filter((path) => !path.startsWith('.rundir/')),
  )
  expect(await workspace.verify()).toEqual([])
})

test('what a model was promoted from stays, with its parents', async () => {
  const workspace = await healthy.copy()
  const cwd = workspace.root
  await answer(['promote', RUN, '--as', 'seg/dino'], { cwd })
  const { moved, kept } = await answer(['gc', '--keep', 'name=nothing', '--yes'], { cwd })
  expect(moved.map((run: { dir: string }) => run.dir).sort()).toEqual([CHILD, LONG])
  expect(kept).toEqual([
    { dir: RUN, why: expect.stringMatching(/^models\/seg\/dino\/.*\/manifest\.json refers to it$/) },
  ])
  expect(await workspace.verify()).toEqual([])
})

test('without a rule, or with one that means nothing, nothing goes', async () => {
  const { root: cwd } = await healthy.copy()
  for (const [words, said] of [
    [[], 'without a rule every run would go'],
    [['--keep', 'lsat=10'], 'did you mean last?'],
    [['--keep', 'lineage=nothing'], 'no run "nothing"'],
  ] as const) {
    const done = await rundir(['gc', '--yes', ...words], { cwd })
    expect([done.status === 0, done.stdout, done.stderr]).toEqual([false, '', expect.stringContaining(said)])
  }
})
