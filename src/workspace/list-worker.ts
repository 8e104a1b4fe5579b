import { parentPort, workerData } from 'node:worker_threads'
import { type ListShare, readShare } from './list.js'
import { lookAround } from './look-around.js'
import { FirstRows } from './order.js'

/** The second thread of `listRuns`: reads its share of the runs and sends the first rows of it. */
const share = workerData as ListShare
const first = new FirstRows(share.query.limit, share.query.ordering)
readShare({ root: share.root, here: lookAround(), now: share.now }, share, first)
parentPort?.postMessage(first.take().rows)
