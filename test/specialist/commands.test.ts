import { describe, expect, test } from 'vitest'
import { answer, rundir } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const TEMPLATE = `// kept by hand
{
  name: 'nextjs-specialist', // what people call it
  version: '0.0.1',
  prompts: ['build it'],
}
`

function withTemplate(): WorkspaceFolder {
  const folder = new WorkspaceFolder()
  folder.write('templates/nextjs-specialist-template.json5', TEMPLATE)
  return folder
}

/** An enriching program: it reads the template and prints it with one more comment. */
const ENRICH = ['--', 'sed', 's|^{|{ // enriched|']

describe('templates enrich', () => {
  test('keeps what the command prints, byte for byte, under numbers that go up', async () => {
    const folder = withTemplate()
    const at = { cwd: folder.root }
    for (const number of [1, 2]) {
      const done = await rundir(['templates', 'enrich', '@org/nextjs-specialist', '--json', ...ENRICH], at)
      expect(done.stderr).toBe('')
      const path = `templates/enriched/0.0.1/nextjs-specialist.enriched.00${number}.json5`
      expect(JSON.parse(done.stdout)).toEqual({ path, number })
      expect(folder.read(path)).toBe(TEMPLATE.replace('{', '{ // enriched'))
    }
    expect(await answer(['templates', 'latest', 'nextjs-specialist'], at)).toEqual({
      path: 'templates/enriched/0.0.1/nextjs-specialist.enriched.002.json5',
      number: 2,
    })
    expect(await answer(['templates', 'show', 'nextjs-specialist'], at)).toMatchObject({
      number: 2,
      template: { name: 'nextjs-specialist', prompts: ['build it'] },
    })
    expect(await answer(['templates', 'list'], at)).toEqual([
      {
        name: 'nextjs-specialist',
        specialist: 'nextjs-specialist',
        path: 'templates/nextjs-specialist-template.json5',
        version: '0.0.1',
        number: 2,
        enriched_path: 'templates/enriched/0.0.1/nextjs-specialist.enriched.002.json5',
        problem: null,
      },
    ])
  })

  test.each([
    ['fails', ['sh', '-c', 'echo no model >&2; exit 3'], 1, 'sh ended with status 3: no model'],
    ['prints what is no JSON5', ['echo', '{ a: '], 2, 'nextjs-specialist.enriched.json5:'],
    ['prints nothing', ['true'], 2, 'nextjs-specialist.enriched.json5:'],
    ['prints an empty template', ['echo', '{}'], 2, 'printed an empty template'],
    ['prints a list', ['echo', '[1]'], 2, 'operation 1 of the patch is no mapping'],
    ['prints a patch that does not fit', ['echo', '[{"op":"remove","path":"/x"}]'], 2, 'finds nothing at "/x"'],
    ['prints a patch that leaves nothing', ['echo', '[{"op":"add","path":"","value":{}}]'], 2, 'an empty template'],
    ['prints a patch to a prototype', ['echo', '{"patch":{"__proto__":{"x":1}}}'], 2, 'the key "__proto__"'],
    ['prints bytes that are no text', ['printf', '\\377'], 2, 'no UTF-8'],
    ['does not exist', ['no-such-enricher'], 127, 'the command no-such-enricher was not found'],
  ])('writes nothing when the command %s', async (_, command, status, message) => {
    const folder = withTemplate()
    const done = await rundir(['templates', 'enrich', 'nextjs-specialist', '--', ...command], { cwd: folder.root })
    expect(done.stderr).toContain(message)
    expect(done.status).toBe(status)
    expect(folder.files('templates')).toEqual(['nextjs-specialist-template.json5'])
  })

  test.each([
    ['a merge patch', '{ patch: { prompts: ["build it", "test it"], draft: null } }'],
    ['operations', '[{"op": "add", "path": "/prompts/-", "value": "test it"}]'],
  ])('puts %s into the template, whose comments and layout stay', async (_, patch) => {
    const folder = withTemplate()
    const at = { cwd: folder.root }
    const done = await rundir(['templates', 'enrich', 'nextjs-specialist', '--json', '--', 'echo', patch], at)
    expect(done.stderr).toBe('')
    expect(folder.read(JSON.parse(done.stdout).path)).toBe(TEMPLATE.replace("'build it'", "'build it', 'test it'"))
  })

  test('writes nothing when the command takes too long', async () => {
    const folder = withTemplate()
    const args = ['templates', 'enrich', 'nextjs-specialist', '--timeout-ms', '200', '--', 'sleep', '60']
    const done = await rundir(args, { cwd: folder.root })
    expect(done.stderr).toContain('took longer than 200 ms')
    expect(folder.files('templates')).toEqual(['nextjs-specialist-template.json5'])
  })

  test('takes the answer of a command that does not read a large template', async () => {
    const folder = new WorkspaceFolder()
    folder.write('templates/big-template.json', JSON.stringify({ version: '1', text: 'x'.repeat(900_000) }))
    const done = await rundir(['templates', 'enrich', 'big', '--', 'echo', '{ small: true }'], { cwd: folder.root })
    expect(done.stderr).toBe('')
    expect(folder.read('templates/enriched/1/big.enriched.001.json5')).toBe('{ small: true }\n')
  })
})

