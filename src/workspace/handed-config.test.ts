import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { anyTree, times } from '../../test/config/any-config.js'
import type { ConfigTree } from '../config/tree.js'
import { readHandedConfig, writeHandedConfig } from './handed-config.js'

const folder = mkdtempSync(join(tmpdir(), 'rundir-handed-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'config_resolved.json')

test('a program reads what was resolved: every number but the sign of zero, and every text that looks like one', () => {
  const alike = fc.constantFrom<string | number>('NaN', 'Infinity', '-Infinity', Number.NaN, Infinity, -Infinity)
  const config = fc.record({ tree: anyTree, list: fc.array(alike, { maxLength: 4 }), value: alike })
  fc.assert(
    fc.property(config, (written) => {
      writeHandedConfig(path, written)
      expect(readHandedConfig(path)).toEqual(unsigned(written))
    }),
    times(60),
  )
})

function unsigned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unsigned)
  if (typeof value === 'number') return value + 0
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value as ConfigTree).map(([key, item]) => [key, unsigned(item)]))
}

test('a copy that was never written is empty', () => {
  expect(readHandedConfig(join(folder, 'other.json'))).toEqual({})
})
