import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digestText } from '../disk/digest.js'
import { CHECKSUM_FILE, checksumLine, parseChecksums, writeChecksums } from './checksums.js'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rundir-checksums-'))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

test('sha256sum accepts every line, whatever the names are', async () => {
  mkdirSync(join(root, 'artifacts', 'checkpoints'), { recursive: true })
  mkdirSync(join(root, 'attempts'))
  writeFileSync(join(root, 'config.yaml'), '{}\n')
  writeFileSync(join(root, 'artifacts', 'checkpoints', 'last.pt'), Buffer.alloc(20 * 1024 * 1024, 7))
  writeFileSync(join(root, 'artifacts', 'back\\slash and\nnewline.txt'), 'hostile')
  writeFileSync(join(root, 'artifacts', 'ünïcode'), '')
  writeFileSync(join(root, 'attempts', '1.json'), '{}')
  writeFileSync(join(root, 'run_manifest.json'), '{}')
  const seen: number[] = []

  const seal = await writeChecksums(root, (bytes) => seen.push(bytes))

  execFileSync('sha256sum', ['--check', '--strict', CHECKSUM_FILE], { cwd: root })
  const text = readFileSync(join(root, CHECKSUM_FILE), 'utf8')
  expect(seal).toEqual({ files: 4, bytes: 20 * 1024 * 1024 + 10, sha256: digestText(text) })
  expect(text).not.toContain('attempts/')
  expect(text).not.toContain('run_manifest')
  expect(seen.length).toBeGreaterThan(0)
})

test('what is written is read back, whatever the files are called', () => {
  const path = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0'))
  fc.assert(
    fc.property(fc.array(path), (paths) => {
      const expected = paths.map((name) => ({ sha256: '0123456789abcdef'.repeat(4), path: name }))
      expect(parseChecksums(expected.map((line) => checksumLine(line.sha256, line.path)).join(''))).toEqual(expected)
    }),
  )
})

test('a cut or foreign list is told from a whole one', () => {
  const line = checksumLine('0'.repeat(64), 'a')
  expect(parseChecksums('')).toEqual([])
  for (let at = 1; at < line.length; at++) expect(parseChecksums(line + line.slice(0, at))).toBeUndefined()
  expect(parseChecksums('hello\n')).toBeUndefined()
})
