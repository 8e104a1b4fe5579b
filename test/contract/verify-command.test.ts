import { expect, test } from 'vitest'
import { rundir } from '../kit/command.js'
import { DEFECTS, unborn } from './defects.js'
import { HealthyWorkspace, RUN } from './healthy-workspace.js'

const healthy = new HealthyWorkspace()

async function damaged(name: string) {
  const workspace = await healthy.copy()
  DEFECTS[name]?.make(workspace)
  return workspace
}

test('the exit status says whether there was an error, and JSON says which', async () => {
  const workspace = await damaged('pickle-under-another-name')
  const done = await rundir(['verify', RUN, '--json'], { cwd: workspace.root })
  expect(done.status).toBe(1)
  expect(JSON.parse(done.stdout)).toMatchObject({
    runs: 1,
    errors: 1,
    warnings: 0,
    findings: [{ rule: 'R060', severity: 'error', run: RUN, path: `${RUN}/artifacts/table.csv` }],
  })
  const text = (await rundir(['verify'], { cwd: workspace.root })).stdout
  expect(text).toContain('R060')
  expect(text).toContain('fix: ')
  expect(text.trimEnd().split('\n').at(-1)).toBe('1 error in 3 runs')
})

test('warnings and notes do not fail, and the settings raise, lower and switch off', async () => {
  const workspace = await damaged('file-added-after-the-seal')
  const status = async (settings: string): Promise<number | null> => {
    workspace.write('rundir.yaml', settings)
    return (await rundir(['verify'], { cwd: workspace.root })).status
  }
  expect(await status('project: demo\n')).toBe(0)
  expect(await status('contract: {rules: {R033: error}}\n')).toBe(1)
  expect(await status('contract: {rules: {R033: off}}\n')).toBe(0)
  expect(await status('contract: {rules: {R999: off}}\n')).toBe(2)
})

test('reports are written for CI', async () => {
  const workspace = await damaged('sealed-file-edited')
  const done = await rundir(['verify', '--data', '--sarif', 'out.sarif', '--junit', 'out.xml'], { cwd: workspace.root })
  expect(done.status).toBe(1)
  expect(workspace.json('out.sarif').runs[0].results[0].ruleId).toBe('R034')
  expect(workspace.read('out.xml')).toContain('<failure type="R034"')
})

test('a folder stands for the runs below it, a claimed folder for itself, and a stranger for nothing', async () => {
  const workspace = await healthy.copy()
  unborn(workspace)
  const count = async (target: string): Promise<number> => {
    return JSON.parse((await rundir(['verify', target, '--json'], { cwd: workspace.root })).stdout).runs
  }
  expect(await count('outputs')).toBe(4)
  expect(await count('.')).toBe(4)
  expect(await count('outputs/c-dataset-full-run1')).toBe(1)
  expect(await count('latest')).toBe(1)
  expect((await rundir(['verify', 'nothing-like-it'], { cwd: workspace.root })).status).toBe(3)
})

test('further threads find what one finds', async () => {
  const workspace = await damaged('sealed-file-edited')
  workspace.write(`${RUN}/artifacts/large.bin`, Buffer.alloc(70_000_000))
  workspace.reseal()
  workspace.write(`${RUN}/artifacts/large.bin`, Buffer.alloc(70_000_000, 1))
  const findings = async (jobs: string) => {
    return JSON.parse((await rundir(['verify', '--data', '--json', '--jobs', jobs], { cwd: workspace.root })).stdout)
      .findings
  }
  const alone = await findings('1')
  expect(alone).toMatchObject([{ rule: 'R034', path: `${RUN}/artifacts/large.bin` }])
  expect(await findings('3')).toEqual(alone)
})

test('nothing is executed: a pickle that would leave a mark leaves none', async () => {
  const workspace = await healthy.copy()
  const mark = workspace.path('mark')
  workspace.write(`${RUN}/artifacts/x.json`, `cos\nsystem\n(S'touch ${mark}'\ntR.`)
  workspace.reseal()
  expect((await workspace.verify()).map((finding) => finding.rule)).toEqual(['R060'])
  expect(workspace.has('mark')).toBe(false)
})
