import type { Edit } from './edit.js'
import { type Json5Item, type Json5Node, readJson5Nodes } from './json5-node.js'
import { indentationAt, type Json5Manner, mannerOf, printJson5, printKey } from './json5-print.js'
import type { ConfigValue } from './tree.js'

/** The rest of a line that holds nothing but comments. */
const REST_OF_LINE = /[ \t]*(?:\/\*(?:(?!\*\/)[^\n\r\u2028\u2029])*\*\/[ \t]*)*(?:\/\/[^\n\r\u2028\u2029]*)?(?=\r?\n)/y

/**
 * Makes one change in a text that is known to be JSON5. Everything else stays as it is: comments, order, quotes, white space. What is
 * added is written as the text around it. The place that is changed exists.
 */
export function editJson5(text: string, edit: Edit): string {
  const manner = mannerOf(text)
  const root = readJson5Nodes(text)
  const name = edit.path.at(-1)
  if (name === undefined) return edit.kind === 'put' ? replace(text, root, edit.value, manner) : text
  const parent = edit.path.slice(0, -1).reduce((node, key) => itemOf(node, key)?.value ?? node, root)
  const item = itemOf(parent, name)
  if (edit.kind === 'remove') return item === undefined ? text : remove(text, parent, item)
  if (edit.kind === 'put' && item !== undefined) return replace(text, item.value, edit.value, manner)
  const addition = { key: parent.kind === 'mapping' ? name : undefined, value: edit.value }
  return item === undefined ? append(text, parent, addition, manner) : insertBefore(text, item, addition, manner)
}

interface Addition {
  readonly key: string | undefined
  readonly value: ConfigValue
}

function itemOf(node: Json5Node, key: string): Json5Item | undefined {
  return node.kind === 'list' ? node.items[Number(key)] : node.items.find((item) => item.key === key)
}

function replace(text: string, { start, end }: Json5Node, value: ConfigValue, manner: Json5Manner): string {
  return splice(text, start, end, printJson5(value, manner, indentationAt(text, start)))
}

/** A member or element that has its lines to itself goes with them; the comments above it stay. */
function remove(text: string, parent: Json5Node, item: Json5Item): string {
  const place = parent.items.indexOf(item)
  const before = parent.items[place - 1]
  const end = item.comma === undefined ? item.value.end : item.comma + 1
  const lineEnd = endOfLine(text, end)
  if (beginsLine(text, item.start) && lineEnd !== undefined) {
    const lineStart = text.lastIndexOf('\n', item.start - 1) + 1
    return splice(text, lineStart, text.indexOf('\n', lineEnd) + 1, '')
  }
  if (item.comma !== undefined || before?.comma === undefined) {
    const gap = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0
    return splice(text, item.start, item.comma === undefined ? end : end + gap, '')
  }
  const gap = /[ \t]*$/.exec(text.slice(before.comma + 1, item.start))?.[0].length ?? 0
  return splice(splice(text, item.start - gap, end, ''), before.comma, before.comma + 1, '')
}

function insertBefore(text: string, item: Json5Item, addition: Addition, manner: Json5Manner): string {
  const indentation = indentationAt(text, item.start)
  const gap = beginsLine(text, item.start) ? `${manner.newline}${indentation}` : ' '
  return splice(text, item.start, item.start, `${print(addition, manner, indentation)},${gap}`)
}

function append(text: string, parent: Json5Node, addition: Addition, manner: Json5Manner): string {
  const last = parent.items.at(-1)
  if (last === undefined) return fill(text, parent, addition, manner)
  const indentation = indentationAt(text, last.start)
  const printed = print(addition, manner, indentation)
  const behind = last.comma === undefined ? last.value.end : last.comma + 1
  const lineEnd = beginsLine(text, last.start) ? endOfLine(text, behind) : undefined
  const own = last.comma === undefined ? '' : ','
  if (lineEnd === undefined)
    return splice(text, behind, behind, last.comma === undefined ? `, ${printed}` : ` ${printed},`)
  const added = splice(text, lineEnd, lineEnd, `${manner.newline}${indentation}${printed}${own}`)
  return last.comma === undefined ? splice(added, last.value.end, last.value.end, ',') : added
}

/** The first item of an empty container, which may hold comments. */
function fill(text: string, { kind, start, end }: Json5Node, addition: Addition, manner: Json5Manner): string {
  const indentation = indentationAt(text, start)
  const inside = text.slice(start + 1, end - 1)
  if (inside.includes('\n')) {
    const inner = indentation + manner.step
    return splice(text, start + 1, start + 1, `${manner.newline}${inner}${print(addition, manner, inner)}`)
  }
  const printed = print(addition, manner, indentation)
  if (inside.trim() !== '') return splice(text, start + 1, start + 1, printed)
  return splice(text, start + 1, end - 1, kind === 'mapping' ? ` ${printed} ` : printed)
}

function print({ key, value }: Addition, manner: Json5Manner, indentation: string): string {
  const printed = printJson5(value, manner, indentation)
  return key === undefined ? printed : `${printKey(key, manner)}: ${printed}`
}

function beginsLine(text: string, at: number): boolean {
  return /^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at)) && text.lastIndexOf('\n', at - 1) >= 0
}

/** The end of the line of `at`, when nothing but comments follows there; undefined otherwise. */
function endOfLine(text: string, at: number): number | undefined {
  REST_OF_LINE.lastIndex = at
  return REST_OF_LINE.test(text) ? REST_OF_LINE.lastIndex : undefined
}

function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end)
}
