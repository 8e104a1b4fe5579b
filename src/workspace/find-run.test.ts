import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { locateRun } from './find-run.js'
import { openWorkspace, type Workspace } from './open.js'

let root: string
let workspace: Workspace

function writeRun(dir: string, id: string, createdAt: string): void {
  mkdirSync(join(root, dir), { recursive: true })
  const name = dir.slice(dir.lastIndexOf('/') + 1)
  const manifest = {
    schema_version: 1,
    run_id: id,
    name,
    layout: 'pipeline',
    status: 'completed',
    created_at: createdAt,
  }
  writeFileSync(join(root, dir, 'run_manifest.json'), JSON.stringify(manifest))
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'rundir-find-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  writeFileSync(join(root, 'rundir.yaml'), 'project: x\n')
  writeRun('outputs/qwen-alpaca-full-run1', '1763705649000-aaaaaaaaa', '2026-11-21T06:14:09Z')
  writeRun('outputs/qwen-alpaca-full-run10', '1763705649001-aaaaaaaaa', '2026-11-21T06:14:11Z')
  writeRun('runs/seg/2026-11-21_06-14-10_nogit', '1763705649002-aaaaaaaaa', '2026-11-21T06:14:10Z')
  workspace = await openWorkspace({ start: root, at: undefined, environment: {}, clock: { now: () => 0 } })
})

const find = (text: string, cwd = root): string => locateRun(workspace, text, cwd)

describe('a run is meant by', () => {
  test.each([
    ['qwen-alpaca-full-run1', 'outputs/qwen-alpaca-full-run1'],
    ['run10', 'outputs/qwen-alpaca-full-run10'],
    ['RUN10', 'outputs/qwen-alpaca-full-run10'],
    ['seg', 'runs/seg/2026-11-21_06-14-10_nogit'],
    ['1763705649002-aaaaaaaaa', 'runs/seg/2026-11-21_06-14-10_nogit'],
    ['outputs/qwen-alpaca-full-run1', 'outputs/qwen-alpaca-full-run1'],
    ['seg/2026-11-21_06-14-10_nogit', 'runs/seg/2026-11-21_06-14-10_nogit'],
    ['./outputs/qwen-alpaca-full-run1/', 'outputs/qwen-alpaca-full-run1'],
    ['latest', 'outputs/qwen-alpaca-full-run10'],
  ])('%s', (text, dir) => {
    expect(find(text)).toBe(dir)
  })

  test('a path from where the person stands', () => {
    expect(find('.', join(root, 'outputs/qwen-alpaca-full-run1'))).toBe('outputs/qwen-alpaca-full-run1')
    expect(find('../qwen-alpaca-full-run1', join(root, 'outputs/qwen-alpaca-full-run10'))).toBe(
      'outputs/qwen-alpaca-full-run1',
    )
    expect(find(join(root, 'outputs/qwen-alpaca-full-run1'), '/')).toBe('outputs/qwen-alpaca-full-run1')
  })

  test('the pointer to the latest where there is one, and not where it leads nowhere', () => {
    writeFileSync(join(root, 'outputs/latest'), 'qwen-alpaca-full-run1\n')
    expect(find('latest')).toBe('outputs/qwen-alpaca-full-run1')
    writeFileSync(join(root, 'outputs/latest'), 'gone\n')
    expect(find('latest')).toBe('outputs/qwen-alpaca-full-run10')
    writeFileSync(join(root, 'outputs/latest'), '../../etc\n')
    expect(find('latest')).toBe('outputs/qwen-alpaca-full-run10')
  })
})

test.each([
  ['alpaca', 'RUN_AMBIGUOUS', 'fits 2 runs'],
  ['qwen-alpaca-full-rnu1', 'RUN_UNKNOWN', 'no run "qwen-alpaca-full-rnu1"'],
  ['1763705649009-aaaaaaaaa', 'RUN_UNKNOWN', 'no run'],
  ['', 'RUN_UNKNOWN', 'is empty'],
  ['  ', 'RUN_UNKNOWN', 'is empty'],
  ['/', 'RUN_UNKNOWN', 'no run'],
  ['..', 'RUN_UNKNOWN', 'no run'],
  ['/etc', 'RUN_UNKNOWN', 'no run'],
  ['outputs', 'RUN_UNKNOWN', 'no run'],
])('%j means none', (text, code, message) => {
  expect(() => find(text)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }))
})

test('a run of a workspace that lies inside this one is left to that one', () => {
  writeRun('inner/outputs/a-dataset-full-run1', '1763705649003-aaaaaaaaa', '2026-11-21T06:14:09Z')
  expect(find('inner/outputs/a-dataset-full-run1')).toBe('inner/outputs/a-dataset-full-run1')
  writeFileSync(join(root, 'inner/rundir.yaml'), 'project: y\n')
  expect(() => find('inner/outputs/a-dataset-full-run1')).toThrow(
    expect.objectContaining({ code: 'RUN_UNKNOWN', hint: `use --workspace ${join(root, 'inner')}` }),
  )
})
