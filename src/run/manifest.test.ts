import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../value/json.js'
import { checkManifest, type Manifest, ManifestProblem, makeManifest } from './manifest.js'
import { manifestSchema } from './manifest-schema.js'
import { STORED_STATUSES } from './status.js'

const REQUIRED = {
  schema_version: 1,
  run_id: '1763705649000-handmade1',
  name: 'mlp-digits-full-run1',
  layout: 'pipeline',
  status: 'completed',
  created_at: '2026-11-21T06:14:09Z',
} as const

const anything = (value: unknown): Json => structuredClone(value) as Json
const whole = makeManifest(REQUIRED)

/** Values that keys of the manifest have, and some that they must not have. */
const value = fc.oneof(
  fc.constantFrom(null, '', 'x', 0, 1, -1, 0.5, 1e300, true, 'NaN', '2026-11-21T06:14:09Z'),
  fc.constantFrom([], ['a'], [1], [[]], {}, { a: 'b' }, { a: 1 }, { a: null }, { a: 'NaN' }, { a: {} }),
  fc.constantFrom({ files: 1, bytes: 2, sha256: 'x' }, { cpu: 'x', cpu_count: 1, memory_bytes: 1, gpus: [] }),
  fc.jsonValue({ maxDepth: 2 }),
)
const changed = fc
  .array(fc.tuple(fc.constantFrom(...Object.keys(whole), 'device_info', 'another_key'), value), { maxLength: 3 })
  .map((changes) => ({ ...whole, ...Object.fromEntries(changes) }) as Record<string, unknown>)

describe('checkManifest', () => {
  test('fills in what a manifest of six keys leaves out, so that it fits the schema', () => {
    const manifest = checkManifest(anything(REQUIRED))
    expect(manifest).toEqual(whole)
    expect(manifestSchema.safeParse(manifest).success).toBe(true)
  })

  test('accepts everything that the schema accepts, unchanged', () => {
    fc.assert(
      fc.property(changed, (manifest) => {
        fc.pre(manifestSchema.safeParse(manifest).success && manifest['schema_version'] === 1)
        expect(checkManifest(anything(manifest))).toEqual(manifest)
      }),
      { numRuns: 10_000 },
    )
  })

  test('what it accepts has everywhere the types that the code relies on', () => {
    // Dates, ranges and the insides of these are for verify; nothing takes them on trust.
    const loose = new Set(['created_at', 'started_at', 'ended_at', 'seal', 'device_info', 'package_versions'])
    for (const key of [
      'environment',
      'name_segments',
      'attempt',
      'schema_version',
      'seed',
      'cuda_version',
      'torch_version',
      'counter',
      'exit_code',
    ])
      loose.add(key)
    fc.assert(
      fc.property(changed, (manifest) => {
        const checked = checkManifest(anything(manifest))
        if (checked instanceof ManifestProblem) return
        const { error } = manifestSchema.safeParse(checked)
        expect(error?.issues.filter((issue) => !loose.has(String(issue.path[0]))) ?? []).toEqual([])
      }),
      { numRuns: 10_000 },
    )
  })

  test('keeps keys that this version does not know', () => {
    expect(checkManifest(anything({ ...REQUIRED, from_the_future: { a: 1 } }))).toMatchObject({
      from_the_future: { a: 1 },
    })
  })

  test.each([
    [null, 'invalid', 'not a JSON object'],
    [[], 'invalid', 'not a JSON object'],
    [{}, 'invalid', 'schema_version is missing'],
    [{ ...REQUIRED, schema_version: 2 }, 'newer', 'schema_version 2'],
    [{ ...REQUIRED, name: '' }, 'invalid', 'name is missing'],
    [{ ...REQUIRED, status: 'done' }, 'invalid', 'status is "done"'],
    [{ ...REQUIRED, command: 'python train.py' }, 'invalid', 'command is not a list of texts'],
    [{ ...REQUIRED, tags: { a: 1 } }, 'invalid', 'tags is not an object of texts'],
    [{ ...REQUIRED, attempt: 1.5 }, 'invalid', 'attempt is not an integer'],
  ])('says of %j why it cannot be used', (manifest, kind, why) => {
    expect(checkManifest(anything(manifest))).toMatchObject({ kind, why: expect.stringContaining(why) })
  })
})

test('a manifest that was just made fits the schema in every status', () => {
  for (const status of STORED_STATUSES) {
    const manifest: Manifest = makeManifest({ ...REQUIRED, status })
    expect(manifestSchema.parse(manifest)).toEqual(manifest)
  }
})
