import { Worker } from 'node:worker_threads'
import { isRundirError } from '../../error/rundir-error.js'
import { readLiveSummary } from '../../metric/live-summary.js'
import { listCandidates, readCandidate } from '../../store/find.js'
import type { Reader } from '../../store/read.js'
import { readerOf, type Workspace } from '../open.js'
import { filterFields, parseFilter } from './filter.js'
import { type FirstPage, FirstRows, isBehind, type Ordering, printCursor } from './order.js'
import { isMetricName, makeRow, type Row } from './row.js'

export interface ListQuery {
  /** Terms that must all hold (`filter.ts`). */
  readonly filter: readonly string[]
  readonly ordering: Ordering
  readonly limit: number
  /** `next` of the page before. */
  readonly after: string | undefined
}

export interface RunPage {
  readonly runs: readonly Row[]
  /** Cursor of the next page; null at the end. */
  readonly next: string | null
}

/** What a thread needs to list its share; plain data. */
export interface ListShare {
  readonly root: string
  readonly query: ListQuery
  readonly candidates: readonly string[]
  readonly now: number
}

/** Below this many folders a second thread costs more than it saves. */
const ONE_THREAD_UP_TO = 2_000
/** Starting the other thread and putting the page together is work too, and falls to the first one. */
const OWN_SHARE = 0.46

/**
 * One page of the runs of a workspace, read from their files. Memory is bounded by the page and the names of the folders.
 * `worker` is the file of the list worker; without it one thread reads. Throws VALUE_INVALID for a bad filter or cursor.
 */
export async function listRuns(workspace: Workspace, query: ListQuery, worker?: string): Promise<RunPage> {
  const candidates = listCandidates(workspace.root)
  const reader = readerOf(workspace)
  const share = { root: workspace.root, query, now: reader.now }
  const first = new FirstRows(query.limit, query.ordering)
  if (worker === undefined || candidates.length <= ONE_THREAD_UP_TO) {
    readShare(reader, { ...share, candidates }, first)
  } else {
    const half = Math.floor(candidates.length * OWN_SHARE)
    const other = readInThread(worker, { ...share, candidates: candidates.slice(half) })
    readShare(reader, { ...share, candidates: candidates.slice(0, half) }, first)
    first.offerPage(await other)
  }
  const { rows, more } = first.take()
  const last = rows.at(-1)
  const next = more && last !== undefined ? printCursor(last, query.ordering) : null
  return { runs: rows.map((row) => withLiveMetrics(workspace.root, row)), next }
}

/** Reads the runs below some candidates and offers those that the query wants. */
export function readShare(reader: Reader, { root, query, candidates }: ListShare, first: FirstRows): void {
  const wanted = parseFilter(query.filter)
  const asksForMetrics = [query.ordering.sort, ...filterFields(query.filter)].some(isMetricName)
  const behind = query.after === undefined ? undefined : isBehind(query.after, query.ordering)
  const newestOnly = query.filter.length === 0 && behind === undefined && isNewestFirst(query.ordering)
  const isTooOld = newestOnly ? (createdAt: string) => first.isTooOld(createdAt) : undefined
  // Names with dates and numbers sort by age, more or less: from their end, most runs turn out too old at the first look.
  for (const candidate of candidates.toReversed()) {
    for (const run of readCandidate(reader, candidate, isTooOld)) {
      const plain = makeRow(run, reader.now)
      const row = asksForMetrics ? withLiveMetrics(root, plain) : plain
      if (wanted(row) && (behind === undefined || behind(row))) first.offer(row)
    }
  }
}

function isNewestFirst({ sort, direction }: Ordering): boolean {
  return sort === 'created_at' && direction === 'descending'
}

function readInThread(worker: string, share: ListShare): Promise<FirstPage> {
  return new Promise((settle, refuse) => {
    const thread = new Worker(worker, { workerData: share, env: {} })
    thread.once('message', settle)
    thread.once('error', refuse)
  })
}

/** A run that is not sealed has no summary yet: its last values stand at the end of its logs. */
export function withLiveMetrics(root: string, row: Row): Row {
  if (row.damage !== null || Object.keys(row.metrics).length > 0 || row.status === 'created') return row
  try {
    return { ...row, metrics: readLiveSummary(`${root}/${row.dir}/metrics`) }
  } catch (error) {
    if (!isRundirError(error)) throw error
    return { ...row, damage: error.message }
  }
}
