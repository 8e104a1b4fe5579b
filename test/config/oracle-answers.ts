import { readFileSync } from 'node:fs'
import { compose } from '../../src/config/compose.js'
import { printKeyPath } from '../../src/config/key-path.js'
import { parseLiteral } from '../../src/config/literal.js'
import { parseOverride, printOverride } from '../../src/config/override.js'
import { printYaml } from '../../src/config/print-yaml.js'
import { parseConfig } from '../../src/config/read.js'
import { resolve } from '../../src/config/resolve.js'
import { gridPoints } from '../../src/config/sweep.js'
import { parseSweepAxis } from '../../src/config/sweep-axis.js'
import type { ConfigValue } from '../../src/config/tree.js'
import { isRundirError } from '../../src/error/rundir-error.js'

/** A case of the corpus with the oracle's answer; see oracle.py. */
export interface OracleCase {
  readonly input: string | string[]
  readonly value?: unknown
  readonly error?: string
}

interface Corpus {
  readonly environment: Readonly<Record<string, string>>
  readonly base: string
  readonly [section: string]: unknown
}

const CORPUS: Corpus = JSON.parse(readFileSync(new URL('./fixture/corpus.json', import.meta.url), 'utf8'))

/** How each section of the corpus is answered here. */
const ANSWERS: Readonly<Record<string, (input: string & string[]) => unknown>> = {
  values: (text: string) => parseLiteral(text, 'the corpus'),
  keys: (text: string) => {
    const { mode, path, value } = parseOverride(text)
    return { mode, key: printKeyPath(path), value: value ?? null }
  },
  interpolations: (text: string) =>
    resolve(parseConfig(text, 'corpus.yaml'), { environment: CORPUS.environment, now: 0, run: undefined }),
  documents: (text: string) => parseConfig(text, 'corpus.yaml'),
  merges: (texts: string[]) => composeTexts(texts, []),
  compositions: (overrides: string[]) => composeTexts([CORPUS.base], overrides),
  sweeps: (texts: string[]) => gridPoints(texts.map(parseSweepAxis)).map((point) => point.overrides.map(normalize)),
  flags: (words: string[]) =>
    resolve(compose({ layers: [], environment: {}, overrides: words }).tree, {
      environment: {},
      now: 0,
      run: undefined,
    }),
  texts: (text: string) => printYaml({ a: text }) === `a: ${text}\n`,
}

export const SECTIONS = Object.keys(ANSWERS)

export function casesOf(section: string): readonly OracleCase[] {
  return CORPUS[section] as readonly OracleCase[]
}

/** Our answer in the corpus's form: the value as JSON text, or the code of the error. */
export function answer(section: string, input: string | string[]): string {
  try {
    return print(ANSWERS[section]?.(input as string & string[]))
  } catch (error) {
    if (isRundirError(error)) return error.code
    throw error
  }
}

/** The oracle's answer in the same form; every error counts as the same. */
export function expectation(section: string, one: OracleCase): string {
  if (one.error !== undefined) return 'error'
  return print(section === 'sweeps' ? (one.value as string[][]).map((point) => point.map(normalize)) : one.value)
}

/** A value of the corpus as it is. */
export function decode(value: unknown): ConfigValue {
  return JSON.parse(JSON.stringify(value), (_, item) => (isNumber(item) ? Number(NUMBERS[item.$number]) : item))
}

const NUMBERS: Readonly<Record<string, string>> = { inf: 'Infinity', '-inf': '-Infinity', nan: 'NaN' }

function isNumber(item: unknown): item is { readonly $number: string } {
  return typeof item === 'object' && item !== null && '$number' in item
}

/** Whether an answer is the code of an error. */
export function isErrorCode(text: string): boolean {
  return /^[A-Z]+_[A-Z_]+$/.test(text)
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'number')
      return Number.isFinite(item) ? item : { $number: String(item).toLowerCase().replace('infinity', 'inf') }
    return item
  })
}

function composeTexts(texts: readonly string[], overrides: readonly string[]): ConfigValue {
  const layers = texts.map((text, index) => ({ name: `layer ${index}`, tree: parseConfig(text, 'corpus.yaml') }))
  return compose({ layers, environment: {}, overrides }).tree
}

/** Both sides quote and space overrides in their own way. */
function normalize(text: string): string {
  return printOverride(parseOverride(text))
}