test.each([
  [['templates', 'show', 'nextjs'], 3, 'looked for templates/nextjs-template.json5', 'did you mean nextjs-specialist?'],
  [['templates', 'show', '../../etc/passwd'], 2, 'cannot be the name of a folder', 'letters, digits'],
  [['templates', 'latest', 'nextjs-specialist'], 3, 'no enriched template of version 0.0.1', 'templates enrich'],
  [['templates', 'latest', 'nextjs-specialist', '--version', '../1'], 2, 'version "../1"', 'letters, digits'],
  [['templates', 'enrich', 'nextjs-specialist'], 2, 'needs a command after --', '-- python'],
  [['snapshots', 'latest', 'nextjs-specialist'], 3, 'no snapshot of nextjs-specialist', 'snapshots list'],
])('%j says what is wrong and what to do', async (args, status, message, hint) => {
  const done = await rundir(args, { cwd: withTemplate().root })
  expect(done.stderr).toContain(message)
  expect(done.stderr).toContain(hint)
  expect(done.status).toBe(status)
})

test('snapshots are listed, shown by number, and the newest is the highest number', async () => {
  const folder = withTemplate()
  for (const number of ['999', '1000']) {
    folder.write(`output/nextjs-specialist/0.0.1/snapshot-${number}.json5`, `{ snapshot_id: '${number}' }`)
  }
  folder.write('output/nextjs-specialist/0.0.1/snapshot-draft.json5', '{}')
  const at = { cwd: folder.root }
  const path = 'output/nextjs-specialist/0.0.1/snapshot-1000.json5'
  expect(await answer(['snapshots', 'latest', 'nextjs-specialist'], at)).toMatchObject({ path, snapshot_id: '1000' })
  const shown = await answer(['snapshots', 'show', 'nextjs-specialist', '--number', '999'], at)
  expect(shown).toMatchObject({ number: 999, snapshot: { snapshot_id: '999' } })
  expect((await answer(['snapshots', 'list'], at)).map((row: { number: number }) => row.number)).toEqual([999, 1000])
})

test('a template that does not parse is listed with its problem, and the others too', async () => {
  const folder = withTemplate()
  folder.write('templates/broken-template.json5', '{ name: ')
  const rows = await answer(['templates', 'list'], { cwd: folder.root })
  expect(rows.map((row: { name: string }) => row.name)).toEqual(['broken', 'nextjs-specialist'])
  expect(rows[0].problem).toContain('templates/broken-template.json5:1:')
})

test('two snapshots are told apart leaf by leaf', async () => {
  const folder = withTemplate()
  const at = { cwd: folder.root }
  folder.write('output/a/1/snapshot-001.json5', '{ results: { m: { mean: 1 } }, gone: true } // first')
  folder.write('output/a/1/snapshot-002.json5', '{ results: { m: { mean: 2 } }, fresh: [1] }')
  const { differences } = await answer(['snapshots', 'diff', 'a', '1', '002'], at)
  expect(differences).toEqual([
    { kind: 'changed', key: 'results.m.mean', before: 1, after: 2 },
    { kind: 'removed', key: 'gone', before: true },
    { kind: 'added', key: 'fresh', after: [1] },
  ])
  const missing = await rundir(['snapshots', 'diff', 'a', '1', '3'], at)
  expect(missing.stderr).toContain('a 1 has no snapshot 3')
  expect(missing.status).toBe(3)
})
