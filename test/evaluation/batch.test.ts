import { expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

/** A run as anybody can make it by hand. */
function handmade(folder: WorkspaceFolder, number: number, more: Record<string, unknown>): string {
  const name = `mlp-digits-full-run${number}`
  const manifest = {
    schema_version: 1,
    run_id: `1763705649000-handmade${number}`,
    name,
    layout: 'pipeline',
    status: 'completed',
    created_at: '2026-11-21T06:14:09Z',
    ...more,
  }
  folder.write(`outputs/${name}/run_manifest.json`, JSON.stringify(manifest))
  return name
}

test('a batch is told by its runs: counts, success rate, scores by group, cost and tokens', async () => {
  const folder = new WorkspaceFolder()
  const at = { cwd: folder.root }
  const started = await answer(['batch', 'start', '--name', 'baseline'], at)
  expect(started).toMatchObject({
    batch_id: expect.stringMatching(/^batch-\d+-[0-9a-z]{9}$/),
    kind: 'manual',
    total: 0,
  })
  const { batch_id } = started
  const score = (value: number, group: string | null) => ({
    group,
    summary: { score: value, cost: 0.5, tokens_in: 100 },
  })
  const runs = [
    handmade(folder, 1, score(1, 'seeds')),
    handmade(folder, 2, score(3, 'seeds')),
    handmade(folder, 3, score(5, null)),
    handmade(folder, 4, { status: 'failed', summary: { cost: 0.25 } }),
    handmade(folder, 5, { status: 'created' }),
  ]
  handmade(folder, 6, score(100, 'seeds'))
  const added = await answer(['batch', 'add', batch_id, ...runs], at)
  expect(added).toEqual(await answer(['batch', 'show', 'latest'], at))
  expect(added).toMatchObject({ total: 5, successful: 3, failed: 1, open: 1, success_rate: 0.75 })
  expect(added.scores.score).toMatchObject({ count: 3, mean: 3 })
  expect(added.groups.seeds.score).toMatchObject({ count: 2, mean: 2, standard_error: 1 })
  expect(added.sums).toEqual({ cost: 1.75, tokens_in: 300 })
  expect(added.scores).not.toHaveProperty('cost')

  expect(await answer(['batch', 'close', batch_id], at)).toMatchObject({ closed_at: expect.stringMatching(/Z$/) })
  const late = await rundir(['batch', 'add', batch_id, 'mlp-digits-full-run6'], at)
  expect(late.stderr).toContain('was closed at')
  expect(late.status).toBe(4)
})

test('two batches are compared, and a difference within noise is called so', async () => {
  const folder = new WorkspaceFolder()
  const at = { cwd: folder.root }
  const ids: string[] = []
  for (const [index, values] of [
    [0.5, 0.51, 0.49],
    [0.9, 0.91, 0.89],
    [0.52, 0.48, 0.51],
  ].entries()) {
    const { batch_id } = await answer(['batch', 'start'], at)
    ids.push(batch_id)
    for (const [repeat, score] of values.entries())
      handmade(folder, 10 * (index + 1) + repeat, { batch_id, summary: { score } })
  }
  const [a = '', b = '', c = ''] = ids
  const far = await answer(['batch', 'compare', a, b], at)
  expect(far.metrics.score).toMatchObject({ count_a: 3, count_b: 3, within_noise: false })
  expect(far.metrics.score.difference).toBeCloseTo(0.4, 12)
  expect((await answer(['batch', 'compare', a, c], at)).metrics.score.within_noise).toBe(true)
})

test('a run is in one batch only, and nothing is changed when one of several cannot be added', async () => {
  const folder = new WorkspaceFolder()
  const at = { cwd: folder.root }
  const first = await answer(['batch', 'start'], at)
  const second = await answer(['batch', 'start'], at)
  const [free, taken] = [handmade(folder, 1, {}), handmade(folder, 2, { batch_id: first.batch_id })]
  const done = await rundir(['batch', 'add', second.batch_id, free, taken], at)
  expect(done.stderr).toContain(`run ${taken} belongs to ${first.batch_id}`)
  expect(done.status).toBe(4)
  expect(folder.json(`outputs/${free}/run_manifest.json`)).not.toHaveProperty('batch_id')
})

test('a batch that is not there is refused before a run is claimed for it', async () => {
  const folder = new WorkspaceFolder()
  folder.write('input.json', '{"split":"valid","specimen":"a/b"}')
  const args = ['eval', 'run', 'critic', '--input', 'input.json', '--batch', 'batch-1-abcdefghi', '--', 'true']
  const done = await rundir(args, { cwd: folder.root })
  expect(done.stderr).toContain('there is no batch "batch-1-abcdefghi"')
  expect(done.status).toBe(3)
  expect(folder.has('runs')).toBe(false)
})
