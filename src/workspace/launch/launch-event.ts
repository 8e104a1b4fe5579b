import type { Run } from '../../store/read.js'

/** What a launch tells while it goes on; faces draw it. */
export type LaunchEvent =
  | { readonly kind: 'claimed'; readonly run: Run }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'sealing'; readonly bytes: number }

export interface LaunchOutlets {
  readonly onEvent: (event: LaunchEvent) => void
  /** Live output; resolves when the terminal has taken it. */
  readonly onOutput: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => Promise<void>
  /** Calls back at each Ctrl-C, SIGTERM and hang-up; returns a function that stops listening. */
  readonly onInterrupt: (callback: (signal: NodeJS.Signals) => void) => () => void
}
