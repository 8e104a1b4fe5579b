import { parseScalarText, printScalarNumber } from './scalar-text.js'
import { type ConfigValue, isTree } from './tree.js'

/** Text that means itself without quotes, also to Hydra and in most shells. */
const PLAIN = /^[A-Za-z0-9_/.%@+-]+$/

/** Inverse of `parseLiteral`: the shortest form that Hydra reads alike (keys with odd characters apart). */
export function printLiteral(value: ConfigValue): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return printScalarNumber(value)
  if (typeof value === 'string') return printText(value)
  if (!isTree(value)) return `[${value.map(printLiteral).join(',')}]`
  return `{${Object.entries(value)
    .map(([key, item]) => `${PLAIN.test(key) ? key : quote(key)}:${printLiteral(item)}`)
    .join(',')}}`
}

function printText(text: string): string {
  return PLAIN.test(text) && parseScalarText(text) === undefined ? text : quote(text)
}

function quote(text: string): string {
  return `'${text.replace(/(?<!\\)(\\*)('|$)/g, (_, slashes: string, end: string) => slashes + slashes + (end === '' ? '' : "\\'"))}'`
}
