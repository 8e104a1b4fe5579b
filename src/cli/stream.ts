import type { Writable } from 'node:stream'

/** Writes and waits until the bytes have left, so that memory stays bounded. False when the reader has gone away (`| head`). */
export function writeTo(stream: Writable, bytes: string | Uint8Array): Promise<boolean> {
  return new Promise((settle, refuse) => {
    // Without a listener the stream would throw the error of a reader that went away.
    if (stream.listenerCount('error') === 0) stream.on('error', () => undefined)
    stream.write(bytes, (error) => {
      if (error == null) settle(true)
      else if ('code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')) settle(false)
      else refuse(error)
    })
  })
}
