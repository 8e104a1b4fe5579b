import { isRundirError } from '../error/rundir-error.js'
import { nearestNames } from '../value/nearest.js'
import { printDate } from './date-pattern.js'
import type { KeyPath } from './key-path.js'
import { parseElements, parseLiteral, splitArguments } from './literal.js'
import type { Scope } from './resolve-context.js'
import { type ConfigValue, isTree, MISSING } from './tree.js'

/** One `${name:arguments}`: its arguments as they were written, and where it stands. */
interface Call {
  readonly scope: Scope
  readonly name: string
  readonly texts: readonly string[]
  readonly path: KeyPath
}

const RESOLVERS: Readonly<Record<string, (call: Call) => ConfigValue>> = {
  env: readEnvironment,
  'oc.env': readEnvironment,
  now: (call) => {
    const pattern = text(call, 0)
    const printed = printDate(call.scope.context.now, pattern)
    if (printed === undefined)
      throw call.scope.error(
        `\${now:${pattern}} has a % form that is not known`,
        'use %Y %m %d %H %M %S and their like',
      )
    return printed
  },
  'oc.select': (call) => selectOr(call),
  'oc.decode': (call) => {
    const source = value(call, 0)
    return typeof source === 'string' ? decode(call, source) : source
  },
}

/** Calls a resolver by name. Throws CONFIG_INTERPOLATION when there is none or its arguments do not fit. */
export function callResolver(scope: Scope, name: string, argumentText: string, path: KeyPath): ConfigValue {
  const resolver = Object.hasOwn(RESOLVERS, name) ? RESOLVERS[name] : undefined
  if (resolver === undefined) {
    const near = nearestNames(name, Object.keys(RESOLVERS))
    throw scope.error(
      `\${${name}:…} is no known resolver`,
      `use ${(near.length > 0 ? near : Object.keys(RESOLVERS)).join(', ')}`,
    )
  }
  return resolver({
    scope,
    name,
    texts: asInterpolation(scope, () => splitArguments(argumentText, name)),
    path,
  })
}

/** `${oc.select:key,default}`: the default also stands in for a key without a value (`???`). */
function selectOr(call: Call): ConfigValue {
  const found = call.scope.select(text(call, 0), call.path)
  if (found !== undefined && found !== MISSING) return found
  return call.texts.length > 1 ? value(call, 1) : null
}

function readEnvironment(call: Call): ConfigValue {
  const name = text(call, 0)
  const environment = call.scope.context.environment
  const found = Object.hasOwn(environment, name) ? environment[name] : undefined
  if (found !== undefined) return found
  const written = call.texts[1]
  if (written === undefined) {
    throw call.scope.error(
      `the environment variable ${name} is not set`,
      `set it, or give a default: \${${call.name}:${name},default}`,
    )
  }
  const fallback = value(call, 1)
  // Always text, as variables are: a default of 012 or 1e3 keeps its form.
  if (fallback === null || typeof fallback === 'string') return fallback
  return written.includes('${') ? call.scope.printInText(fallback) : written.trim()
}

function decode(call: Call, source: string): ConfigValue {
  return asInterpolation(call.scope, () => parseLiteral(source, `\${${call.name}:…}`))
}

/** Argument `index` as a value, its own interpolations resolved. */
function value(call: Call, index: number): ConfigValue {
  const written = call.texts[index]
  if (written === undefined)
    throw call.scope.error(`\${${call.name}:…} lacks an argument`, 'see docs/design/configuration.md')
  const [parsed = ''] = asInterpolation(call.scope, () => parseElements(written, `\${${call.name}:…}`))
  return resolveArgument(call, parsed)
}

function text(call: Call, index: number): string {
  return call.scope.printInText(value(call, index))
}

function resolveArgument(call: Call, argument: ConfigValue): ConfigValue {
  if (typeof argument === 'string') return call.scope.resolveText(argument, call.path)
  if (Array.isArray(argument)) return argument.map((item: ConfigValue) => resolveArgument(call, item))
  if (!isTree(argument)) return argument
  return Object.fromEntries(Object.entries(argument).map(([key, item]) => [key, resolveArgument(call, item)]))
}

/** Arguments are written like the values of overrides; an error in them is one of the interpolation. */
function asInterpolation<T>(scope: Scope, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!isRundirError(error, 'CONFIG_OVERRIDE')) throw error
    throw scope.error(error.message, error.hint)
  }
}
