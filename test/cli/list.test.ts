import { describe, expect, test } from 'vitest'
import { answer, program, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

interface Row {
  readonly name: string
  readonly dir: string
}

function writeRun(workspace: WorkspaceFolder, name: string, more: Readonly<Record<string, unknown>> = {}): void {
  const known = { schema_version: 1, run_id: `1763705649000-${name.padStart(9, '0').slice(-9)}`, name }
  const manifest = { ...known, layout: 'pipeline', status: 'completed', created_at: '2026-11-21T06:14:09Z', ...more }
  workspace.write(`outputs/${name}/run_manifest.json`, JSON.stringify(manifest))
}

const one = (mean: number) => ({ count: 1, mean, standard_error: null, interval: null })
const minute = (at: number): string => new Date(Date.UTC(2026, 10, 21, 6, at)).toISOString()

describe('ls', () => {
  const names = async (workspace: WorkspaceFolder, ...args: string[]): Promise<string[]> =>
    (await answer(['ls', ...args], { cwd: workspace.root })).runs.map((run: Row) => run.name)

  function workspaceOfFour(): WorkspaceFolder {
    const workspace = new WorkspaceFolder()
    writeRun(workspace, 'a1', {
      created_at: minute(1),
      summary: { loss: 0.5, 'eval/acc': 0.9 },
      tags: { team: 'vision' },
    })
    writeRun(workspace, 'a2', {
      created_at: minute(2),
      summary: { loss: 0.25 },
      status: 'failed',
      exit_code: 3,
      phase: 'sft',
    })
    writeRun(workspace, 'b1', { created_at: minute(3), summary: { loss: 'NaN' }, tags: { team: 'text' } })
    writeRun(workspace, 'b2', { created_at: minute(4) })
    return workspace
  }

  test('says that no run fits where a filter leaves none', async () => {
    const { root } = workspaceOfFour()
    expect((await rundir(['ls', 'nothing-like-it'], { cwd: root })).stderr).toBe(
      'no run fits; rundir ls lists them all\n',
    )
  })

  test('groups by a column or a tag, with n, mean and standard error of each metric', async () => {
    const workspace = workspaceOfFour()
    const group = async (by: string) => (await answer(['ls', '--group-by', by], { cwd: workspace.root })).groups
    expect(await group('status')).toEqual([
      { value: 'completed', runs: 3, metrics: { loss: one(0.5), 'eval/acc': one(0.9) } },
      { value: 'failed', runs: 1, metrics: { loss: one(0.25) } },
    ])
    const [{ value, runs, metrics }] = await group('layout')
    expect([value, runs]).toEqual(['pipeline', 4])
    expect(metrics.loss).toMatchObject({ count: 2, mean: 0.375, standard_error: 0.125 })
    expect((await group('tag.team')).map((each: { value: string }) => each.value)).toEqual([null, 'text', 'vision'])
    const drawn = await rundir(['ls', '--group-by', 'layout'], { cwd: workspace.root })
    expect(drawn.stdout).toMatch(/layout +RUNS +loss.*\npipeline +4 .*0\.375 ± 0\.125/)
    const wrong = await rundir(['ls', '--group-by', 'statsu'], { cwd: workspace.root })
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('status')])
  })

  test.each([
    [[], ['b2', 'b1', 'a2', 'a1']],
    [['a'], ['a2', 'a1']],
    [['status=failed'], ['a2']],
    [['status!=failed'], ['b2', 'b1', 'a1']],
    [['loss<0.4'], ['a2']],
    [
      ['loss>=0.25', 'loss<=0.5'],
      ['a2', 'a1'],
    ],
    [['eval/acc>0.5'], ['a1']],
    [['tag.team=vision'], ['a1']],
    [['name~B'], ['b2', 'b1']],
    [['exit_code=3'], ['a2']],
    [['phase=sft', 'a'], ['a2']],
    [
      ['--sort', 'loss'],
      ['a2', 'a1', 'b2', 'b1'],
    ],
    [
      ['--sort', 'loss', '--desc'],
      ['a1', 'a2', 'b2', 'b1'],
    ],
    [
      ['--sort', 'name'],
      ['a1', 'a2', 'b1', 'b2'],
    ],
    [
      ['--sort', 'tag.team', '--limit', '2'],
      ['b1', 'a1'],
    ],
  ])('%j', async (args, expected) => {
    const found = await names(workspaceOfFour(), ...args)
    // Runs without the field come last, in either order of their folders.
    expect(args.includes('loss') ? [...found.slice(0, 2), ...found.slice(2).sort().reverse()] : found).toEqual(expected)
  })

  test('one row has these keys', async () => {
    const { runs, next } = await answer(['ls', '--limit', '1'], { cwd: workspaceOfFour().root })
    expect(Object.keys(runs[0])).toEqual(
      expect.arrayContaining(
        'run_id name dir layout status project_name run_type created_at duration_ms exit_code phase profile batch_id group tags metrics damage'.split(
          ' ',
        ),
      ),
    )
    expect(next).toEqual(expect.any(String))
  })

  test('a run that is not sealed is found and ordered by the last values of its logs', async () => {
    const workspace = workspaceOfFour()
    await rundir(['new', '--model', 'live'], { cwd: workspace.root })
    await rundir(['new', '--model', 'pid', '--pid', String(process.pid)], { cwd: workspace.root })
    await rundir(['log', 'pid', 'loss=0.1'], { cwd: workspace.root })
    expect(await names(workspace, 'loss<0.2')).toEqual(['pid-dataset-full-run1'])
    expect((await names(workspace, '--sort', 'loss')).slice(0, 2)).toEqual(['pid-dataset-full-run1', 'a2'])
  })

  test('--csv and --md print the same rows, safe for a spreadsheet and a page', async () => {
    const workspace = new WorkspaceFolder()
    writeRun(workspace, 'a', { project_name: '=SUM(A1)', phase: 'x|y', group: 'say "hi", you', summary: { loss: 0.5 } })
    const columns = ['--columns', 'name,project_name,phase,group,loss']
    const csv = await rundir(['ls', '--csv', ...columns], { cwd: workspace.root })
    expect(csv.stdout).toBe(`name,project_name,phase,group,loss\na,'=SUM(A1),x|y,"say ""hi"", you",0.5\n`)
    const md = await rundir(['ls', '--md', ...columns], { cwd: workspace.root })
    expect(md.stdout.split('\n')[2]).toBe('| a | =SUM(A1) | x\\|y | say "hi", you | 0.5 |')
  })
})

