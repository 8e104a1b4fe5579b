import { expect, test } from 'vitest'
import { z } from 'zod'
import { schemaDefaults } from './schema-defaults.js'

const steps = { type: 'integer', default: 10 }
const needsName = { type: 'object', properties: { name: { type: 'string' }, lr: { default: 0.1 } }, required: ['name'] }

test.each<[string, unknown, Parameters<typeof schemaDefaults>[1], unknown]>([
  [
    'of properties, null and lists too',
    { properties: { steps, a: { default: null }, b: { default: [1] }, c: {} } },
    {},
    { steps: 10, a: null, b: [1] },
  ],
  [
    'of nested ones',
    { properties: { training: { properties: { steps, deep: { properties: { steps } } } } } },
    {},
    { training: { steps: 10, deep: { steps: 10 } } },
  ],
  [
    'of a section with one of its own',
    { properties: { t: { properties: { steps, a: { default: 1 } }, default: { a: 2 } } } },
    {},
    { t: { steps: 10, a: 2 } },
  ],
  ['of an empty one', { properties: { t: { type: 'object', default: {} } } }, {}, { t: {} }],
  [
    'behind a reference',
    { properties: { t: { $ref: '#/$defs/T' } }, $defs: { T: { properties: { steps } } } },
    {},
    { t: { steps: 10 } },
  ],
  [
    'beside a reference',
    {
      properties: { t: { allOf: [{ $ref: '#/$defs/T' }], default: { a: 1 } } },
      $defs: { T: { properties: { steps } } },
    },
    {},
    { t: { steps: 10, a: 1 } },
  ],
  ['not of a section that may be absent and would lack something', { properties: { opt: needsName } }, {}, {}],
  ['but where it is given', { properties: { opt: needsName } }, { opt: { name: 'adam' } }, { opt: { lr: 0.1 } }],
  ['and where it must be there', { properties: { opt: needsName }, required: ['opt'] }, {}, { opt: { lr: 0.1 } }],
  ['not for a section where a value stands', { properties: { t: { default: 1 } } }, { t: { x: 2 } }, {}],
  ['once of a schema that refers to itself', { properties: { t: { $ref: '#' }, steps } }, {}, { steps: 10 }],
  ['of no schema', true, {}, {}],
  [
    'of what zod prints',
    z.toJSONSchema(z.object({ lr: z.number().default(0.5), n: z.int() }), { io: 'input' }),
    {},
    { lr: 0.5 },
  ],
])('defaults are those %s', (_, schema, given, defaults) => {
  expect(schemaDefaults(schema, given)).toEqual(defaults)
})

test('a default cannot reach a prototype', () => {
  const schema = JSON.parse('{"properties": {"a": {"default": {"__proto__": 1}}}}')
  expect(() => schemaDefaults(schema, {})).toThrow(expect.objectContaining({ code: 'CONFIG_KEY' }))
})
