import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseRelPath } from '../value/rel-path.js'
import { isBelow, makePlaceBelow, replaceFileAt, staysBelow } from './below.js'

let root: string
beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'rundir-below-')))
})
afterEach(() => fs.rmSync(root, { recursive: true }))

test('a name that begins with two dots is below, a neighbour with the same beginning is not', () => {
  expect([isBelow('/a', '/a'), isBelow('/a', '/a/..b'), isBelow('/a', '/a/b/c')]).toEqual([true, true, true])
  expect([isBelow('/a', '/ab'), isBelow('/a', '/'), isBelow('/a/b', '/a')]).toEqual([false, false, false])
})

test('a path stays below by its parts, whatever its letters are', () => {
  for (const path of ['a', '..a/b..', 'a\\b', 'line\nbreak', 'C:x']) expect(staysBelow(path), path).toBe(true)
  for (const path of ['', '/a', 'a/', 'a//b', '.', 'a/./b', '..', 'a/..', '../a', 'a\0'])
    expect(staysBelow(path), path).toBe(false)
})

test('a file in the place of a folder is told, and a folder that is missing is not made', () => {
  fs.writeFileSync(join(root, 'file'), '')
  expect(() => makePlaceBelow(root, parseRelPath('file/x'))).toThrow('file')
  expect(() => makePlaceBelow(join(root, 'no'), parseRelPath('a/x'))).toThrow('does not exist')
  expect(fs.readdirSync(root)).toEqual(['file'])
})

test('a folder that is exchanged for a link between the look and the write takes no file out', () => {
  const [inside, outside] = [join(root, 'inside'), join(root, 'outside')]
  for (const folder of [inside, outside]) fs.mkdirSync(folder)
  const place = makePlaceBelow(inside, parseRelPath('a/b/file'))
  replaceFileAt(place, 'mine', 'durable')
  fs.renameSync(join(inside, 'a'), join(inside, 'aside'))
  fs.mkdirSync(join(outside, 'b'))
  fs.symlinkSync(outside, join(inside, 'a'))
  expect(() => replaceFileAt(place, 'ours', 'durable')).toThrow(expect.objectContaining({ code: 'PATH_ESCAPES' }))
  expect(fs.readdirSync(join(outside, 'b'))).toEqual([])
  expect(fs.readFileSync(join(inside, 'aside/b/file'), 'utf8')).toBe('mine')
})
