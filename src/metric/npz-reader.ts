import { crc32 } from 'node:zlib'
import { readRange } from '../disk/read.js'
import { locateZipMember, readZipDirectory, type ZipEntry, ZipProblem } from '../disk/zip.js'

const TWO_TO_32 = 2 ** 32
const LITTLE_ENDIAN = true
/** The archive is our own, so that only its file bounds it. */
const NO_LIMITS = { entryCount: Number.POSITIVE_INFINITY, directoryBytes: Number.POSITIVE_INFINITY }

/** The arrays of an `.npz` file that `printNpz` or `numpy.savez` wrote, read one at a time by their offset. */
export class NpzFile {
  readonly #path: string
  readonly #entries: ReadonlyMap<string, ZipEntry>

  private constructor(path: string, entries: ReadonlyMap<string, ZipEntry>) {
    this.#path = path
    this.#entries = entries
  }

  /** Reads the directory of the archive; undefined when there is no such file or it is no whole archive. */
  static open(path: string): NpzFile | undefined {
    const entries = readZipDirectory(path, NO_LIMITS)
    if (entries instanceof ZipProblem) return undefined
    return new NpzFile(path, new Map(entries.map((entry) => [entry.name, entry])))
  }

  /** The numbers of one array of int64 or float64; undefined when it is not there, of another kind, packed or damaged. */
  readColumn(name: string): number[] | undefined {
    const entry = this.#entries.get(Buffer.from(`${name}.npy`).toString('latin1'))
    if (entry === undefined || entry.method !== 0 || entry.packedBytes !== entry.sizeBytes) return undefined
    const from = locateZipMember(this.#path, entry)
    if (from instanceof ZipProblem) return undefined
    const body = readRange(this.#path, from, entry.sizeBytes)
    return body.length === entry.sizeBytes && crc32(body) === entry.crc ? parseNpy(body) : undefined
  }
}

const NPY_FACTS = /^\{'descr': '(<i8|<f8)', 'fortran_order': False, 'shape': \((\d+),\), \}\s*$/

function parseNpy(body: Buffer): number[] | undefined {
  if (body.toString('latin1', 0, 6) !== '\x93NUMPY' || body[6] !== 1) return undefined
  const start = 10 + body.readUInt16LE(8)
  const [, kind, count] = NPY_FACTS.exec(body.toString('latin1', 10, start)) ?? []
  const length = Number(count)
  if (kind === undefined || body.length !== start + length * 8) return undefined
  const view = new DataView(body.buffer, body.byteOffset + start)
  const numbers = new Array<number>(length)
  for (let index = 0; index < length; index++) {
    const at = index * 8
    numbers[index] =
      kind === '<f8'
        ? view.getFloat64(at, LITTLE_ENDIAN)
        : view.getInt32(at + 4, LITTLE_ENDIAN) * TWO_TO_32 + view.getUint32(at, LITTLE_ENDIAN)
  }
  return numbers
}
