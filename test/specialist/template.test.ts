import { describe, expect, test } from 'vitest'
import { createEnriched, latestEnriched, listEnriched } from '../../src/specialist/enriched.js'
import { createSnapshot, listSnapshots, snapshotsOf } from '../../src/specialist/snapshot.js'
import { getTemplate, listTemplates, parseSpecialistName } from '../../src/specialist/template.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

function folderWith(...paths: string[]): WorkspaceFolder {
  const folder = new WorkspaceFolder()
  for (const path of paths) folder.write(path, '{}')
  return folder
}

describe('a template', () => {
  test.each([
    ['nextjs-specialist', 'templates/nextjs-specialist-template.json5'],
    ['@zephyr-cloud/nextjs-specialist', 'templates/nextjs-specialist-template.json5'],
    ['notes', 'templates/notes-template.jsonc'],
    ['plain', 'templates/plain-template.json'],
    ['next.js', 'templates/next.js-template.json5'],
  ])('%s is found as %s', (name, path) => {
    const { root } = folderWith(
      'templates/nextjs-specialist-template.json5',
      'templates/nextjs-specialist-template.json',
      'templates/notes-template.jsonc',
      'templates/plain-template.json',
      'templates/next.js-template.json5',
    )
    expect(getTemplate(root, name).path).toBe(path)
  })

  test('that is missing is an error with the path looked for and the nearest names', () => {
    const { root } = folderWith('templates/nextjs-specialist-template.json5', 'templates/vue-template.json5')
    expect(() => getTemplate(root, '@org/nextjs-specalist')).toThrow(
      expect.objectContaining({
        code: 'TEMPLATE_UNKNOWN',
        message:
          'there is no template nextjs-specalist: looked for templates/nextjs-specalist-template.json5 (and .jsonc, .json)',
        hint: 'did you mean nextjs-specialist?',
      }),
    )
  })

  test('is not told from another one by what a pattern would match', () => {
    const { root } = folderWith('templates/nextXjs-template.json5')
    expect(() => getTemplate(root, 'next.js')).toThrow(expect.objectContaining({ code: 'TEMPLATE_UNKNOWN' }))
  })

  test.each(['../secret', 'a/b', '@org/a/b', '..', 'con', 'a\nb', 'c:\\x', '', '.*'])(
    'cannot have the name %j',
    (name) => {
      expect(() => parseSpecialistName(name)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }))
    },
  )

  test('is listed once, whatever formats it has, and other files are passed over', () => {
    const { root } = folderWith(
      'templates/b-template.json',
      'templates/b-template.json5',
      'templates/a-template.jsonc',
      'templates/readme.md',
      'templates/enriched/0.0.1/b.enriched.001.json5',
    )
    expect(listTemplates(root)).toEqual([
      { name: 'a', path: 'templates/a-template.jsonc' },
      { name: 'b', path: 'templates/b-template.json5' },
    ])
  })
})

describe('an enriched template', () => {
  const at = (number: string, name = 'nextjs-specialist'): string =>
    `templates/enriched/0.0.1/${name}.enriched.${number}.json5`

  test.each([
    ['an empty folder', [], 1, '001'],
    ['001', ['001'], 2, '002'],
    ['a gap', ['001', '009'], 10, '010'],
    ['999', ['998', '999'], 1000, '1000'],
    ['1000, which sorts before 999', ['999', '1000'], 1001, '1001'],
  ])('after %s gets the next number', (_, existing, number, digits) => {
    const folder = folderWith(...existing.map((each) => at(each)))
    const created = createEnriched(folder.root, 'nextjs-specialist', '0.0.1', '{ a: 1 }')
    expect(created).toEqual({ number, path: at(digits) })
    expect(folder.read(created.path)).toBe('{ a: 1 }')
    expect(latestEnriched(folder.root, 'nextjs-specialist', '0.0.1')).toEqual(created)
  })

  test('counts for its own name and version only', () => {
    const folder = folderWith(at('007'), at('050', 'next.js'), at('900', 'nextXjs'), at('003', 'next.js.enriched'))
    folder.write('templates/enriched/0.0.2/next.js.enriched.070.json5', '{}')
    expect(createEnriched(folder.root, 'next.js', '0.0.1', '{}').number).toBe(51)
    expect(listEnriched(folder.root, 'nextjs-specialist', '0.0.1').map((each) => each.number)).toEqual([7])
    expect(latestEnriched(folder.root, 'next.js', '0.0.3')).toBeUndefined()
  })
})

describe('a snapshot', () => {
  test('gets the next number of its version; files that do not match are ignored', () => {
    const folder = folderWith(
      'output/nextjs/0.0.1/snapshot-041.json5',
      'output/nextjs/0.0.1/snapshot-900.json',
      'output/nextjs/0.0.1/snapshot-abc.json5',
      'output/nextjs/0.0.1/notes.md',
      'output/readme.md',
    )
    const output = folder.path('output')
    const created = createSnapshot(output, 'nextjs', '0.0.1', (snapshotId) => `{ snapshot_id: '${snapshotId}' }`)
    expect(created).toMatchObject({ snapshotId: '042', path: 'nextjs/0.0.1/snapshot-042.json5' })
    expect(folder.read('output/nextjs/0.0.1/snapshot-042.json5')).toBe("{ snapshot_id: '042' }")
    expect(snapshotsOf(output, 'nextjs', '0.0.1').map((each) => each.number)).toEqual([41, 42])
    expect(createSnapshot(output, 'nextjs', '0.0.2', () => '{}').snapshotId).toBe('001')
    expect(listSnapshots(output).map((each) => each.path)).toEqual([
      'nextjs/0.0.1/snapshot-041.json5',
      'nextjs/0.0.1/snapshot-042.json5',
      'nextjs/0.0.2/snapshot-001.json5',
    ])
  })
})
