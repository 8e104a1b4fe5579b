import { AppendFile } from '../disk/append.js'
import { makeDirectories } from '../disk/directory.js'
import { syncDirectory } from '../disk/write.js'
import { RundirError } from '../error/rundir-error.js'
import type { Clock } from '../value/instant.js'
import { printNumber } from '../value/json.js'
import { sealLine } from './log-line.js'
import { makeLogName } from './log-name.js'
import { findTail, type Sharing } from './log-tail.js'
import { isReserved, parseStep } from './record.js'

/** Metrics by name. Objects are flattened: `{train: {loss: 1}}` is `train/loss`. */
export interface MetricValues {
  readonly [name: string]: number | MetricValues
}

const SYNC_EVERY_MS = 1_000

/**
 * The one writer of one live log, `<folder>/<writer>.<attempt>.jsonl`; goes on where an existing log ends.
 * What `log` has returned for survives a SIGKILL at any moment; a power cut takes the last second, or what came after `sync`.
 */
export class MetricWriter {
  readonly #folder: string
  readonly #file: AppendFile
  readonly #clock: Clock
  readonly #sharing: Sharing
  #seq: number
  #lastStep: number
  /** Whether the file may end in the middle of a line, which the next line must not be glued to. */
  #isTorn: boolean
  #isNew: boolean
  #isDirty = false
  #syncedAt: number
  #at = -1
  #atText = ''

  /** `folder`: `<run>/metrics`, absolute; made when missing. A `shared` log may be appended to by several processes. Throws NAME_INVALID, DISK_*. */
  constructor(folder: string, writer: string, attempt: number, clock: Clock, sharing: Sharing = 'sole') {
    const log = makeLogName(writer, attempt)
    makeDirectories(folder, 'rebuildable')
    const tail = findTail(folder, log, sharing)
    this.#sharing = sharing
    this.#folder = folder
    this.#file = new AppendFile(`${folder}/${log.file}`)
    this.#clock = clock
    this.#seq = tail.seq
    this.#lastStep = tail.step
    this.#isTorn = tail.isTorn
    this.#isNew = tail.seq === 0
    this.#syncedAt = clock.now()
  }

  /**
   * Appends one record with one write; without a step it gets one more than the last.
   * Throws VALUE_INVALID (nothing is written) and DISK_* (this record may be lost, the log stays readable).
   */
  log(values: MetricValues, options?: { step?: number | undefined }): void {
    const step = options?.step ?? this.#lastStep + 1
    if (parseStep(step) === undefined) throw invalidStep(step)
    const body = isPlain(values) ? JSON.stringify(values) : printValues(values)
    if (body.charCodeAt(0) !== 123) throw invalidValue('the metrics', values)
    const at = this.#clock.now()
    if (at !== this.#at) this.#noteTime(at)
    const middle = body.length > 2 ? `,${body.slice(1, -1)}` : ''
    // Processes that share a log cannot count together: their records have no sequence number.
    const tail = this.#sharing === 'sole' ? `,"_seq":${++this.#seq}` : ''
    const line = sealLine(`{"step":${step}${middle}${this.#atText}${tail}`)
    this.#append(line)
    this.#lastStep = step
    if (at - this.#syncedAt >= SYNC_EVERY_MS) this.sync()
  }

  /** Makes everything that was logged survive a power cut. Throws DISK_*. */
  sync(): void {
    if (!this.#isDirty) return
    this.#file.sync()
    this.#isDirty = false
    if (this.#isNew) syncDirectory(this.#folder)
    this.#isNew = false
    this.#syncedAt = this.#clock.now()
  }

  /** Syncs and closes; the writer is of no use afterwards. Throws DISK_*. */
  close(): void {
    this.sync()
    this.#file.close()
  }

  #append(line: string): void {
    const wasTorn = this.#isTorn
    this.#isTorn = true
    this.#isDirty = true
    this.#file.append(wasTorn ? `\n${line}` : line)
    this.#isTorn = false
  }

  /** Most records share their millisecond with the one before. */
  #noteTime(at: number): void {
    this.#at = at
    this.#atText = `,"_at":${at}`
  }
}

/** Whether JSON can print the values as they are. Throws VALUE_INVALID for what is no metric. */
function isPlain(values: MetricValues): boolean {
  let plain = true
  for (const name in values) {
    const value = values[name]
    if (isReserved(name)) throw reservedName(name)
    if (typeof value !== 'number') {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw invalidValue(`metric "${name}"`, value)
      plain = false
    } else if (value - value !== 0) plain = false
  }
  return plain
}

function printValues(values: MetricValues): string {
  const flat: Record<string, number | string> = Object.create(null)
  flatten('', values, flat)
  return JSON.stringify(flat)
}

function flatten(prefix: string, values: MetricValues, flat: Record<string, number | string>): void {
  for (const [name, value] of Object.entries(values)) {
    const key = `${prefix}${name}`
    if (typeof value === 'number') flat[key] = printNumber(value)
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) flatten(`${key}/`, value, flat)
    else throw invalidValue(`metric "${key}"`, value)
  }
}

function invalidStep(step: unknown): RundirError {
  return new RundirError(
    'VALUE_INVALID',
    `step ${String(step)} is not an integer from 0 to ${Number.MAX_SAFE_INTEGER}`,
    {
      hint: 'count steps from 0, or leave the step out: it is then one more than the last',
    },
  )
}

function invalidValue(what: string, value: unknown): RundirError {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`
  return new RundirError('VALUE_INVALID', `${what} is ${kind}, not a number`, {
    hint: 'log numbers, or objects of numbers',
  })
}

function reservedName(name: string): RundirError {
  return new RundirError('VALUE_INVALID', `"${name}" cannot be the name of a metric`, {
    hint: name === 'step' ? 'give the step apart: log(values, { step })' : 'names that begin with _ are reserved',
  })
}
