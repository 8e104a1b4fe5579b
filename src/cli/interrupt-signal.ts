const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A signal that is aborted at the first Ctrl-C, SIGTERM or hang-up; call `stop` when the work is done. */
export function interruptSignal(onInterrupt: () => void): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const abort = (): void => {
    if (!controller.signal.aborted) onInterrupt()
    controller.abort()
  }
  for (const name of SIGNALS) process.on(name, abort)
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of SIGNALS) process.off(name, abort)
    },
  }
}
