import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answer, type Finished, RUNDIR, Running, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const ENTER = '\r'
const CTRL_C = '\u0003'
const CTRL_D = '\u0004'

/** Two suites; `web` has one scenario with two tiers, `text` one without a prompt. */
function suites(): WorkspaceFolder {
  const folder = new WorkspaceFolder()
  folder.write('suites/text/scenarios/sort/scenario.yaml', 'title: Sort\nevaluators: [{name: e, command: ls}]\n')
  folder.write('suites/web/scenarios/forms/scenario.yaml', 'title: Forms\nevaluators: [{name: e, module: e.mjs}]\n')
  folder.write('suites/web/scenarios/forms/e.mjs', 'export default () => ({ score: 1, max_score: 2 })')
  for (const tier of ['L0', 'L2']) folder.write(`suites/web/prompts/forms/${tier}.md`, 'a form')
  folder.write('templates/vue-template.json5', "{ version: '0.0.1' }")
  return folder
}

/** Has somebody sit at a terminal: each time that the first text is shown the second is typed. */
function atTerminal(folder: WorkspaceFolder, steps: readonly (readonly [string, string])[]): Promise<Finished> {
  const terminal = join(import.meta.dirname, '../kit/at-terminal.py')
  const command = [process.execPath, RUNDIR, 'bench']
  return new Running('python3', [terminal, JSON.stringify(steps), ...command], { cwd: folder.root }).finished()
}

test('bench lists what there is, takes numbers, names and Enter, asks again, and runs what was chosen', async () => {
  const folder = suites()
  const { stdout, status } = await atTerminal(folder, [
    ['[text]:', `nope${ENTER}`],
    ['[text]:', `2${ENTER}`],
    ['[L0]:', `L2${ENTER}`],
    ['[none]:', `v${ENTER}`],
    ['[echo]:', ENTER],
    ['[1]:', `two${ENTER}`],
    ['[1]:', `2${ENTER}`],
  ])
  expect(stdout).toContain('there is no "nope": a number from 1 to 2, or a name')
  expect(stdout).toMatch(/scenario.*forms.*Forms {2}L0 L2/)
  expect(stdout).toContain('"two" is not a whole number from 1 to 100000')
  expect(stdout).toContain('$ rundir bench run web forms --tier L2 --specialist vue --agent echo --iterations 2')
  expect(status).toBe(0)
  expect(await answer(['batch', 'show', 'latest'], { cwd: folder.root })).toMatchObject({
    successful: 2,
    scores: { weighted_score: { mean: 0.5 } },
    groups: { 'web/forms L2 vue echo -': expect.anything() },
  })
})

test.each([
  ['Ctrl-C', CTRL_C, 130, 'interrupted; nothing was made'],
  ['Ctrl-D', CTRL_D, 0, ''],
])('%s leaves and nothing was made', async (_, key, expected, message) => {
  const folder = suites()
  const { stdout, status } = await atTerminal(folder, [
    ['[text]:', `web${ENTER}`],
    ['[L0]:', key],
  ])
  expect(stdout).toContain(message)
  expect(status).toBe(expected)
  expect([folder.has('runs'), folder.has('.rundir/batches')]).toEqual([false, false])
})

test('off a terminal bench says what to type, and what there is', async () => {
  const folder = suites()
  const done = await rundir(['bench'], { cwd: folder.root, input: '1\n' })
  expect(done.stderr).toContain('rundir bench run SUITE SCENARIO, with one of: text sort, web forms')
  expect(done.status).toBe(2)
  const empty = await rundir(['bench'], { cwd: new WorkspaceFolder().root })
  expect(empty.stderr).toContain('there is no suite in suites/')
  expect(empty.status).toBe(3)
})
