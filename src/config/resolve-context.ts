import type { RundirError } from '../error/rundir-error.js'
import type { Instant } from '../value/instant.js'
import type { KeyPath } from './key-path.js'
import type { ConfigValue } from './tree.js'

/** What interpolations can see besides the configuration. */
export interface ResolveContext {
  /** All that `${env:NAME}` can read; the caller decides what is in it. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What `${now:…}` prints, in UTC. */
  readonly now: Instant
  /** Undefined while no run exists: `${run.name}` is an error then. */
  readonly run: { readonly name: string; readonly dir: string } | undefined
}

/** What a resolver may ask of the pass that calls it. */
export interface Scope {
  readonly context: ResolveContext
  /** The resolved value of a key, relative to the key at `from`; undefined when there is none. */
  select(key: string, from: KeyPath): ConfigValue | undefined
  /** A text with its interpolations replaced. */
  resolveText(text: string, path: KeyPath): ConfigValue
  /** How a value looks in the middle of a text. */
  printInText(value: ConfigValue): string
  /** CONFIG_INTERPOLATION with the chain of keys that led here. */
  error(what: string, hint: string | undefined): RundirError
}
