import { parseArgs } from 'node:util'
import { RundirError } from '../error/rundir-error.js'
import { didYouMean } from '../value/nearest.js'
import type { ArgumentSpec, Command, FlagSpec, FlagSpecs, Input } from './command.js'

/** Flags that every command takes, before or after its name. */
export const GLOBAL_FLAGS = {
  cwd: { type: 'text', short: 'C', value: 'DIR', help: 'act as if started in DIR' },
  workspace: { type: 'text', value: 'DIR', help: 'the workspace, instead of looking upwards' },
  json: { type: 'boolean', help: 'print one JSON document (or one object a line)' },
  quiet: { type: 'boolean', short: 'q', help: 'no notices and no progress' },
  color: { type: 'text', value: 'WHEN', choices: ['auto', 'always', 'never'], help: 'colour: auto, always or never' },
  yes: { type: 'boolean', short: 'y', help: 'answer yes to every question' },
  help: { type: 'boolean', short: 'h', help: 'help for the command' },
  version: { type: 'boolean', help: 'print the version' },
} as const satisfies FlagSpecs

/** The flag is written `-C`; the long form exists for the parser only. */
const HIDDEN_LONG = 'cwd'

export interface Words {
  /** What stands before the first `--`. */
  readonly before: readonly string[]
  readonly rest: readonly string[] | undefined
}

/** Splits an argument list at its first `--`. */
export function splitRest(argv: readonly string[]): Words {
  const at = argv.indexOf('--')
  return at < 0 ? { before: argv, rest: undefined } : { before: argv.slice(0, at), rest: argv.slice(at + 1) }
}

/**
 * Finds the command's name among words that may begin with global flags: `-C dir config show --json`.
 * Returns the words without the name; `name` is undefined when there is no word at all.
 */
export function takeCommandName(
  words: readonly string[],
  known: ReadonlySet<string>,
): { name: string | undefined; remaining: string[] } {
  const at = firstPlainWord(words)
  const word = words[at]
  if (word === undefined) return { name: undefined, remaining: [...words] }
  const pair = `${word} ${words[at + 1]}`
  const length = known.has(pair) ? 2 : 1
  return { name: length === 2 ? pair : word, remaining: [...words.slice(0, at), ...words.slice(at + length)] }
}

function firstPlainWord(words: readonly string[]): number {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('-')) return at
    const spec = Object.entries(GLOBAL_FLAGS).find(
      ([name, flag]) => word === `--${name}` || word === shortOf(flag),
    )?.[1]
    if (spec?.type === 'text') at++
  }
  return words.length
}

function shortOf(flag: FlagSpec): string | undefined {
  return flag.short === undefined ? undefined : `-${flag.short}`
}

/** Checks words against a command: throws FLAG_UNKNOWN, FLAG_INVALID, ARGUMENT_MISSING, ARGUMENT_UNEXPECTED. */
export function parseInput<F extends FlagSpecs>(
  name: string,
  command: Pick<Command<F>, 'flags' | 'args' | 'rest'>,
  words: readonly string[],
  rest: readonly string[] | undefined,
): Input<F & typeof GLOBAL_FLAGS> {
  const specs: FlagSpecs = { ...GLOBAL_FLAGS, ...command.flags }
  const { values, positionals, tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(Object.entries(specs).map(([flag, spec]) => [flag, parserOption(spec)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const seen = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined
    if (spec === undefined) throw unknownFlag(name, token.rawName, specs)
    checkValue(token.rawName, spec, token.value)
    if (spec.once && seen.has(token.name)) throw new RundirError('FLAG_INVALID', `${token.rawName} is given twice`)
    seen.add(token.name)
  }
  checkArguments(name, command.args, positionals)
  if (rest !== undefined && command.rest === undefined) {
    throw new RundirError('ARGUMENT_UNEXPECTED', `${name} takes nothing after --`, { hint: `rundir ${name} --help` })
  }
  const flags = Object.fromEntries(Object.entries(specs).map(([flag, spec]) => [flag, flagValue(spec, values[flag])]))
  return { flags: flags as Input<F & typeof GLOBAL_FLAGS>['flags'], args: positionals, rest }
}

interface ParserOption {
  type: 'boolean' | 'string'
  multiple?: boolean
  short?: string
}

function parserOption(spec: FlagSpec): ParserOption {
  const option: ParserOption = { type: spec.type === 'boolean' ? 'boolean' : 'string', multiple: spec.type === 'list' }
  return spec.short === undefined ? option : { ...option, short: spec.short }
}

function flagValue(spec: FlagSpec, value: unknown): boolean | string | number | undefined | readonly string[] {
  switch (spec.type) {
    case 'boolean':
      return value === true
    case 'list':
      return Array.isArray(value) ? value : []
    case 'number':
      return typeof value === 'string' ? Number(value) : undefined
    case 'text':
      return typeof value === 'string' ? value : undefined
  }
}

function checkValue(flag: string, spec: FlagSpec, value: string | undefined): void {
  if (spec.type === 'boolean') {
    if (value !== undefined) throw new RundirError('FLAG_INVALID', `${flag} takes no value`)
    return
  }
  if (value === undefined)
    throw new RundirError('FLAG_INVALID', `${flag} needs a value: ${flag} ${spec.value ?? 'VALUE'}`)
  if (spec.type === 'number' && (value.trim() === '' || !Number.isFinite(Number(value)))) {
    throw new RundirError('FLAG_INVALID', `${flag} needs a number, not "${value}"`)
  }
  if (spec.choices !== undefined && !spec.choices.includes(value)) {
    throw new RundirError('FLAG_INVALID', `${flag} cannot be "${value}"`, { hint: `one of ${spec.choices.join(', ')}` })
  }
}

function unknownFlag(name: string, flag: string, specs: FlagSpecs): RundirError {
  const known = Object.keys(specs).filter((candidate) => candidate !== HIDDEN_LONG)
  const near = didYouMean(flag.replace(/^-+/, ''), known)?.replace(/mean (.*)\?/, (_, names: string) => {
    return `mean ${names
      .split(', ')
      .map((each) => `--${each}`)
      .join(', ')}?`
  })
  return new RundirError('FLAG_UNKNOWN', `${name} has no flag ${flag}`, {
    hint: near ?? `rundir ${name} --help lists them`,
  })
}

function checkArguments(name: string, specs: readonly ArgumentSpec[], given: readonly string[]): void {
  const missing = specs.filter((spec) => spec.optional !== true)[given.length]
  if (missing !== undefined) {
    throw new RundirError('ARGUMENT_MISSING', `${name} needs ${missing.name} (${missing.help})`, {
      hint: `rundir ${name} --help`,
    })
  }
  const repeated = specs.at(-1)?.repeated === true
  if (!repeated && given.length > specs.length) {
    throw new RundirError('ARGUMENT_UNEXPECTED', `${name} does not take "${given[specs.length]}"`, {
      hint: `rundir ${name} --help`,
    })
  }
}
