import { RundirError } from '../error/rundir-error.js'
import { parseScalarText } from './scalar-text.js'
import { type ConfigValue, isList, isTree, makeTree } from './tree.js'

type Scalar = null | boolean | number | string

const CASTS: Readonly<Record<string, (value: Scalar) => Scalar | undefined>> = {
  int: (value) => {
    const number = toNumber(value)
    return number === undefined || !Number.isFinite(number) ? undefined : Math.trunc(number)
  },
  float: toNumber,
  str: (value) => String(value),
  bool: (value) => {
    if (typeof value === 'boolean') return value
    if (typeof value === 'number') return value !== 0
    const word = String(value).toLowerCase()
    return word === 'true' ? true : word === 'false' ? false : undefined
  },
}

export function isCast(name: string): boolean {
  return Object.hasOwn(CASTS, name)
}

/** `int(3.7)` is 3, `str(1)` is text, `int([1.5,2])` is a list of both. Throws CONFIG_OVERRIDE when the value cannot be read so. */
export function castText(name: string, value: ConfigValue, where: string): ConfigValue {
  if (isList(value)) return value.map((item) => castText(name, item, where))
  if (isTree(value)) {
    return Object.assign(
      makeTree(),
      Object.fromEntries(Object.entries(value).map(([key, item]) => [key, castText(name, item, where)])),
    )
  }
  const result = CASTS[name]?.(value)
  if (result !== undefined) return result
  throw new RundirError('CONFIG_OVERRIDE', `${where}: ${name}() cannot take ${JSON.stringify(value)}`, {
    hint: 'leave the cast out, or give it values that it can take',
  })
}

function toNumber(value: Scalar): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0
  const number = typeof value === 'string' ? parseScalarText(value) : value
  return typeof number === 'number' ? number : undefined
}
