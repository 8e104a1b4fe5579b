import { RundirError } from '../../error/rundir-error.js'
import { fieldOf, type Row } from './row.js'

type Test = (row: Row) => boolean

const TERM = /^([A-Za-z_][A-Za-z0-9_./-]*?)(!=|<=|>=|=|<|>|~)(.*)$/s

/**
 * A test from words such as `status=failed`, `loss<0.5`, `tag.team=vision`, `name~qwen`; all must hold.
 * A word without an operator is a part of the name or folder. Throws VALUE_INVALID.
 */
export function parseFilter(words: readonly string[]): Test {
  const tests = words.map(parseTerm)
  return (row) => tests.every((test) => test(row))
}

/** The fields that the words of a filter ask for. */
export function filterFields(words: readonly string[]): string[] {
  return words.flatMap((word) => TERM.exec(word)?.[1] ?? [])
}

function parseTerm(word: string): Test {
  const match = TERM.exec(word)
  if (match === null) {
    const wanted = word.toLowerCase()
    return (row) => row.name.toLowerCase().includes(wanted) || row.dir.toLowerCase().includes(wanted)
  }
  const [, key = '', operator = '', value = ''] = match
  return operator === '=' || operator === '!=' || operator === '~'
    ? textTerm(key, operator, value)
    : numberTerm(word, key, operator, value)
}

function textTerm(key: string, operator: string, value: string): Test {
  const wanted = value.toLowerCase()
  const asNumber = value.trim() === '' ? Number.NaN : Number(value)
  return (row) => {
    const field = fieldOf(row, key)
    const text = field === null ? '' : String(field).toLowerCase()
    if (operator === '~') return text.includes(wanted)
    const equal = typeof field === 'number' && !Number.isNaN(asNumber) ? field === asNumber : text === wanted
    return equal === (operator === '=')
  }
}

function numberTerm(word: string, key: string, operator: string, value: string): Test {
  const limit = value.trim() === '' ? Number.NaN : Number(value)
  if (Number.isNaN(limit)) {
    throw new RundirError('VALUE_INVALID', `the filter "${word}" compares with "${value}", which is no number`, {
      hint: 'write it like loss<0.5',
    })
  }
  return (row) => {
    const field = fieldOf(row, key)
    if (typeof field !== 'number') return false
    if (operator === '<') return field < limit
    if (operator === '<=') return field <= limit
    return operator === '>' ? field > limit : field >= limit
  }
}
