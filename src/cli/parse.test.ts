import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRundirError } from '../error/rundir-error.js'
import { COMMANDS } from './commands.js'
import { parseInput, splitRest, takeCommandName } from './parse.js'

const ls = {
  flags: {
    limit: { type: 'number', help: '' },
    sort: { type: 'text', help: '' },
    tag: { type: 'list', help: '', short: 't' },
    desc: { type: 'boolean', help: '' },
    scope: { type: 'text', help: '', choices: ['global', 'model'] },
    profile: { type: 'text', help: '', once: true },
  },
  args: [{ name: 'FILTER', help: 'which runs', optional: true, repeated: true }],
} as const
const show = { flags: {}, args: [{ name: 'RUN', help: 'a run' }] } as const
const run = { flags: {}, args: [], rest: 'COMMAND…' } as const

const parseLs = (...words: string[]) => parseInput('ls', ls, words, undefined)

/** Words as people and scripts type them, near the grammar and far from it. */
const word = fc.oneof(
  fc.constantFrom(
    '--json',
    '--limit',
    '--limit=3',
    '--tag',
    '-t',
    '-C',
    '-q',
    '-',
    '---',
    '--=',
    '--desc=1',
    '--no-desc',
  ),
  fc.constantFrom(
    '--constructor',
    '--__proto__',
    '--toString=1',
    '--hasOwnProperty',
    '-h',
    '-xyz',
    '--cwd',
    '-C=3',
    '',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ maxLength: 6 }).map((text) => `--${text}`),
  fc.string({ maxLength: 4 }).map((text) => `-${text}`),
)

describe('parseInput', () => {
  test('gives flags their types, repeated ones as lists, and the rest as arguments', () => {
    const { flags, args } = parseLs('a', '--limit', '5', '--tag=x=1', '-t', 'y=2', '--desc', 'b', '-C', 'dir')
    expect(flags).toMatchObject({ limit: 5, tag: ['x=1', 'y=2'], desc: true, cwd: 'dir', json: false, sort: undefined })
    expect(args).toEqual(['a', 'b'])
  })

  test.each([
    [['--srot', 'x'], 'FLAG_UNKNOWN', 'did you mean --sort?'],
    [['--constructor=1'], 'FLAG_UNKNOWN', 'rundir ls --help lists them'],
    [['--__proto__'], 'FLAG_UNKNOWN', 'rundir ls --help lists them'],
    [['--limit', 'five'], 'FLAG_INVALID', undefined],
    [['--limit='], 'FLAG_INVALID', undefined],
    [['--limit'], 'FLAG_INVALID', undefined],
    [['--desc=yes'], 'FLAG_INVALID', undefined],
    [['--scope', 'all'], 'FLAG_INVALID', 'one of global, model'],
  ])('refuses %j with %s', (words, code, hint) => {
    expect(() => parseLs(...words)).toThrow(expect.objectContaining({ code, hint }))
  })

  test('names the argument that is missing, and the one that is too much', () => {
    expect(() => parseInput('show', show, [], undefined)).toThrow('show needs RUN (a run)')
    expect(() => parseInput('show', show, ['a', 'b'], undefined)).toThrow('show does not take "b"')
  })

  test('only commands that take something after -- get it', () => {
    expect(parseInput('run', run, [], ['a', '--json']).rest).toEqual(['a', '--json'])
    expect(() => parseInput('show', show, ['a'], ['b'])).toThrow('show takes nothing after --')
  })

  test('never throws anything but an error with a code, whatever is typed', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.constantFrom(ls, show, run), (words, command) => {
        const { before, rest } = splitRest(words)
        try {
          const { remaining } = takeCommandName(before, new Set(Object.keys(COMMANDS)))
          const { flags, args } = parseInput('x', command, remaining, rest)
          expect(args.every((arg) => typeof arg === 'string')).toBe(true)
          expect(Object.keys(flags)).toEqual(expect.arrayContaining(['json', 'cwd']))
        } catch (error) {
          if (!isRundirError(error)) throw error
        }
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('takeCommandName', () => {
  const known = new Set(['ls', 'config show'])

  test.each([
    [['-C', 'dir', 'ls', '--json'], 'ls', ['-C', 'dir', '--json']],
    [['--json', 'config', 'show', '--origin'], 'config show', ['--json', '--origin']],
    [['config', 'hide'], 'config', ['hide']],
    [['--color', 'always', 'ls'], 'ls', ['--color', 'always']],
    [['--color=always', 'ls'], 'ls', ['--color=always']],
    [['--help'], undefined, ['--help']],
  ])('finds the command in %j', (words, name, remaining) => {
    expect(takeCommandName(words, known)).toEqual({ name, remaining })
  })
})

test('splitRest splits at the first -- only', () => {
  expect(splitRest(['run', '--', 'a', '--', 'b'])).toEqual({ before: ['run'], rest: ['a', '--', 'b'] })
  expect(splitRest(['run', '--'])).toEqual({ before: ['run'], rest: [] })
  expect(splitRest(['run'])).toEqual({ before: ['run'], rest: undefined })
})

test('a flag that names one thing is refused when it is given twice, others go by the last', () => {
  expect(() => parseLs('--profile', 'a', '--profile=b')).toThrow(
    expect.objectContaining({ code: 'FLAG_INVALID', message: '--profile is given twice' }),
  )
  expect(parseLs('--profile', 'a', '--sort', 'x', '--sort', 'y').flags).toMatchObject({ profile: 'a', sort: 'y' })
})
