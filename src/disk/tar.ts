/** A regular file in a tar archive. */
export interface TarMember {
  /** Relative, with `/`. */
  readonly path: string
  readonly sizeBytes: number
  readonly isExecutable: boolean
  /** Milliseconds since 1970; an archive holds whole seconds. */
  readonly modifiedAt: number
}

const BLOCK_BYTES = 512
const NAME_BYTES = 100
const PREFIX_BYTES = 155
/** Eleven octal digits. */
const MOST_BYTES = 0o77777777777

/** What stands behind the last member. */
export const TAR_END: Uint8Array = Buffer.alloc(2 * BLOCK_BYTES)

/**
 * What stands before the bytes of a member: a POSIX `ustar` header, and before it, for a path or a size that does not fit into one, a
 * `pax` header. The owner is 0 and has no name, so that equal members give equal bytes.
 */
export function printTarHeader(member: TarMember): Uint8Array {
  const place = splitPath(member.path)
  const records: string[] = []
  if (place === undefined) records.push(printRecord('path', member.path))
  if (member.sizeBytes > MOST_BYTES) records.push(printRecord('size', String(member.sizeBytes)))
  const header = printHeader(member, place ?? { name: fallbackName(member.path), prefix: '' }, '0')
  if (records.length === 0) return header
  const body = Buffer.from(records.join(''))
  const facts = { ...member, sizeBytes: body.length, isExecutable: false }
  const before = printHeader(facts, { name: `PaxHeaders/${fallbackName(member.path).slice(-80)}`, prefix: '' }, 'x')
  return Buffer.concat([before, body, printTarPadding(body.length), header])
}

/** What stands between the bytes of a member and the next header. */
export function printTarPadding(sizeBytes: number): Uint8Array {
  return Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES)
}

interface Place {
  readonly name: string
  readonly prefix: string
}

/** Undefined for a path that a `ustar` header cannot hold: too long, or with letters whose bytes it does not define. */
function splitPath(path: string): Place | undefined {
  if (!/^[\x20-\x7e]*$/.test(path)) return undefined
  if (path.length <= NAME_BYTES) return { name: path, prefix: '' }
  const cut = path.indexOf('/', path.length - NAME_BYTES - 1)
  if (cut < 1 || cut > PREFIX_BYTES || cut === path.length - 1) return undefined
  return { name: path.slice(cut + 1), prefix: path.slice(0, cut) }
}

/** For readers that know no `pax`. */
function fallbackName(path: string): string {
  return path.replace(/[^\x20-\x7e]/gu, '_').slice(-NAME_BYTES)
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function printRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  const restBytes = Buffer.byteLength(rest)
  let length = restBytes
  while (length !== restBytes + String(length).length) length = restBytes + String(length).length
  return `${length}${rest}`
}

function printHeader(member: TarMember, { name, prefix }: Place, type: '0' | 'x'): Uint8Array {
  const header = Buffer.alloc(BLOCK_BYTES)
  const octal = (value: number, at: number, digits: number): void => {
    header.write(value.toString(8).padStart(digits, '0'), at, 'latin1')
  }
  header.write(name, 0, 'latin1')
  octal(member.isExecutable ? 0o755 : 0o644, 100, 7)
  octal(0, 108, 7)
  octal(0, 116, 7)
  octal(member.sizeBytes > MOST_BYTES ? 0 : member.sizeBytes, 124, 11)
  octal(Math.max(0, Math.floor(member.modifiedAt / 1000)), 136, 11)
  header.write(' '.repeat(8), 148, 'latin1')
  header.write(type, 156, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  header.write(prefix, 345, 'latin1')
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  )
  header.write('\0 ', 154, 'latin1')
  return header
}
