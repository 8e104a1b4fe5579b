import { describe, expect, test } from 'vitest'
import type { Command } from './command.js'
import { COMMANDS, findCommand } from './commands.js'
import { complete } from './complete.js'
import { renderHelp, renderOverview, usageOf } from './help.js'
import { GLOBAL_FLAGS } from './parse.js'
import { decideColour, makeStyle, printable } from './render/style.js'

const plain = makeStyle('off')
const nowhere = (): Promise<never> => Promise.reject(new Error('no workspace is needed for this'))

describe.each(Object.keys(COMMANDS))('the command %s', (name) => {
  test('explains itself in the same words everywhere, and its flags hide none that work everywhere', async () => {
    const entry = findCommand(name)
    const command = (await entry?.load())?.command as unknown as Command
    expect(entry?.summary).toMatch(/^[A-Z].*[^.]$/)
    expect(command.summary).toMatch(/^[A-Z].*[^.]$/)
    for (const example of command.examples) expect(example).toMatch(/rundir/)
    expect(command.examples.length).toBeGreaterThan(0)
    const shorts = Object.values({ ...GLOBAL_FLAGS, ...command.flags } as Command['flags']).flatMap(
      (flag) => flag.short ?? [],
    )
    expect(new Set(shorts).size).toBe(shorts.length)
    for (const [flag, spec] of Object.entries(command.flags)) {
      // The version of rundir is asked without a command; that of a template is a flag of its commands.
      expect(Object.keys(GLOBAL_FLAGS).filter((global) => global !== 'version')).not.toContain(flag)
      expect([flag, spec.help !== '' && !spec.help.endsWith('.')]).toEqual([flag, true])
    }
    const help = renderHelp(name, command, Number.POSITIVE_INFINITY, plain)
    for (const flag of Object.keys(command.flags)) expect(help).toMatch(`--${flag}`)
    expect(help).toMatch(`Usage: ${usageOf(name, command)}`)
    const lastOptional = command.args.findIndex((arg) => arg.optional === true)
    expect(lastOptional < 0 || command.args.slice(lastOptional).every((arg) => arg.optional === true)).toBe(true)
    expect(command.args.slice(0, -1).every((arg) => arg.repeated !== true)).toBe(true)
  })

  test('is completed from its first letters', async () => {
    const words = name.split(' ')
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? ''
      expect(await complete([...words.slice(0, at), word.slice(0, -1)], nowhere)).toContain(word)
    }
    expect(await complete([...words, '--js'], nowhere)).toContain('--json')
  })
})

test('the overview names every command once, by group', () => {
  const overview = renderOverview('1.2.3', Number.POSITIVE_INFINITY, plain)
  for (const [name, { summary, group }] of Object.entries(COMMANDS)) {
    expect(overview.split('\n').filter((line) => line.startsWith(`  ${name} `) && line.endsWith(summary))).toHaveLength(
      1,
    )
    expect(overview).toMatch(`\n${group}\n`)
  }
})

test('members of objects are no commands', () => {
  for (const name of ['constructor', '__proto__', 'toString', '']) expect(findCommand(name)).toBeUndefined()
})

test('completion offers nothing after --, and choices where a flag has some', async () => {
  expect(await complete(['run', '--', 'a'], nowhere)).toEqual([])
  expect(await complete(['ls', '--color', 'a'], nowhere)).toEqual(['auto', 'always'])
  expect(await complete(['finish', 'x', '--status', 'c'], nowhere)).toEqual(['completed', 'cancelled'])
  expect(await complete(['constructor', ''], nowhere)).toEqual([])
})

test.each([
  [undefined, {}, true, 'on'],
  [undefined, {}, false, 'off'],
  [undefined, { NO_COLOR: '1' }, true, 'off'],
  [undefined, { NO_COLOR: '' }, true, 'on'],
  [undefined, { TERM: 'dumb' }, true, 'off'],
  ['always', { NO_COLOR: '1' }, false, 'on'],
  ['never', {}, true, 'off'],
  ['auto', {}, false, 'off'],
] as const)('colour by flag %j, environment %j and terminal %j is %s', (flag, environment, terminal, expected) => {
  expect(decideColour(flag, environment, terminal)).toBe(expected)
})

test('text from a file keeps its letters and loses what drives a terminal', () => {
  expect(printable('naïve 模型 🚀 a\tb\u001b[31m\u009b\u202e\u2066\r\n\u0000x')).toBe(
    'naïve 模型 🚀 a\ufffdb\ufffd[31m\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdx',
  )
})
