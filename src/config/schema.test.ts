import { expect, test } from 'vitest'
import { checkSettings, requireSettings } from './schema.js'

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  properties: {
    training: {
      type: 'object',
      properties: { lr: { type: 'number', exclusiveMinimum: 0 }, steps: { type: 'integer' } },
      required: ['lr'],
      additionalProperties: false,
    },
    optimizer: { $ref: '#/$defs/optimizer' },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['training'],
  $defs: { optimizer: { enum: ['adam', 'sgd'] } },
}
const check = (settings: Parameters<typeof checkSettings>[0]) => checkSettings(settings, schema, 'settings.schema.json')

test('settings that fit have no issues', () => {
  expect(check({ training: { lr: 0.1, steps: 3 }, optimizer: 'adam', tags: ['a'], more: 1 })).toEqual([])
})

test('every place that does not fit is named by its key', () => {
  const issues = check({ training: { lr: 0, steps: 1.5, stps: 3 }, optimizer: 'adm', tags: ['a', 1] })
  expect(issues.map((issue) => issue.key).sort()).toEqual([
    'optimizer',
    'tags.1',
    'training.lr',
    'training.steps',
    'training.stps',
  ])
  expect(issues.find((issue) => issue.key === 'training.stps')?.message).toBe(
    'is not in the schema (did you mean steps?)',
  )
})

test('one refusal holds all issues', () => {
  expect(() => requireSettings({ training: { lr: 'x' } }, schema, 's.json')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('training.lr') }),
  )
  expect(() => requireSettings({}, schema, 's.json')).toThrow('training: is missing (object)')
})

test('a boolean schema is one, too', () => {
  expect(checkSettings({ a: 1 }, true, 's.json')).toEqual([])
  expect(checkSettings({ a: 1 }, false, 's.json')).toHaveLength(1)
})

test.each([
  [{ type: 'objet' }, 'Unsupported type'],
  [{ type: 'object', not: { type: 'object' } }, 'not supported'],
  [3, 'it is no mapping'],
  [{ properties: { lr: { minimum: 0 } } }, 'properties.lr: minimum'],
  [{ properties: { m: { type: 'object', anyOf: [{ required: ['a'] }] } } }, 'properties.m.anyOf.0: required'],
])('the schema %j is refused instead of checking nothing', (broken, why) => {
  expect(() => checkSettings({}, broken, 's.json')).toThrow(
    expect.objectContaining({ code: 'SETTINGS_INVALID', message: expect.stringContaining(why) }),
  )
})
