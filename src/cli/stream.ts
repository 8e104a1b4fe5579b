import type { Writable } from 'node:stream'
import { RundirError } from '../error/rundir-error.js'

/** The reader has gone: a closed pipe, a socket that was reset, a terminal that hung up. */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ECONNRESET', 'EIO'])

/** Writes and waits until the bytes have left, so that memory stays bounded. False when the reader has gone away (`| head`). Throws DISK_*. */
export function writeTo(stream: Writable, bytes: string | Uint8Array): Promise<boolean> {
  return new Promise((settle, refuse) => {
    // Without a listener the stream would throw the error of a reader that went away.
    if (stream.listenerCount('error') === 0) stream.on('error', () => undefined)
    stream.write(bytes, (error) => {
      if (error == null) settle(true)
      else if ('code' in error && GONE.has(String(error.code))) settle(false)
      else refuse(outputError(error))
    })
  })
}

function outputError(error: NodeJS.ErrnoException): RundirError {
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT'
  const why = full ? 'no space is left' : (error.code ?? error.message)
  return new RundirError(full ? 'DISK_FULL' : 'DISK_FAILED', `cannot write the output: ${why}`, {
    hint: 'send it to another place',
    cause: error,
  })
}
