import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { sealLine } from './log-line.js'
import { LogScanner } from './log-scanner.js'

const root = fs.mkdtempSync(join(tmpdir(), 'rundir-scanner-'))
afterAll(() => fs.rmSync(root, { recursive: true }))
const path = join(root, 'log')

function scan(content: string, chunkBytes: number) {
  fs.writeFileSync(path, content)
  const found: { from: number; to: number; record?: unknown }[] = []
  const scanner = new LogScanner(path, chunkBytes)
  const sink = {
    takeRecord: (record: unknown, _: number, from: number, to: number) => void found.push({ from, to, record }),
    takeDamage: (from: number, to: number) => void found.push({ from, to }),
  }
  while (scanner.readChunk(sink));
  return { found, offset: scanner.offset, tornBytes: scanner.tornBytes }
}

test('the size of the chunks changes nothing: lines, damage and places are the same', () => {
  const line = fc.oneof(
    fc
      .record({ step: fc.nat(), 'ä"': fc.double({ noNaN: true, noDefaultInfinity: true }) })
      .map((one) => JSON.stringify(one)),
    fc.constantFrom(
      '',
      '  ',
      'x',
      '{',
      '5',
      '[1]',
      '{"a":1},{"b":2}',
      '{"a":[1',
      '2]}',
      '{"a":1}\r',
      '{"_crc":"00000000"}',
    ),
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' ')),
  )
  fc.assert(
    fc.property(fc.array(line), fc.string(), fc.integer({ min: 1, max: 100 }), (all, tail, chunkBytes) => {
      const content = all.map((one) => `${one}\n`).join('') + tail.replaceAll('\n', ' ')
      expect(scan(content, chunkBytes)).toEqual(scan(content, 1 << 20))
    }),
    { numRuns: 500 },
  )
})

test('each line stands for itself, even where two broken ones would fit together', () => {
  const sealed = sealLine('{"s":1')
  const { found } = scan(`${sealed}{"a":[1\n2]}\n{"b":1},{"c":2}\n{"d":1}\n`, 1 << 20)
  expect(found.map((one) => one.record)).toEqual([JSON.parse(sealed), undefined, undefined, undefined, { d: 1 }])
})

test('a line longer than any record is damage, and the lines behind it are read', () => {
  const overlong = 130 * 1024 * 1024
  fs.writeFileSync(path, '{"a":1}\n')
  fs.truncateSync(path, overlong)
  fs.appendFileSync(path, '\n{"b":2}\n')
  const found: unknown[] = []
  const scanner = new LogScanner(path)
  while (
    scanner.readChunk({
      takeRecord: (record) => void found.push(record),
      takeDamage: (from, to) => void found.push([from, to]),
    })
  );
  expect(found).toEqual([{ a: 1 }, [8, overlong + 1], { b: 2 }])
})
