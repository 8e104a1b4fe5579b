import { RundirError } from '../../error/rundir-error.js'
import { isJsonObject, parseJson, parseNumber, printNumber } from '../../value/json.js'
import { fieldOf, type Row } from './row.js'

export interface Ordering {
  readonly sort: string
  readonly direction: 'ascending' | 'descending'
}

/** A place in an ordered list; a cursor is its text, and the next page begins behind it. */
interface Place {
  readonly value: string | number | null
  readonly dir: string
}

/** Orders rows by one field, then by folder, so that the order is total; rows without the field come last. */
export function compareRows(ordering: Ordering): (a: Row, b: Row) => number {
  const compare = comparePlaces(ordering)
  return (a, b) => compare(placeOf(a, ordering), placeOf(b, ordering))
}

/** Whether a row lies behind a cursor. */
export function isBehind(cursor: string, ordering: Ordering): (row: Row) => boolean {
  const place = parseCursor(cursor)
  const compare = comparePlaces(ordering)
  return (row) => compare(placeOf(row, ordering), place) > 0
}

export function printCursor(row: Row, ordering: Ordering): string {
  const { value, dir } = placeOf(row, ordering)
  const printed = typeof value === 'number' ? { number: printNumber(value) } : { text: value }
  return Buffer.from(JSON.stringify({ ...printed, dir })).toString('base64url')
}

/** The first rows of an ordered list, and whether there are more. */
export interface FirstPage {
  readonly rows: readonly Row[]
  readonly more: boolean
}

/**
 * Keeps the first `limit` of the rows offered, in memory of a quarter more.
 */
export class FirstRows {
  readonly #limit: number
  readonly #compare: (a: Row, b: Row) => number
  #rows: Row[] = []
  #more = false
  /** The last row that would be kept, once there are enough: most rows are told to be behind it by one comparison. */
  #worst: Row | undefined

  constructor(limit: number, ordering: Ordering) {
    this.#limit = limit
    this.#compare = compareRows(ordering)
  }

  offer(row: Row): void {
    if (this.#worst !== undefined && this.#compare(row, this.#worst) > 0) {
      this.#more = true
      return
    }
    this.#rows.push(row)
    if (this.#rows.length >= this.#limit * 1.25 + 64) this.#cut()
  }

  /** Offers what another one kept. */
  offerPage({ rows, more }: FirstPage): void {
    for (const row of rows) this.offer(row)
    this.#more ||= more
  }

  /** Whether a run created then could not be kept: a list of the newest is full of younger ones. Told from the text of the date alone. */
  isTooOld(createdAt: string): boolean {
    if (this.#worst === undefined || createdAt === '' || createdAt >= this.#worst.created_at) return false
    this.#more = true
    return true
  }

  /** The rows kept, ordered, and whether some were left out. */
  take(): FirstPage {
    this.#cut()
    return { rows: this.#rows, more: this.#more }
  }

  #cut(): void {
    this.#rows.sort(this.#compare)
    if (this.#rows.length > this.#limit) {
      this.#more = true
      this.#rows = this.#rows.slice(0, this.#limit)
    }
    if (this.#rows.length === this.#limit) this.#worst = this.#rows.at(-1)
  }
}

function placeOf(row: Row, { sort }: Ordering): Place {
  return { value: fieldOf(row, sort), dir: row.dir }
}

function comparePlaces({ direction }: Ordering): (a: Place, b: Place) => number {
  const sign = direction === 'ascending' ? 1 : -1
  return (a, b) => {
    const rank = rankOf(a.value) - rankOf(b.value)
    if (rank !== 0) return rank
    return sign * compareValues(a.value, b.value) || sign * compareValues(a.dir, b.dir)
  }
}

function compareValues(a: Place['value'], b: Place['value']): number {
  if (a === b || Object.is(a, b) || a === null || b === null) return 0
  return a < b ? -1 : 1
}

/** Numbers, then texts, then what is missing, then NaN: whatever the direction. */
function rankOf(value: Place['value']): number {
  if (typeof value === 'number') return Number.isNaN(value) ? 3 : 0
  return value === null || value === '' ? 2 : 1
}

function parseCursor(text: string): Place {
  const value = parseJson(Buffer.from(text, 'base64url').toString('utf8'))
  if (isJsonObject(value) && typeof value['dir'] === 'string') {
    const { dir, text: given = null } = value
    const field = 'number' in value ? parseNumber(value['number']) : given
    if (field === null || typeof field === 'number' || typeof field === 'string') return { value: field, dir }
  }
  throw new RundirError('VALUE_INVALID', `"${text}" is not a cursor`, {
    hint: 'take it from "next" of the page before',
  })
}
