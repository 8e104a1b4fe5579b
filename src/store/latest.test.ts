import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pointLatest, readLatest } from './latest.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rundir-latest-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const run = { dir: 'outputs/a-b-full-run1', logDir: 'logs/a-b-full-run1' }
const session = {
  dir: 'runs/evals/full-split:all/2026-11-21_06-14-09',
  logDir: 'runs/evals/full-split:all/2026-11-21_06-14-09/logs',
}

test('a workspace without runs has no newest one', () => expect(readLatest({ root })).toBeUndefined())

test('both pointers name the run, relative to where they stand', () => {
  pointLatest({ root }, run)
  expect(readlinkSync(join(root, 'outputs/latest'))).toBe('a-b-full-run1')
  expect(readFileSync(join(root, 'logs/latest.txt'), 'utf8')).toBe('logs/a-b-full-run1\n')
  expect(readLatest({ root })).toBe(run.dir)
})

test('a run outside outputs is pointed at over the parent', () => {
  mkdirSync(join(root, session.dir), { recursive: true })
  pointLatest({ root }, run)
  pointLatest({ root }, session)
  expect(readlinkSync(join(root, 'outputs/latest'))).toBe(`../${session.dir}`)
  expect(existsSync(join(root, 'outputs/latest/'))).toBe(true)
  expect(readFileSync(join(root, 'logs/latest.txt'), 'utf8')).toBe(`${session.logDir}\n`)
  expect(readLatest({ root })).toBe(session.dir)
})

test('pointing again and again leaves nothing else behind', () => {
  for (let count = 0; count < 20; count++) pointLatest({ root }, count % 2 === 0 ? run : session)
  expect(readdirSync(join(root, 'outputs'))).toEqual(['latest'])
  expect(readdirSync(join(root, 'logs'))).toEqual(['latest.txt'])
})

test('a text file in place of the link is read', () => {
  mkdirSync(join(root, 'outputs'))
  writeFileSync(join(root, 'outputs/latest'), 'a-b-full-run1\n')
  expect(readLatest({ root })).toBe(run.dir)
})

test.each(['/etc', '../../etc', '..', '../logs/x', '../runs/../../etc', '../outputs', ''])(
  'a pointer to %j is not followed',
  (target) => {
    mkdirSync(join(root, 'outputs'))
    if (target === '') writeFileSync(join(root, 'outputs/latest'), '')
    else symlinkSync(target, join(root, 'outputs/latest'))
    expect(readLatest({ root })).toBeUndefined()
  },
)
