import { type ConfigTree, type ConfigValue, isList, isTree } from './tree.js'

/** Text that neither YAML 1.1 nor YAML 1.2 reads as anything but itself. */
const PLAIN = /^[A-Za-z_/][A-Za-z0-9_ ./@%+=()-]*$/
const SPECIAL = /^(?:y|yes|n|no|on|off|true|false|null|nan|inf)$/i
const LINE_WIDTH = 100

/**
 * Prints a configuration as YAML that readers of 1.1 (PyYAML, OmegaConf) and of 1.2 read alike: `no`, `012`, `1:30` and
 * dates in quotes, floats with a point. `parseYaml` gives the same tree back.
 */
export function printYaml(tree: ConfigTree): string {
  const lines: string[] = []
  printMapping(tree, '', lines)
  return lines.length === 0 ? '{}\n' : `${lines.join('\n')}\n`
}

/** One value in one line, as `parseYaml` reads it: `.inf`, `[1, "no"]`, `{a: 1}`. */
export function printYamlLine(value: ConfigValue): string {
  if (isList(value)) return `[${value.map(printYamlLine).join(', ')}]`
  if (!isTree(value)) return printScalar(value)
  const pairs = Object.entries(value).map(([key, item]) => `${printText(key)}: ${printYamlLine(item)}`)
  return `{${pairs.join(', ')}}`
}

function printMapping(tree: ConfigTree, indent: string, lines: string[]): void {
  for (const [key, value] of Object.entries(tree)) {
    const name = `${indent}${printText(key)}:`
    const flow = printFlow(value)
    if (flow !== undefined && name.length + flow.length < LINE_WIDTH) lines.push(`${name} ${flow}`)
    else {
      lines.push(name)
      printBlock(value, `${indent}  `, lines)
    }
  }
}

function printBlock(value: ConfigValue, indent: string, lines: string[]): void {
  if (isTree(value)) {
    printMapping(value, indent, lines)
    return
  }
  if (!Array.isArray(value)) {
    lines.push(`${indent}${printScalar(value)}`)
    return
  }
  for (const item of value as readonly ConfigValue[]) {
    const flow = printFlow(item)
    if (flow !== undefined) lines.push(`${indent}- ${flow}`)
    else {
      const below: string[] = []
      printBlock(item, `${indent}  `, below)
      const [first = '', ...rest] = below
      lines.push(`${indent}- ${first.slice(indent.length + 2)}`, ...rest)
    }
  }
}

/** What fits behind its key: scalars, lists of scalars, and what is empty. */
function printFlow(value: ConfigValue): string | undefined {
  if (isTree(value)) return Object.keys(value).length === 0 ? '{}' : undefined
  if (!Array.isArray(value)) return printScalar(value)
  const items = value as readonly ConfigValue[]
  const isFlat = items.every((item) => item === null || typeof item !== 'object')
  const text = isFlat ? `[${items.map(printScalar).join(', ')}]` : undefined
  return text === undefined || (text.length >= LINE_WIDTH && items.length > 1) ? undefined : text
}

function printScalar(value: ConfigValue): string {
  if (typeof value === 'string') return printText(value)
  if (typeof value === 'number') return printNumber(value)
  return String(value)
}

/** PyYAML takes `1e-7` for text: a float needs its point, and an exponent its sign. */
function printNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  if (Object.is(value, -0)) return '-0.0'
  const text = String(value)
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text
}

function printText(text: string): string {
  const isPlain = PLAIN.test(text) && !SPECIAL.test(text) && !text.endsWith(' ')
  // JSON escapes are YAML escapes; what JSON leaves bare and YAML does not allow bare is escaped too.
  return isPlain ? text : JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\uFEFF\uFFFE\uFFFF]/g, escapeChar)
}

function escapeChar(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
