import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readTextIfThere } from '../../src/disk/read.js'
import { isRundirError } from '../../src/error/rundir-error.js'
import { DEFAULT_NAMING } from '../../src/run/naming.js'
import { allocateRun, type RunRequest } from '../../src/store/allocate.js'
import { systemClock } from '../../src/value/instant.js'

/** What one process of a race does; it gets this as JSON in its first argument and starts at the first line of its input. */
export interface Task {
  readonly root: string
  readonly history: string
  readonly requests: readonly RunRequest[]
  readonly count: number
  readonly seed: number
  /** Of each hundred runs that it got. */
  readonly deletedOf100: number
  readonly spoilsLedger: boolean
  /** Of each hundred, asks first for a number of its own choice, or a name with one. */
  readonly choosesOf100?: number
}

/** One line of the history: written before the next thing is done. */
export interface Acknowledged {
  readonly family: string
  readonly dir: string
  readonly number: number | null
  /** Whether the number was chosen instead of being the next one. */
  readonly isChosen: boolean
  /** Of the clock that all processes of a machine share. */
  readonly askedAtNs: string
  readonly gotAtNs: string
}

const task: Task = JSON.parse(process.argv[2] ?? '{}')
const space = { root: task.root, naming: DEFAULT_NAMING, patterns: {}, windows: false }
const claimant = { runId: '1763705649000-k3j9x2m8p', host: 'race', pid: process.pid }
const LEDGER = join(task.root, '.rundir/hints/ledger/free')
/** What a ledger is spoilt with: gone, garbage, and, last, itself as it was some time ago. */
const TEXTS = [undefined, '', '7 model_dataset 1 2\n9 m.d\n\n', '\u0000garbage\n\n', '99999999999999999999\n']

let state = task.seed
/** Repeatable, so that a race that fails can be tried again. */
function next(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

function spoilLedger(): void {
  const text = TEXTS[next(TEXTS.length)]
  if (next(4) === 0) TEXTS[TEXTS.length - 1] = readTextIfThere(LEDGER)
  if (text === undefined) rmSync(LEDGER, { force: true })
  else if (existsSync(dirname(LEDGER))) writeFileSync(LEDGER, text)
}

/** A number that may be anybody's, with the size of the request or, as a name, with another one. */
function choice(request: RunRequest): RunRequest {
  if (request.layout !== 'pipeline') return request
  const { model, dataset } = request.segments
  const number = 1 + next(2 * task.count)
  return next(2) === 0
    ? { ...request, forceIndex: number }
    : { ...request, adoptName: `${model}-${dataset}-n8-run${number}` }
}

function allocate(family: string, request: RunRequest, isChosen: boolean): string | undefined {
  const askedAtNs = process.hrtime.bigint().toString()
  try {
    const { dir, number } = allocateRun(space, request, claimant, systemClock)
    const line: Acknowledged = { family, dir, number, isChosen, askedAtNs, gotAtNs: process.hrtime.bigint().toString() }
    appendFileSync(task.history, `${JSON.stringify(line)}\n`)
    return dir
  } catch (error) {
    if (isChosen && isRundirError(error, 'NAME_TAKEN')) return undefined
    throw error
  }
}

function familyOf(request: RunRequest): string {
  return request.layout === 'pipeline'
    ? `model_dataset.${request.segments.model}.${request.segments.dataset}`
    : request.layout
}

process.stdin.once('data', () => {
  for (let at = 0; at < task.count; at++) {
    const request = task.requests[next(task.requests.length)]
    if (request === undefined) throw new Error('impossible: a task without requests')
    const family = familyOf(request)
    if (task.spoilsLedger && next(3) === 0) spoilLedger()
    if (next(100) < (task.choosesOf100 ?? 0)) allocate(family, choice(request), true)
    const dir = allocate(family, request, false) ?? ''
    if (next(100) < task.deletedOf100) rmSync(join(task.root, dir), { recursive: true })
  }
  process.exit(0)
})
process.stdout.write('ready\n')
