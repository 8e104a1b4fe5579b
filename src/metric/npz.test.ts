import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { NpzFile } from './npz-reader.js'
import { type NpzMember, printNpz } from './npz-writer.js'

const root = fs.mkdtempSync(join(tmpdir(), 'rundir-npz-'))
afterAll(() => fs.rmSync(root, { recursive: true }))
const path = join(root, 'a.npz')
const write = (members: Iterable<NpzMember>): void => fs.writeFileSync(path, Buffer.concat([...printNpz(members)]))

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0
const LOAD = `import json, sys, numpy
arrays = numpy.load(sys.argv[1], allow_pickle=False)
print(json.dumps({name: [str(one.dtype), [repr(x) for x in one.tolist()]] for name, one in arrays.items()}))`
const LIST = `import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
print(json.dumps([archive.testzip(), archive.namelist()]))`

function python(program: string) {
  const done = spawnSync('python3', ['-c', program, path], { encoding: 'utf8', maxBuffer: 1 << 28 })
  expect([done.status, done.stderr]).toEqual([0, ''])
  return JSON.parse(done.stdout)
}

test('columns are read back as they were written, by any name', () => {
  const member = fc.oneof(
    fc.record({ kind: fc.constant('int64' as const), numbers: fc.array(fc.maxSafeInteger()) }),
    fc.record({ kind: fc.constant('float64' as const), numbers: fc.array(fc.double()) }),
  )
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), member), (columns) => {
      write(Object.entries(columns).map(([name, column]) => ({ name, ...column })))
      const archive = NpzFile.open(path)
      for (const [name, { kind, numbers }] of Object.entries(columns)) {
        expect(archive?.readColumn(name)).toEqual(kind === 'int64' ? numbers.map((number) => number + 0) : numbers)
      }
      expect(archive?.readColumn('nowhere/at/all')).toBeUndefined()
    }),
    { numRuns: 300 },
  )
})

test('other zip readers accept the archive, also one with more members than the old format can count', () => {
  const names = Array.from({ length: 65_540 }, (_, index) => `größe/${index}`)
  write(names.map((name) => ({ name, kind: 'int64', numbers: [1] })))
  expect(python(LIST)).toEqual([null, names.map((name) => `${name}.npy`)])
  expect(NpzFile.open(path)?.readColumn('größe/65539')).toEqual([1])
})

test(`numpy reads the archive${hasNumpy ? '' : ' (skipped: there is no numpy here)'}`, () => {
  if (!hasNumpy) return
  write([
    { name: 'train/loss/step', kind: 'int64', numbers: [0, 1, 2 ** 40 + 5, -1, Number.MAX_SAFE_INTEGER] },
    { name: 'größe/value', kind: 'float64', numbers: [0.1, Number.NaN, Number.POSITIVE_INFINITY, -1e-310] },
    { name: 'empty', kind: 'float64', numbers: [] },
  ])
  expect(python(LOAD)).toEqual({
    'train/loss/step': ['int64', ['0', '1', '1099511627781', '-1', '9007199254740991']],
    'größe/value': ['float64', ['0.1', 'nan', 'inf', '-1e-310']],
    empty: ['float64', []],
  })
})

test('no cut and no changed byte makes wrong numbers or an exception', () => {
  write([{ name: 'a', kind: 'int64', numbers: [1, 2, 3] }])
  const whole = fs.readFileSync(path)
  const read = (bytes: Uint8Array): unknown => {
    fs.writeFileSync(path, bytes)
    return NpzFile.open(path)?.readColumn('a')
  }
  for (let at = 0; at < whole.length; at++) {
    expect(read(whole.subarray(0, at))).toBeUndefined()
    for (const bit of [1, 128]) {
      const found = read(whole.with(at, (whole[at] ?? 0) ^ bit))
      if (found !== undefined) expect(found).toEqual([1, 2, 3])
    }
  }
})
