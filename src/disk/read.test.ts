import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { isRundirError } from '../error/rundir-error.js'
import { readBytesIfThere, readRange, readTextIfThere } from './read.js'

const root = fs.mkdtempSync(join(tmpdir(), 'rundir-read-'))
afterAll(() => fs.rmSync(root, { recursive: true }))
const path = join(root, 'file')

test.each([0, 1, 65_535, 65_536, 65_537, 200_000])('a file of %i bytes is read whole', (lengthBytes) => {
  const bytes = Buffer.from(Uint8Array.from({ length: lengthBytes }, (_, index) => 32 + (index % 91)))
  fs.writeFileSync(path, bytes)
  expect(readBytesIfThere(path)?.equals(bytes)).toBe(true)
  expect(readTextIfThere(path)).toBe(bytes.toString())
  expect(readRange(path, 10, lengthBytes).equals(bytes.subarray(10))).toBe(true)
})

test('what is not there is undefined, and what is too large is an error', () => {
  expect([readTextIfThere(join(root, 'nowhere')), readTextIfThere(join(path, 'below'))]).toEqual([undefined, undefined])
  let refusal: unknown
  try {
    readTextIfThere(path, 100_000)
  } catch (error) {
    refusal = error
  }
  expect(isRundirError(refusal)).toBe(true)
})
