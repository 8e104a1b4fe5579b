import JSON5 from 'json5'
import { type Json5Node, readJson5Nodes } from './json5-node.js'
import { type ConfigValue, isList, isTree } from './tree.js'

/** How a text of JSON5 is written, so that what is added to it looks like the rest. */
export interface Json5Manner {
  readonly keys: 'bare' | 'quoted'
  readonly quotes: 'single' | 'double'
  /** One step of indentation. */
  readonly step: string
  readonly newline: string
}

const BARE_KEY = /^[A-Za-z_$][\w$]*$/
const MAX_LINE_LENGTH = 100

/** The manner of a text that is known to be JSON5. */
export function mannerOf(text: string): Json5Manner {
  const root = readJson5Nodes(text)
  const starts = [...nodesIn(root)].flatMap(({ items }) =>
    items.flatMap(({ key, start }) => (key === undefined ? [] : [start])),
  )
  return {
    keys: starts.some((start) => !/["']/.test(text.charAt(start))) ? 'bare' : 'quoted',
    quotes: [...nodesIn(root)].some(({ kind, start }) => kind === 'scalar' && text.charAt(start) === "'")
      ? 'single'
      : 'double',
    step: stepOf(text, root),
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  }
}

/** The white space that the line of a place begins with. */
export function indentationAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}

/** A value as it is written after `indentation`: in one line if it is short, else one item a line. */
export function printJson5(value: ConfigValue, manner: Json5Manner, indentation: string): string {
  const line = printLine(value, manner)
  if (line.length + indentation.length <= MAX_LINE_LENGTH || (!isTree(value) && !isList(value))) return line
  const inner = indentation + manner.step
  const parts = isList(value)
    ? value.map((item) => printJson5(item, manner, inner))
    : Object.entries(value).map(([key, item]) => `${printKey(key, manner)}: ${printJson5(item, manner, inner)}`)
  const [open, close] = isList(value) ? '[]' : '{}'
  return [open, ...parts.map((part) => `${inner}${part},`), `${indentation}${close}`].join(manner.newline)
}

export function printKey(key: string, manner: Json5Manner): string {
  return manner.keys === 'bare' && BARE_KEY.test(key) ? key : printText(key, manner)
}

function printLine(value: ConfigValue, manner: Json5Manner): string {
  if (isList(value)) return `[${value.map((item) => printLine(item, manner)).join(', ')}]`
  if (isTree(value)) {
    const members = Object.entries(value).map(([key, item]) => `${printKey(key, manner)}: ${printLine(item, manner)}`)
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
  }
  if (typeof value === 'string') return printText(value, manner)
  return Object.is(value, -0) ? '-0' : JSON5.stringify(value)
}

function printText(text: string, { quotes }: Json5Manner): string {
  if (quotes === 'single') return JSON5.stringify(text)
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`)
}

function* nodesIn(node: Json5Node): Generator<Json5Node> {
  yield node
  for (const { value } of node.items) yield* nodesIn(value)
}

/** By the first item that begins a line of its own. */
function stepOf(text: string, root: Json5Node): string {
  for (const node of nodesIn(root)) {
    const [first] = node.items
    if (first === undefined || !text.slice(node.start, first.start).includes('\n')) continue
    const step = indentationAt(text, first.start).slice(indentationAt(text, node.start).length)
    if (step !== '') return step
  }
  return '  '
}
