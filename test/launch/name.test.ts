import { mkdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answer } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

describe('a model', () => {
  test('of 300 characters is shortened, wherever it comes from', async () => {
    const workspace = new WorkspaceFolder()
    const model = 'x'.repeat(300)
    workspace.write('long.json', JSON.stringify({ training: { model_name_or_path: model } }))
    for (const naming of [
      ['--model', model],
      ['--config', 'long.json'],
    ]) {
      const { name } = await answer(['name', ...naming], { cwd: workspace.root })
      expect(name).toMatch(/^x{59}-[0-9a-f]{4}-dataset-full-run1$/)
    }
  })

  test('that leads through a file, or holds a NUL, is an identifier; one that is a folder gives its last part', async () => {
    const workspace = new WorkspaceFolder()
    mkdirSync(workspace.path('models/Tiny'), { recursive: true })
    workspace.write('nul.json', JSON.stringify({ training: { model_name_or_path: 'a\0b' } }))
    const nameOf = async (naming: string[]) => (await answer(['name', ...naming], { cwd: workspace.root })).name
    expect(await nameOf(['--model', 'rundir.yaml/x'])).toBe('rundir-yaml-x-dataset-full-run1')
    expect(await nameOf(['--config', 'nul.json'])).toBe('a-b-dataset-full-run1')
    expect(await nameOf(['--model', 'models/Tiny'])).toBe('tiny-dataset-full-run1')
  })
})
