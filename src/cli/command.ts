import type { Context } from './context.js'

/** One flag of a command. `list` flags may be repeated. */
export interface FlagSpec {
  readonly type: 'boolean' | 'text' | 'number' | 'list'
  readonly short?: string
  /** What stands for the value in the help, e.g. `FILE`. */
  readonly value?: string
  readonly help: string
  readonly choices?: readonly string[]
  /** What completion offers as values. */
  readonly completes?: Completes
  /** Twice is an error: where people would expect two to add up, the last must not win without a word. */
  readonly once?: true
}

export type Completes = 'run' | 'profile' | 'split' | 'model' | 'layout' | 'column' | 'command' | 'file'

export type FlagSpecs = Readonly<Record<string, FlagSpec>>

interface ValueOf {
  readonly boolean: boolean
  readonly text: string | undefined
  readonly number: number | undefined
  readonly list: readonly string[]
}

/** The values of a command's flags, typed by their specifications. */
export type FlagValues<F extends FlagSpecs> = { readonly [K in keyof F]: ValueOf[F[K]['type']] }

export interface ArgumentSpec {
  readonly name: string
  readonly help: string
  readonly optional?: boolean
  readonly repeated?: boolean
  readonly completes?: Completes
}

/** What a command was given, checked against its specification. */
export interface Input<F extends FlagSpecs> {
  readonly flags: FlagValues<F>
  readonly args: readonly string[]
  /** What stood after `--`; undefined when there was no `--`. */
  readonly rest: readonly string[] | undefined
}

/** What a command answers: data for `--json`, text for people, and the exit status. */
export interface Answer {
  /** Printed as one JSON document with `--json`; undefined when the command has streamed its answer. */
  readonly data?: unknown
  /** Printed without `--json`. */
  readonly text?: string
  readonly exitStatus?: number
}

export interface Command<F extends FlagSpecs = FlagSpecs> {
  /** One line, no period. */
  readonly summary: string
  /** Longer help, wrapped by hand. */
  readonly details?: string
  readonly examples: readonly string[]
  readonly flags: F
  readonly args: readonly ArgumentSpec[]
  /** What may follow `--`, e.g. `COMMAND…`. */
  readonly rest?: string
  run(context: Context, input: Input<F>): Answer | Promise<Answer>
}

/** Ties the types of flags to `run`; a command module exports `command = defineCommand({...})`. */
export function defineCommand<const F extends FlagSpecs>(command: Command<F>): Command<F> {
  return command
}
