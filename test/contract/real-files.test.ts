import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ContentKind, inspectContent } from '../../src/artifact/content.js'

const folder = join(import.meta.dirname, 'fixture/real')

/** What each file is that numpy, joblib, torch and pickle wrote (`fixture/real.py`), by the first part of its name. */
const KINDS: Readonly<Record<string, ContentKind>> = {
  array: 'array',
  arrays: 'archive',
  objects: 'object-array',
  pickle: 'pickle',
  joblib: 'pickle',
  torch: 'torch',
  opaque: 'opaque',
}

test.each(readdirSync(folder))('the real file %s is recognised by its bytes', (name) => {
  const path = join(folder, name)
  expect(inspectContent(path, statSync(path).size).kind).toBe(KINDS[/^[a-z]+/.exec(name)?.[0] ?? ''])
})