describe('pages of a list', () => {
  const COUNT = 60
  let workspace: WorkspaceFolder
  const KEYS = ['created_at', 'name', 'loss', 'tag.kind', 'exit_code', 'duration_ms', 'status']

  function random(of: readonly unknown[]): unknown {
    return of[Math.floor(Math.random() * of.length)]
  }

  test('joined, they are the whole list: none twice, none missing, for any sort', async () => {
    workspace = new WorkspaceFolder()
    for (let at = 0; at < COUNT; at++) {
      const loss = random([0.5, 0.5, -1, 'NaN', 'Infinity', '-Infinity', at])
      const kind = random(['NaN', 'Infinity', '1', 'a', 'A', '', 'ä', 'null'])
      writeRun(workspace, `run${at}`, {
        created_at: minute(Math.floor(at / 7)),
        ...(at % 5 === 0 ? {} : { summary: { loss } }),
        ...(at % 4 === 0 ? {} : { tags: { kind } }),
        exit_code: random([null, 0, 1]),
        started_at: minute(1),
        ended_at: random([null, minute(2), minute(3)]),
      })
    }
    workspace.write('outputs/damaged/run_manifest.json', '{')
    for (const sort of KEYS) {
      for (const desc of [[], ['--desc']]) {
        const order = ['--sort', sort, ...desc]
        const whole = (await answer(['ls', ...order, '--limit', '1000'], { cwd: workspace.root })).runs
        expect(whole).toHaveLength(COUNT + 1)
        const limit = String(7 + Math.floor(Math.random() * 20))
        const joined: Row[] = []
        for (let after: string[] = []; ; ) {
          const page = await answer(['ls', ...order, '--limit', limit, ...after], { cwd: workspace.root })
          joined.push(...page.runs)
          if (page.next === null) break
          after = ['--after', page.next]
        }
        expect([sort, desc, joined.map((run) => run.dir)]).toEqual([sort, desc, whole.map((run: Row) => run.dir)])
      }
    }
  })

  test('a list that two threads read has its next page too, when all that fit are in one half', async () => {
    workspace = new WorkspaceFolder()
    for (let at = 0; at < 2_200; at++) writeRun(workspace, `run${at}`, { phase: at % 2 === 0 ? 'even' : 'odd' })
    const pages: Row[] = []
    for (let after: string[] = []; ; ) {
      const page = await answer(['ls', 'phase=even', '--limit', '400', ...after], { cwd: workspace.root })
      pages.push(...page.runs)
      if (page.next === null) break
      after = ['--after', page.next]
    }
    expect(new Set(pages.map((run) => run.name)).size).toBe(1_100)
    const few = (await answer(['ls'], { cwd: workspace.root })).runs.map((run: Row) => run.name)
    // The halves are as the folder lists them: ask for what is in one half only.
    for (const part of ['run21', 'run1', 'run9']) {
      const { runs, next } = await answer(['ls', `name~${part}`, '--limit', '5'], { cwd: workspace.root })
      expect([few.length, runs.length, next === null]).toEqual([50, 5, false])
    }
  })
})

test('a table of a real run shows its status and metrics, and the machine is left out of it', async () => {
  const workspace = new WorkspaceFolder()
  const done = await rundir(['run', '--', process.execPath, program('log-points.mjs'), '2'], { cwd: workspace.root })
  expect(done.status).toBe(0)
  const { stdout } = await rundir(['ls'], { cwd: workspace.root })
  expect(stdout).toMatch(
    /^RUN +STATUS +CREATED +TOOK +loss\nmodel-dataset-full-run1 +completed +\d+ s ago +\d+.* 0\.5\n$/,
  )
})
