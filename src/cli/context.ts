import type { Clock } from '../value/instant.js'
import type { Workspace } from '../workspace/open.js'
import type { Style } from './render/style.js'

/** Everything a command may touch of the outside world. */
export interface Context {
  /** Absolute; after `-C`. */
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly json: boolean
  readonly yes: boolean
  /** Columns of the terminal, or of what stands in for it. */
  readonly columns: number
  /** Whether standard output is a terminal. */
  readonly terminal: boolean
  readonly style: Style
  workspace(): Promise<Workspace>
  /** Writes to standard output now, for streams only; false when nobody reads any more. */
  write(bytes: string | Uint8Array): Promise<boolean>
  /** One line on standard error; nothing with `--quiet`. */
  notice(text: string): void
  /** As `write`, to standard error. */
  writeError(bytes: string | Uint8Array): Promise<boolean>
  /** Replaces one line on standard error, when that is a terminal; nothing otherwise. */
  progress(text: string): void
}
