import { isRundirError } from '../error/rundir-error.js'
import type { LaunchOutlets } from '../workspace/launch/launch-event.js'
import type { Context } from './context.js'
import { printBytes } from './render/number.js'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** A seal over less is done before anyone wonders. */
const QUIET_BYTES = 256 * 1024 * 1024

/** Connects a launch to this terminal and to the signals of this process. */
export function outletsFor(context: Context): LaunchOutlets {
  const live = context.json ? context.writeError : context.write
  const gone = { stdout: false, stderr: false }
  return {
    onEvent: (event) => {
      if (event.kind === 'claimed')
        context.notice(context.style.dim(`run ${event.run.manifest.name}  ${event.run.dir}`))
      if (event.kind === 'notice') context.notice(event.text)
      if (event.kind === 'sealing' && event.bytes > QUIET_BYTES)
        context.progress(`checksums: ${printBytes(event.bytes)}`)
    },
    onOutput: async (stream, bytes) => {
      if (gone[stream]) return
      try {
        // Whoever read this has gone (`| head`): the program and its log go on.
        gone[stream] = !(await (stream === 'stdout' ? live : context.writeError)(bytes))
      } catch (error) {
        if (!isRundirError(error)) throw error
        gone[stream] = true
        context.notice(`${error.message}; the program and its log go on`)
      }
    },
    onInterrupt: (callback) => {
      for (const signal of SIGNALS) process.on(signal, callback)
      return () => {
        for (const signal of SIGNALS) process.off(signal, callback)
      }
    },
  }
}
