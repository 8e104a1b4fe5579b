import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inspectContent } from '../../src/artifact/content.js'
import { temporaryFolder } from '../kit/workspace-folder.js'
import { GOOD_ARRAY, HOSTILE, header, npy, zip } from './hostile-files.js'

const LONGEST_LOOK_MS = 500
const MOST_MEMORY_BYTES = 100 * 1024 * 1024

function inspect(folder: string, bytes: Uint8Array, name = 'innocent.json') {
  writeFileSync(`${folder}/${name}`, bytes)
  return inspectContent(`${folder}/${name}`, bytes.length)
}

test.each(Object.entries(HOSTILE))('%s is told, in bounded time and memory', (_, [kind, bytes]) => {
  const folder = temporaryFolder()
  const memoryBytes = process.memoryUsage().rss
  const began = performance.now()
  expect(inspect(folder, bytes)).toMatchObject({ kind })
  expect(performance.now() - began).toBeLessThan(LONGEST_LOOK_MS)
  expect(process.memoryUsage().rss - memoryBytes).toBeLessThan(MOST_MEMORY_BYTES)
})

test('a thousand packed bombs side by side are given up after 256 MiB', () => {
  const body = npy(header(`'|u1'`, '(8000000,)'), Buffer.alloc(8_000_000))
  const zeros = body.subarray(200)
  const bytes = zip(Array.from({ length: 2_000 }, (_, at) => ({ name: `${at}.bin`, body: zeros, method: 8 })))
  const began = performance.now()
  expect(inspect(temporaryFolder(), bytes).kind).toBe('damaged')
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('an honest archive of zeros is no bomb', () => {
  const body = npy(header(`'<f8'`, '(1000000,)'), Buffer.alloc(8_000_000))
  expect(inspect(temporaryFolder(), zip([{ name: 'a.npy', body, method: 8 }])).kind).toBe('archive')
})

test.each([
  ['weights.npz', Buffer.from('PK, but no archive')],
  ['weights.npy', Buffer.from('not an array')],
  ['empty.npz', Buffer.alloc(0)],
])('%s whose bytes are something else is damaged', (name, bytes) => {
  expect(inspect(temporaryFolder(), bytes, name).kind).toBe('damaged')
})

const INNOCENT = {
  json: '{"a": [1, 2, 3]}\n',
  list: '[1, 2]\n',
  yaml: 'model: a\nsteps: 3\n',
  csv: 'I1\nI2\nN\n',
  text: 'c is for cookie\nthat is good enough for me.\nIn the beginning.\n',
  number: '1.5\n',
  dot: '.',
  'one letter and a dot': 'N.',
  parentheses: '(lp0\n',
  markdown: '# Title\n\nSome *text*.\n',
  log: '(main) I0101 started\nloss 0.5\n',
  'plain drawing': '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
  xml: '<?xml version="1.0"?><model/>',
  windows: 'MZ is how my name begins\n',
  hash: '#!not a path\n',
} as const

test.each(Object.entries(INNOCENT))('%s is no alarm', (_, text) => {
  expect(inspect(temporaryFolder(), Buffer.from(text)).kind).toBe('plain')
})

test('text, JSON and noise are never taken for a pickle, and nothing makes an exception', () => {
  const folder = temporaryFolder()
  const text = fc.oneof(fc.lorem({ maxCount: 60, mode: 'sentences' }), fc.json(), fc.string({ unit: 'grapheme' }))
  fc.assert(
    fc.property(text, (words) => {
      expect(inspect(folder, Buffer.from(words)).kind).not.toBe('pickle')
    }),
    { numRuns: 3_000 },
  )
})

test('any change of a byte, and any cut, of an archive is read without an exception', () => {
  const folder = temporaryFolder()
  const whole = zip([
    { name: 'a.npy', body: GOOD_ARRAY, method: 8 },
    { name: 'b.npy', body: GOOD_ARRAY },
  ])
  for (let at = 0; at < whole.length; at++) {
    expect(['damaged', 'plain', 'archive', 'torch']).toContain(inspect(folder, whole.subarray(0, at)).kind)
    for (const bit of [1, 128])
      expect(typeof inspect(folder, whole.with(at, (whole[at] ?? 0) ^ bit)).kind).toBe('string')
  }
})
