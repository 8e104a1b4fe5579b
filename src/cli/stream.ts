import type { Writable } from 'node:stream'

/**
 * Writes and waits until the bytes have left, so that memory stays bounded and nothing is cut at the exit.
 * A reader that went away (`| head`) ends the program quietly, as it ends `cat`.
 */
export function writeTo(stream: Writable, bytes: string | Uint8Array): Promise<void> {
  return new Promise((settle, refuse) => {
    stream.write(bytes, (error) => {
      if (error == null) settle()
      else if ('code' in error && error.code === 'EPIPE') process.exit(0)
      else refuse(error)
    })
  })
}
