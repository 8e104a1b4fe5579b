import { parentPort, workerData } from 'node:worker_threads'
import { lookAround } from '../look-around.js'
import { type ListShare, readShare } from './list.js'
import { FirstRows } from './order.js'

/** The second thread of `listRuns`: reads its share of the runs and sends the first rows of it. */
const share = workerData as ListShare
// One row more than the page, so that the other thread knows whether there is a next one.
const first = new FirstRows(share.query.limit + 1, share.query.ordering)
readShare({ root: share.root, here: lookAround(), now: share.now }, share, first)
parentPort?.postMessage(first.take())
