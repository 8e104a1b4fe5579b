import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printVariables, VARIABLE_FORMATS } from './quoting.js'

const anyValue = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\0', '')),
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        '`',
        '$',
        '(',
        ')',
        '\\',
        '%',
        '^',
        '&',
        '|',
        '!',
        '<<',
        'EOF',
        '=',
        ' ',
        '\n',
        '\r',
        'a',
        '\u2019',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
)
const oneLine = anyValue.map((text) => text.replace(/[\r\n]/g, ' '))
const LAW = { numRuns: 10_000 }

test.each(VARIABLE_FORMATS)('%s refuses a key that is none', (format) => {
  if (format === 'json') return
  expect(() => printVariables({ 'A;rm': 'x' }, format)).toThrow(/cannot name a variable/)
})

test.each(['dotenv', 'sh', 'cmd', 'powershell', 'github'] as const)('%s refuses a NUL', (format) => {
  expect(() => printVariables({ A: 'a\0b' }, format)).toThrow(/cannot be written/)
})

test('json is the map', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(JSON.parse(printVariables({ A: value }, 'json'))).toEqual({ A: value })
    }),
    LAW,
  )
})

describe('dotenv', () => {
  test('a reader of dotenv files finds the value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(readDotenv(printVariables({ A: value }, 'dotenv'))).toBe(value)
      }),
      LAW,
    )
  })
  test('plain values stay bare', () => expect(printVariables({ A: 'a-b.1/x' }, 'dotenv')).toBe('A=a-b.1/x\n'))
})

describe('cmd', () => {
  test('the command processor sees one set and nothing else, whatever the value', () => {
    fc.assert(
      fc.property(oneLine, (value) => {
        expect(runBatchLine(printVariables({ A: value }, 'cmd').slice(0, -1))).toEqual({ A: value })
      }),
      LAW,
    )
  })
  test.each(['a\nb', 'a\rb'])('%j is refused: a batch file cannot hold it', (value) => {
    expect(() => printVariables({ A: value }, 'cmd')).toThrow(/cannot be written as cmd/)
  })
})

describe('powershell', () => {
  test('the literal ends where it should, with typographic quotes too', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const text = printVariables({ A: value }, 'powershell')
        const body = text.slice("$env:A = '".length, -"'\n".length)
        expect(body.replace(/(['\u2018-\u201b])\1/g, '')).not.toMatch(/['\u2018-\u201b]/)
        expect(body.replace(/(['\u2018-\u201b])\1/g, '$1')).toBe(value)
      }),
      LAW,
    )
  })
})

describe('github', () => {
  test('the runner reads the value back, and no value ends its own block', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(readGithub(printVariables({ A: value, B: '1' }, 'github'))).toEqual({ A: value, B: '1' })
      }),
      LAW,
    )
  })
  test('the delimiter is another one each time', () => {
    const delimiters = Array.from({ length: 100 }, () => printVariables({ A: 'x\ny' }, 'github').split('\n')[0])
    expect(new Set(delimiters).size).toBe(100)
  })
})

/** As dotenv libraries read one assignment. */
function readDotenv(text: string): string {
  const raw = text.slice('A='.length, -1)
  if (raw.startsWith("'")) return raw.slice(1, -1)
  if (!raw.startsWith('"')) return raw
  return raw.slice(1, -1).replace(/\\(.)/g, (_, next: string) => (next === 'n' ? '\n' : next === 'r' ? '\r' : next))
}

/**
 * The phases of the command processor that matter to one line of a batch file: percent expansion (no variable is set),
 * then special characters with `^` and quotes, then `set`. A second command makes it fail.
 */
function runBatchLine(line: string): Record<string, string> {
  const expanded = line.replace(/%%|%/g, (match) => (match === '%%' ? '%' : ''))
  let quoted = false
  let text = ''
  for (let at = 0; at < expanded.length; at++) {
    const character = expanded[at] ?? ''
    if (character === '^' && !quoted) {
      text += expanded[++at] ?? ''
      continue
    }
    if (character === '"') quoted = !quoted
    else if (!quoted && /[&|<>]/.test(character)) throw new Error(`a second command: ${expanded.slice(at)}`)
    text += character
  }
  const [, key, value] = /^set ([A-Z]+)=(.*)$/s.exec(unwrapped(text)) ?? []
  if (key === undefined || value === undefined) throw new Error(`no assignment: ${text}`)
  return { [key]: value }
}

function unwrapped(text: string): string {
  return text.startsWith('set "') ? `set ${text.slice('set "'.length, text.lastIndexOf('"'))}` : text
}

/** As the runner of GitHub Actions reads its file commands. */
function readGithub(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  const lines = text.split('\n')
  for (let at = 0; at < lines.length - 1; at++) {
    const line = lines[at] ?? ''
    const equals = line.indexOf('=')
    const block = line.indexOf('<<')
    if (block < 0 || (equals >= 0 && equals < block)) {
      found[line.slice(0, equals)] = line.slice(equals + 1)
      continue
    }
    const end = lines.indexOf(line.slice(block + 2), at + 1)
    found[line.slice(0, block)] = lines.slice(at + 1, end).join('\n')
    at = end
  }
  return found
}
