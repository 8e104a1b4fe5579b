import { isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { TextPlace } from './syntax-error.js'

/** Unquoted text of a YAML file that readers of YAML 1.1 (PyYAML, OmegaConf) take for something else. */
export interface YamlSurprise extends TextPlace {
  readonly text: string
  /** What it is here, by YAML 1.2. */
  readonly here: 'text' | 'number'
  /** What an older reader makes of it. */
  readonly elsewhere: string
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

/** Where a YAML text means one thing here and another in older readers; quotes end the doubt. */
export function findYamlSurprises(text: string): YamlSurprise[] {
  const surprises: YamlSurprise[] = []
  const lineCounter = new LineCounter()
  visit(parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false }), {
    Scalar: (_, node) => {
      if (!isScalar(node) || node.type !== 'PLAIN' || node.source === undefined) return
      const kind = KINDS.find(([pattern]) => pattern.test(node.source ?? ''))
      if (kind === undefined) return
      const here = typeof node.value === 'number' ? 'number' : 'text'
      const { line, col: column } = lineCounter.linePos(node.range?.[0] ?? 0)
      surprises.push({ line, column, text: node.source, here, elsewhere: kind[1] })
    },
  })
  return surprises
}
