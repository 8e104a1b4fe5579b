import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openInPlace } from './overwrite.js'

const folder = mkdtempSync(join(tmpdir(), 'rundir-overwrite-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

test('what a file held is read, and its beginning is overwritten, under whatever name it has by then', () => {
  writeFileSync(at('a'), 'before, and a rest')
  const file = openInPlace(at('a'))
  expect(file.text).toBe('before, and a rest')
  renameSync(at('a'), at('b'))
  file.overwrite('after!')
  file.close()
  expect(readFileSync(at('b'), 'utf8')).toBe('after!, and a rest')
})

test('a new file is empty, and where it cannot be the error says so', () => {
  const file = openInPlace(at('new'))
  expect(file.text).toBe('')
  file.close()
  expect(() => openInPlace(at('missing/new'))).toThrow(expect.objectContaining({ code: 'FILE_MISSING' }))
})

test('a folder or a pipe is an error, never a wait', () => {
  mkdirSync(at('folder'))
  execFileSync('mkfifo', [at('pipe')])
  for (const name of ['folder', 'pipe'])
    expect(() => openInPlace(at(name))).toThrow(expect.objectContaining({ code: 'DISK_FAILED' }))
})
