import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { checkWritable } from './access.js'
import { AppendFile } from './append.js'
import { listEntries, listFolders, listNames, makeDirectories, makeDirectoryOnce, walkFiles } from './directory.js'
import { writeHeartbeat } from './heartbeat.js'
import { readPointer, replacePointer } from './link.js'
import { removeFile } from './remove.js'
import { releaseSpace, reserveSpace } from './reserve.js'
import { createExclusively, createFileOnce, replaceFile, replaceFileInParts } from './write.js'

const folder = fs.mkdtempSync(join(tmpdir(), 'rundir-write-'))
let root: string
let path: string
beforeEach(() => {
  root = fs.mkdtempSync(join(folder, 'test-'))
  path = join(root, 'file')
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

const read = (name = 'file'): string => fs.readFileSync(join(root, name), 'utf8')
const denied = expect.objectContaining({ code: 'FILE_MISSING' })

describe('replaceFile', () => {
  test.each(['durable', 'entrusted', 'rebuildable'] as const)(
    'makes and replaces a file whole, and leaves nothing beside it (%s)',
    (durability) => {
      replaceFile(path, 'one', durability)
      replaceFile(path, new Uint8Array([116, 119, 111]), durability)
      replaceFileInParts(path, ['th', Buffer.from('re'), '', 'e'], durability)
      expect([read(), fs.readdirSync(root)]).toEqual(['three', ['file']])
    },
  )

  test('on a failure the file stays as it was and nothing is left beside it', () => {
    replaceFile(path, 'old', 'durable')
    const failing = function* (): Generator<string> {
      yield 'new'
      throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    }
    expect(() => replaceFileInParts(path, failing(), 'durable')).toThrow(expect.objectContaining({ code: 'DISK_FULL' }))
    expect([read(), fs.readdirSync(root)]).toEqual(['old', ['file']])
    expect(() => replaceFile(join(root, 'no', 'file'), 'x', 'durable')).toThrow(denied)
    fs.mkdirSync(join(root, 'folder'))
    expect(() => replaceFile(join(root, 'folder'), 'x', 'durable')).toThrow()
    expect(fs.readdirSync(root).sort()).toEqual(['file', 'folder'])
  })

  test('a reader sees the old bytes or the new ones, never a part and never none', () => {
    const texts = ['a'.repeat(100_000), 'b'.repeat(100_000)]
    for (let at = 0; at < 50; at++) {
      replaceFile(path, texts[at % 2] ?? '', 'rebuildable')
      const open = fs.openSync(path, 'r')
      replaceFile(path, texts[(at + 1) % 2] ?? '', 'rebuildable')
      expect(fs.readFileSync(open, 'utf8')).toBe(texts[at % 2])
      expect(read()).toBe(texts[(at + 1) % 2])
      fs.closeSync(open)
    }
  })
})

describe.each([
  ['createFileOnce', createFileOnce],
  ['createExclusively', createExclusively],
])('%s', (_, create) => {
  test('creates once, with all bytes, and never overwrites a file, a folder or a link that leads nowhere', () => {
    expect(create(path, 'mine', 'durable')).toBe(true)
    expect(create(path, 'yours', 'durable')).toBe(false)
    fs.mkdirSync(join(root, 'folder'))
    fs.symlinkSync('nowhere', join(root, 'link'))
    expect(create(join(root, 'folder'), 'x', 'rebuildable')).toBe(false)
    expect(create(join(root, 'link'), 'x', 'rebuildable')).toBe(false)
    expect([read(), fs.readdirSync(root).sort()]).toEqual(['mine', ['file', 'folder', 'link']])
    expect(() => create(join(root, 'no', 'file'), 'x', 'durable')).toThrow(denied)
  })
})

describe('folders', () => {
  test('one is made once, all of a path as often as asked', () => {
    expect([makeDirectoryOnce(path), makeDirectoryOnce(path)]).toEqual([true, false])
    expect(() => makeDirectoryOnce(join(root, 'a', 'b'))).toThrow(denied)
    makeDirectories(join(root, 'a', 'b', 'c'), 'durable')
    makeDirectories(join(root, 'a', 'b', 'c'), 'durable')
    expect(fs.statSync(join(root, 'a/b/c')).isDirectory()).toBe(true)
    expect(() => makeDirectories(join(root, 'a', 'b', 'c', '\0'), 'durable')).toThrow()
  })

  test('lists pass over what a killed writer left, tell links as links, and are empty where there is no folder', () => {
    for (const name of ['file', '.file.tmp-host-1-abc', '.nfs0001', '.hidden']) fs.writeFileSync(join(root, name), '')
    fs.mkdirSync(join(root, 'folder'))
    fs.symlinkSync('folder', join(root, 'link'))
    expect(listNames(root).sort()).toEqual(['.hidden', 'file', 'folder', 'link'])
    const kinds = Object.fromEntries(listEntries(root).map(({ name, kind }) => [name, kind]))
    expect(kinds).toEqual({ '.hidden': 'file', file: 'file', folder: 'directory', link: 'link' })
    expect([listFolders(root), listFolders(join(root, 'no')), listFolders(path)]).toEqual([['folder'], [], []])
    expect([listNames(join(root, 'no')), listEntries(path), listNames(join(path, 'below'))]).toEqual([[], [], []])
  })

  test('a walk finds regular files at any depth, sorted, and follows no link', () => {
    for (const name of ['b/2', 'b/1', 'a', 'c/d/e']) {
      fs.mkdirSync(join(root, name, '..'), { recursive: true })
      fs.writeFileSync(join(root, name), '')
    }
    fs.symlinkSync(root, join(root, 'c', 'round'))
    expect(walkFiles(root)).toEqual(['a', 'b/1', 'b/2', 'c/d/e'])
  })
})

describe('a file that grows', () => {
  test('takes whole texts of any script, after what was there', () => {
    fs.writeFileSync(path, 'before\n')
    const file = new AppendFile(path)
    const text = `${'ä😀'.repeat(50_000)}\n`
    file.append('plain\n')
    file.append(text)
    file.sync()
    file.close()
    expect(read()).toBe(`before\nplain\n${text}`)
  })

  test('says where it cannot be', () => {
    expect(() => new AppendFile(join(root, 'no', 'file'))).toThrow(denied)
  })
})

test('a pointer is replaced, read back, and replaced by another kind of file too', () => {
  const pointer = join(root, 'latest')
  expect(readPointer(pointer)).toBeUndefined()
  replacePointer(pointer, 'one')
  replacePointer(pointer, 'two')
  expect([readPointer(pointer), fs.readlinkSync(pointer)]).toEqual(['two', 'two'])
  fs.rmSync(pointer)
  fs.writeFileSync(pointer, 'text\n')
  expect(readPointer(pointer)).toBe('text')
  replacePointer(pointer, 'three')
  expect([readPointer(pointer), fs.readdirSync(root)]).toEqual(['three', ['latest']])
})

test('a reserve takes real room, and giving it back twice is no error', () => {
  reserveSpace(path)
  expect(fs.statSync(path).blocks * 512).toBeGreaterThanOrEqual(64 * 1024)
  releaseSpace(path)
  releaseSpace(path)
  expect(fs.existsSync(path)).toBe(false)
})

test('a heartbeat is overwritten in place and always whole', () => {
  writeHeartbeat(path, 1763705649000)
  const { ino } = fs.statSync(path)
  writeHeartbeat(path, 1763705654000)
  expect([read(), fs.statSync(path).ino]).toEqual(['01763705654000\n', ino])
})

test('removing tells whether there was a file', () => {
  fs.writeFileSync(path, '')
  expect([removeFile(path), removeFile(path)]).toEqual([true, false])
})

test('a place is writable when its nearest folder is', () => {
  expect(() => checkWritable(join(root, 'a', 'b', 'c'))).not.toThrow()
  expect(() => checkWritable('/proc/self/a/b')).toThrow()
})
