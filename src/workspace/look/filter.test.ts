import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filterFields, parseFilter } from './filter.js'
import { ROW_FIELDS, type Row } from './row.js'

const fields = Object.fromEntries(ROW_FIELDS.map((field) => [field, null]))
const row: Row = {
  ...(fields as unknown as Row),
  name: 'Qwen2-alpaca-run1',
  dir: 'outputs/Qwen2-alpaca-run1',
  status: 'failed',
  exit_code: 3,
  created_at: '2026-11-21T06:14:09Z',
  tags: { team: 'vision', note: 'a=b' },
  metrics: { loss: 0.5, 'eval/acc': 1, bad: 'NaN', high: 'Infinity' },
  damage: null,
}

test.each([
  ['qwen2', true],
  ['LLAMA', false],
  ['status=failed', true],
  ['status=FAILED', true],
  ['status!=failed', false],
  ['exit_code=3', true],
  ['exit_code=3.0', true],
  ['exit_code!=3', false],
  ['exit_code>2', true],
  ['exit_code<=2', false],
  ['loss<0.5', false],
  ['loss<=0.5', true],
  ['loss=0.5', true],
  ['loss=5e-1', true],
  ['eval/acc>=1', true],
  ['bad<1', false],
  ['bad>=1', false],
  ['bad=nan', true],
  ['high>1e308', true],
  ['missing<1', false],
  ['missing=', true],
  ['missing!=x', true],
  ['tag.team=vision', true],
  ['tag.team~VIS', true],
  ['tag.note=a=b', true],
  ['tag.constructor=', true],
  ['constructor=', true],
  ['created_at~2026-11', true],
  ['name~run1', true],
])('%s is %j', (word, expected) => {
  expect(parseFilter([word])(row)).toBe(expected)
})

describe('filters', () => {
  test('all words must hold, so that more words never find more', () => {
    const word = fc.constantFrom('qwen2', 'x', 'status=failed', 'loss<1', 'loss>1', 'tag.team=text', 'exit_code=3')
    fc.assert(
      fc.property(fc.array(word), word, (words, another) => {
        expect(parseFilter([...words, another])(row)).toBe(parseFilter(words)(row) && parseFilter([another])(row))
      }),
    )
  })

  test('an equality and its opposite are never both true, nor both false', () => {
    fc.assert(
      fc.property(fc.constantFrom('status', 'loss', 'bad', 'tag.team', 'nothing'), fc.string(), (key, value) => {
        expect(parseFilter([`${key}=${value}`])(row)).toBe(!parseFilter([`${key}!=${value}`])(row))
      }),
      { numRuns: 2_000 },
    )
  })

  test('any word is a filter or is refused with a code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (word) => {
        try {
          expect(typeof parseFilter([word])(row)).toBe('boolean')
        } catch (error) {
          expect(error).toMatchObject({ code: 'VALUE_INVALID' })
        }
      }),
      { numRuns: 5_000 },
    )
  })

  test('the fields that it asks for are told', () => {
    expect(filterFields(['qwen', 'loss<1', 'tag.a=b', 'eval/acc!=1'])).toEqual(['loss', 'tag.a', 'eval/acc'])
  })
})
