import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { KeyPath } from './key-path.js'
import type { TextPlace } from './syntax-error.js'

/** Where a key stands in a YAML or JSON text; undefined when it is not written out there. */
export function findKeyPlace(text: string, path: KeyPath): TextPlace | undefined {
  const lineCounter = new LineCounter()
  let node: unknown = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false }).contents
  let offset: number | undefined
  for (const part of path) {
    if (isSeq(node)) {
      node = node.items[Number(part)]
      offset = rangeStart(node)
    } else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && (key.source ?? String(key.value)) === part)
      offset = rangeStart(pair?.key)
      node = pair?.value
    } else return undefined
  }
  if (offset === undefined) return undefined
  const { line, col: column } = lineCounter.linePos(offset)
  return { line, column }
}

function rangeStart(node: unknown): number | undefined {
  const range: unknown = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
  return Array.isArray(range) ? Number(range[0]) : undefined
}
