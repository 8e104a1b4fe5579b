import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { firstRunNotice, openWorkspace } from './open.js'
import { DEFAULT_SETTINGS, readSettings } from './settings.js'
import { type Settings, settingsSchema } from './settings-schema.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rundir-settings-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
})

const open = (start = root, at?: string) => openWorkspace({ start, at, environment: {}, clock: { now: () => 0 } })

/** The settings of a workspace whose `rundir.yaml` says that. */
function read(text: string): Promise<Settings> {
  writeFileSync(join(root, 'rundir.yaml'), text)
  return readSettings(root, 'rundir.yaml')
}

describe('settings', () => {
  test('the defaults of a folder without a workspace file are those of an empty one', () => {
    expect(settingsSchema.parse({})).toEqual(DEFAULT_SETTINGS)
  })

  test.each([
    ['rundir.yaml', 'project: x\nrun: {cwd: run}\n'],
    ['rundir.json5', "{project: 'x', run: {cwd: 'run'},}"],
    ['rundir.toml', 'project = "x"\n[run]\ncwd = "run"\n'],
  ])('are read from %s, and from a copy the second time', async (file, text) => {
    writeFileSync(join(root, file), text)
    const first = await readSettings(root, file)
    expect(first).toMatchObject({ project: 'x', run: { cwd: 'run', flags_style: 'dotted' } })
    expect(JSON.parse(readFileSync(join(root, '.rundir/cache/settings.json'), 'utf8')).settings).toEqual(first)
    expect(await readSettings(root, file)).toEqual(first)
  })

  test.each([
    ['projct: x\n', 'project'],
    ['naming: {run_counter_scop: model}\n', 'run_counter_scope'],
    ['naming: {sources: {modle: [a]}}\n', 'model'],
    ['profiles: {dev: {descripton: x}}\n', 'description'],
  ])('a key that is none is told with the nearest one at its place: %s', async (text, nearest) => {
    await expect(read(text)).rejects.toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID', hint: `did you mean ${nearest}?` }),
    )
  })

  test('two workspace files in one folder are refused with the names of both', async () => {
    writeFileSync(join(root, 'rundir.toml'), 'project = "x"\n')
    writeFileSync(join(root, 'rundir.yaml'), 'project: y\n')
    await expect(open()).rejects.toThrow(
      expect.objectContaining({
        code: 'SETTINGS_INVALID',
        message: `${root} has two workspace files, rundir.yaml and rundir.toml`,
      }),
    )
  })

  test('a copy is not believed when the file has changed, is damaged, or is of another file', async () => {
    const file = join(root, 'rundir.yaml')
    writeFileSync(file, 'project: a\n')
    expect((await readSettings(root, 'rundir.yaml')).project).toBe('a')
    writeFileSync(file, 'project: b\n')
    utimesSync(file, 1_000, 1_000)
    expect((await readSettings(root, 'rundir.yaml')).project).toBe('b')
    for (const text of ['', '{', '[]', '{"stamp":"x"}']) {
      writeFileSync(join(root, '.rundir/cache/settings.json'), text)
      expect((await readSettings(root, 'rundir.yaml')).project).toBe('b')
    }
  })

  test.each([
    ['projct: x\n', 'projct'],
    ['naming: {run_counter_scope: everything}\n', 'naming.run_counter_scope'],
    ['run: {system_metrics_every_ms: -1}\n', 'run.system_metrics_every_ms'],
    ['printed_metrics: ["no number"]\n', 'no number'],
    ['naming: {max_name_length: 41}\n', 'naming.max_name_length'],
    ['layouts: {a: "{model}/{counter}", b: "{dataset}/{counter:2}"}\n', 'can give the same path as layouts.a'],
    ['layouts: {a: "{owner}/{counter}"}\n', '{owner}, which nothing fills'],
    ['[]\n', 'no mapping of settings'],
  ])('%j is refused and not kept', async (text, said) => {
    await expect(read(text)).rejects.toThrow(said)
    expect(existsSync(join(root, '.rundir/cache/settings.json'))).toBe(false)
  })
})

describe('a workspace', () => {
  test('is the nearest folder with a workspace file, else the git root, else the folder', async () => {
    const deep = join(root, 'a/b/c')
    mkdirSync(deep, { recursive: true })
    expect((await open(deep)).root).toBe(deep)
    mkdirSync(join(root, 'a/.git'))
    expect(await open(deep)).toMatchObject({ root: join(root, 'a'), file: undefined })
    writeFileSync(join(root, 'rundir.yaml'), '')
    expect(await open(deep)).toMatchObject({ root, file: 'rundir.yaml' })
    writeFileSync(join(root, 'a/b/rundir.toml'), '')
    expect(await open(deep)).toMatchObject({ root: join(root, 'a/b'), file: 'rundir.toml' })
    expect((await open(deep, root)).root).toBe(root)
  })

  test('that is not there is told', async () => {
    await expect(open(join(root, 'no'))).rejects.toThrow('there is no folder')
    await expect(open(root, join(root, 'no'))).rejects.toThrow('there is no folder')
  })

  test('without a file says so until its first run', async () => {
    const workspace = await open()
    expect(firstRunNotice(workspace)).toEqual([expect.stringContaining('no workspace file')])
    mkdirSync(join(root, '.rundir'))
    expect(firstRunNotice(workspace)).toEqual([])
  })
})
