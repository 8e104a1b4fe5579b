import { symlinkSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const SCENARIO = `title: Forms
workspace: files
time_limit_ms: 20000
evaluators:
  - name: length
    command: sh count.sh
    weight: 3
  - name: polite
    command: [grep-like.sh]
params: { pages: 2 }
`

function suite(): WorkspaceFolder {
  const folder = new WorkspaceFolder()
  const at = 'suites/web/scenarios/forms'
  folder.write(`${at}/scenario.yaml`, SCENARIO.replace('[grep-like.sh]', '"sh {scenario}/polite.sh"'))
  folder.write(`${at}/files/src/page.html`, '<p>')
  folder.write(
    `${at}/count.sh`,
    `test -f ../../workspace/src/page.html || exit 9
n=$(wc -c < ../../workspace/answer.md); echo "{\\"score\\": $((n % 10)), \\"max_score\\": 10, \\"details\\": {\\"bytes\\": $n}}" > output.json\n`,
  )
  folder.write(`${at}/polite.sh`, `echo '{"score": 1, "max_score": 1}' > output.json\n`)
  folder.write('suites/web/prompts/forms/L0.md', 'form')
  folder.write('suites/web/prompts/forms/L1-basic.md', 'a form')
  folder.write('templates/nextjs-specialist-template.json5', "{ version: '0.0.1', name: 'nextjs-specialist' }")
  return folder
}

describe('bench run', () => {
  test('makes a batch of runs, scores them by weight, and a snapshot is minted from them', async () => {
    const folder = suite()
    const at = { cwd: folder.root }
    const benched = await answer(
      [
        'bench',
        'run',
        'web',
        'forms',
        '--specialist',
        '@org/nextjs-specialist',
        '--model',
        'toy',
        '-n',
        '3',
        '-j',
        '2',
      ],
      at,
    )
    expect(benched).toMatchObject({ kind: 'benchmark', total: 3, successful: 3, failed: 0, success_rate: 1 })
    const [first] = benched.runs
    expect(first.run).toMatch(/^benchmarks\/web\/forms\/\d+-[0-9a-z]{9}$/)
    // "a form" has 6 bytes: (3 * 0.6 + 1 * 1) / 4
    expect(benched.scores.weighted_score.mean).toBeCloseTo(0.7, 12)
    expect(benched.scores['score/length'].mean).toBeCloseTo(0.6, 12)
    const output = folder.json(`runs/${first.run}/output.json`)
    expect(output).toMatchObject({ score: 7, max_score: 11, scores: { length: { details: { bytes: 6 }, weight: 3 } } })
    expect(folder.json(`runs/${first.run}/run_manifest.json`)).toMatchObject({
      batch_id: benched.batch_id,
      group: 'web/forms L1 nextjs-specialist echo toy',
      tags: { tier: 'L1', model: 'toy', specialist: 'nextjs-specialist' },
    })

    const minted = await answer(['snapshots', 'mint', 'nextjs-specialist', '--batch', 'latest'], at)
    expect(minted).toEqual({ path: 'output/nextjs-specialist/0.0.1/snapshot-001.json5', snapshot_id: '001' })
    const shown = await answer(['snapshots', 'show', 'nextjs-specialist'], at)
    expect(shown.snapshot).toMatchObject({
      snapshot_id: '001',
      template: { path: 'templates/nextjs-specialist-template.json5', number: null },
      batch: { batch_id: benched.batch_id, successful: 3 },
      results: { toy: { runs: 3 } },
    })
    expect(shown.snapshot.runs.length).toBe(3)
    expect((await answer(['snapshots', 'mint', 'nextjs-specialist', '--batch', 'latest'], at)).snapshot_id).toBe('002')
  })

  test('lists an iteration that fails, sums what agents report, and mints from completed runs only', async () => {
    const folder = suite()
    const at = { cwd: folder.root }
    folder.write(
      'agent.sh',
      `i=$(sed -n 's/.*"iteration": \\([0-9]*\\).*/\\1/p' input.json)
if [ "$i" = 2 ]; then echo 'no answer' >&2; exit 4; fi
cp prompt.md workspace/answer.md; echo '{"tokens_in": 10, "tokens_out": 5, "cost": 0.25}' > output.json\n`,
    )
    const args = ['bench', 'run', 'web', 'forms', '--tier', 'L0', '--agent', 'sh agent.sh', '-n', '3', '--json']
    const done = await rundir(args, at)
    expect(done.status).toBe(1)
    expect(done.stderr).toContain('iteration 2 failed: sh ended with status 4: no answer')
    const benched = JSON.parse(done.stdout)
    expect(benched).toMatchObject({
      total: 3,
      successful: 2,
      failed: 1,
      sums: { cost: 0.5, tokens_in: 20, tokens_out: 10 },
    })
    await answer(['snapshots', 'mint', 'nextjs-specialist', '--batch', benched.batch_id], at)
    const { snapshot } = await answer(['snapshots', 'show', 'nextjs-specialist'], at)
    expect(snapshot.runs.length).toBe(2)
  })

  test.each([
    [['nope', 'forms'], 3, 'there is no suite suites/nope'],
    [['web', 'form'], 3, 'did you mean forms?'],
    [['web', 'forms', '--tier', 'L3'], 3, 'there are prompts for L0, L1'],
    [['web', 'forms', '--tier', 'L9'], 2, 'one of L0, L1, L2, L3, Lx'],
    [['web', '../forms'], 2, 'scenario "../forms"'],
    [['web', 'forms', '--specialist', 'nobody'], 3, 'there is no template nobody'],
    [['web', 'forms', '--agent', 'no-such'], 127, 'no-such was not found'],
    [['web', 'forms', '-n', '0'], 2, '--iterations is 0'],
  ])('%j is refused and makes no batch', async (args, status, message) => {
    const folder = suite()
    const done = await rundir(['bench', 'run', ...args], { cwd: folder.root })
    expect(done.stderr).toContain(message)
    expect(done.status).toBe(status)
    expect(folder.has('runs')).toBe(false)
    expect(folder.has('.rundir/batches')).toBe(false)
  })

  test('a score beyond its maximum fails the iteration', async () => {
    const folder = suite()
    folder.write('suites/web/scenarios/forms/polite.sh', `echo '{"score": 2, "max_score": 1}' > output.json`)
    const done = await rundir(['bench', 'run', 'web', 'forms'], { cwd: folder.root })
    expect(done.stderr).toContain('score is not between 0 and max_score')
  })
})

/** What is wrong with a module, its text, and what the run says. */
const WRONG_MODULES = {
  throws: ['export default () => { throw new RangeError("no pages") }', 'ended with status 1: RangeError: no pages'],
  exits: ['export default () => process.exit(0)', 'ended with status 1: it ended before it returned a score'],
  waits: ['export default () => new Promise(() => {})', 'ended with status 1: it ended before it returned a score'],
  hangs: ['export default () => { for (;;); }', 'took longer than 1500 ms'],
  silent: ['export default () => {}', 'ended with status 1: TypeError: the module returned nothing'],
  text: ['export default () => ({ score: "high", max_score: 1 })', 'is not valid: score: '],
  nan: ['export default () => ({ score: NaN, max_score: 1 })', 'is not valid: score: '],
  named: ['export const look = () => 1', 'the default export of the module is no function'],
  torn: ['export default (', 'ended with status 1: SyntaxError: '],
} as const

describe('an evaluator that is a module', () => {
  test('gets the input and returns a score, from its own process in its own folder', async () => {
    const folder = suite()
    folder.write(
      'suites/web/look.mjs',
      `import { readFileSync } from 'node:fs'
export default async (input) => {
  console.log('looking')
  setInterval(() => undefined, 1000)
  const answer = readFileSync(input.workspace + '/answer.md', 'utf8')
  return { score: answer.length, max_score: 12, details: { iteration: input.iteration, words: answer.split(' ') } }
}`,
    )
    folder.write('suites/web/scenarios/forms/scenario.yaml', 'evaluators: [{name: look, module: ../../look.mjs}]\n')
    const { runs } = await answer(['bench', 'run', 'web', 'forms'], { cwd: folder.root })
    const dir = `runs/${runs[0].run}`
    expect(folder.json(`${dir}/output.json`)).toMatchObject({
      weighted_score: 0.5,
      scores: { look: { score: 6, max_score: 12, details: { iteration: 1, words: ['a', 'form'] } } },
    })
    expect(folder.read(`${dir}/evaluators/look/stdout.log`)).toBe('looking\n')
  })

  test('that goes wrong fails its iteration alone, with the reason, and all evaluators look', async () => {
    const folder = suite()
    const at = 'suites/web/scenarios/forms'
    const lines = Object.entries(WRONG_MODULES).map(([name, [text]]) => {
      folder.write(`${at}/${name}.mjs`, text)
      return `  - {name: ${name}, module: ${name}.mjs, time_limit_ms: ${name === 'hangs' ? 1500 : 20_000}}\n`
    })
    folder.write(`${at}/scenario.yaml`, `evaluators:\n${lines.join('')}  - {name: last, command: sh polite.sh}\n`)
    const done = await rundir(['bench', 'run', 'web', 'forms', '--json'], { cwd: folder.root })
    expect(done.status).toBe(1)
    const { failed, runs } = JSON.parse(done.stdout)
    expect(failed).toBe(1)
    const [{ run, reason }] = runs
    for (const [name, [, message]] of Object.entries(WRONG_MODULES))
      expect(reason).toMatch(new RegExp(`the evaluator ${name} [^;]*${message}`))
    expect(reason).not.toContain('the evaluator last')
    expect(folder.has(`runs/${run}/evaluators/last/output.json`)).toBe(true)
    expect(folder.json(`runs/${run}/evaluators/throws/error.json`)).toMatchObject({ name: 'RangeError' })
  })

  test.each([
    ['{name: look, module: ../../../../look.mjs}', 2, 'lies outside of suites/web'],
    ['{name: look, module: linked.mjs}', 2, 'lies outside of suites/web'],
    ['{name: look, module: none.mjs}', 3, 'names the file none.mjs, which is not there'],
    ['{name: look, module: look.py}', 2, 'a module ends in .mjs or .js'],
    ['{name: look, module: a.mjs, command: ls}', 2, 'give a command or a module'],
    ['{name: look}', 2, 'give a command or a module'],
    ['{name: look, command: no-such-evaluator}', 127, 'no-such-evaluator was not found'],
  ])('%s is refused before anything is made', async (evaluator, status, message) => {
    const folder = suite()
    folder.write('look.mjs', 'export default () => ({ score: 1, max_score: 1 })')
    symlinkSync(folder.path('look.mjs'), folder.path('suites/web/scenarios/forms/linked.mjs'))
    folder.write('suites/web/scenarios/forms/scenario.yaml', `evaluators: [${evaluator}]\n`)
    const done = await rundir(['bench', 'run', 'web', 'forms'], { cwd: folder.root })
    expect(done.stderr).toContain(message)
    expect(done.status).toBe(status)
    expect(folder.has('.rundir/batches')).toBe(false)
  })
})

test('a batch without completed runs mints nothing', async () => {
  const folder = suite()
  const at = { cwd: folder.root }
  await answer(['batch', 'start'], at)
  const done = await rundir(['snapshots', 'mint', 'nextjs-specialist', '--batch', 'latest'], at)
  expect(done.stderr).toContain('has no completed run')
  expect(done.status).toBe(4)
  expect(folder.has('output')).toBe(false)
})
