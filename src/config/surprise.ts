import { isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { printYamlLine } from './print-yaml.js'
import type { TextPlace } from './syntax-error.js'

/** Unquoted text of a YAML file that readers of YAML 1.1 (PyYAML, OmegaConf) take for something else. */
export interface YamlSurprise extends TextPlace {
  readonly text: string
  /** What it is here, by YAML 1.2. */
  readonly here: 'text' | 'number'
  /** What an older reader makes of it. */
  readonly elsewhere: string
  /** The value as both read alike. */
  readonly alike: string
}

const KINDS: readonly [RegExp, string][] = [
  [/^(?:yes|on)$/i, 'true'],
  [/^(?:no|off)$/i, 'false'],
  [/^[-+]?0[0-7_]+$/, 'an octal number'],
  [/^[-+]?[1-9][0-9_]*(?::[0-5]?\d)+(?:\.\d*)?$/, 'a number in base 60'],
  [/^[-+]?(?:\d[\d_]*_[\d_]*|\d[\d_]*\.[\d_]*_[\d_]*)$/, 'a number'],
  [/^[-+]?0b[01_]+$/, 'a binary number'],
  [/^\d{4}-\d\d?-\d\d?(?:[Tt ].*)?$/, 'a date'],
]

/** What YAML 1.1 takes for a number: a float has its point, and an exponent its sign. */
const NUMBER_BEFORE =
  /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|[-+]?(?:0|[1-9][\d_]*)|[-+]?0x[\da-fA-F_]+)$/

/** Where a YAML text means one thing here and another in older readers; quotes end the doubt. */
export function findYamlSurprises(text: string): YamlSurprise[] {
  const surprises: YamlSurprise[] = []
  const lineCounter = new LineCounter()
  visit(parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false }), {
    Scalar: (_, node) => {
      if (!isScalar(node) || node.type !== 'PLAIN' || node.source === undefined) return
      const { source, value } = node
      const isNumber = typeof value === 'number'
      const [, kind] = KINDS.find(([pattern]) => pattern.test(source)) ?? []
      const elsewhere = kind ?? (isNumber && !NUMBER_BEFORE.test(source) ? 'text' : undefined)
      if (elsewhere === undefined) return
      const here = isNumber ? 'number' : 'text'
      const { line, col: column } = lineCounter.linePos(node.range?.[0] ?? 0)
      surprises.push({ line, column, text: source, here, elsewhere, alike: printYamlLine(isNumber ? value : source) })
    },
  })
  return surprises
}
