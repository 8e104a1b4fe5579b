import { compose, type Layer } from '../../config/compose.js'
import { environmentOverrides } from '../../config/environment.js'
import { type Override, parseOverride, printOverride } from '../../config/override.js'
import type { ConfigTree } from '../../config/tree.js'
import { isRundirError, type RundirError } from '../../error/rundir-error.js'
import type { Environment } from '../open.js'

/** Where an override can go: a step, with the layers that say which keys it knows. */
export interface OverrideTarget {
  readonly name: string
  readonly layers: readonly Layer[]
  readonly schema: unknown
  /** Those that its document gives it; more are added behind. */
  readonly overrides: string[]
}

/** Overrides of the pipeline's own document, which come first: those whose key begins with a key of it. */
export function splitOwnOverrides(
  document: ConfigTree,
  overrides: readonly string[],
): { readonly own: readonly string[]; readonly others: readonly string[] } {
  const isOwn = (text: string): boolean => Object.hasOwn(document, parseOverride(text).path[0] ?? '')
  return { own: overrides.filter(isOwn), others: overrides.filter((text) => !isOwn(text)) }
}

/** What the environment sets (`RUNDIR__a__b`), as overrides. */
export function overridesOfEnvironment(environment: Environment): string[] {
  return environmentOverrides(environment).map(printOverride)
}

/**
 * Gives each override to the steps that it is meant for: `STEP.key=value` to that step, any other to each step that knows the key
 * (`+key=` to all). Throws CONFIG_KEY for one that no step knows, and CONFIG_OVERRIDE; or tells `onError`.
 */
export function shareOverrides(
  targets: readonly OverrideTarget[],
  overrides: readonly string[],
  onError?: (error: RundirError) => void,
): void {
  for (const text of overrides) {
    const refused = share(targets, text)
    if (refused === undefined) continue
    if (onError === undefined) throw refused
    onError(refused)
  }
}

function share(targets: readonly OverrideTarget[], text: string): RundirError | undefined {
  try {
    const override = parseOverride(text)
    const [first, ...rest] = override.path
    const named = rest.length === 0 ? undefined : targets.find(({ name }) => name === first)
    return named === undefined
      ? offer(targets, override)
      : offer([named], { ...override, path: rest as Override['path'] })
  } catch (error) {
    if (!isRundirError(error)) throw error
    return error
  }
}

/** Undefined when somebody took it; else why the first did not. */
function offer(targets: readonly OverrideTarget[], override: Override): RundirError | undefined {
  const text = printOverride(override)
  let refused: RundirError | undefined
  let isTaken = false
  for (const target of targets) {
    const why = tryOn(target, text)
    if (why === undefined) {
      target.overrides.push(text)
      isTaken = true
    } else refused ??= why
  }
  return isTaken ? undefined : refused
}

function tryOn({ layers, overrides, schema }: OverrideTarget, text: string): RundirError | undefined {
  const known = schema === undefined ? {} : { schema }
  try {
    compose({ layers, environment: {}, overrides: [...overrides, text], ...known })
    return undefined
  } catch (error) {
    if (!isRundirError(error, 'CONFIG_KEY')) throw error
    return error
  }
}
