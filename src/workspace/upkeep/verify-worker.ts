import { parentPort, workerData } from 'node:worker_threads'
import { lookAround } from '../look-around.js'
import { VerifyBench, type VerifyShare, type VerifyTask } from './verify-task.js'

/** A further thread of `verifyRuns`: answers one task after the other until it is stopped. */
const bench = new VerifyBench(workerData as VerifyShare, lookAround())
parentPort?.on('message', (task: VerifyTask) => parentPort?.postMessage(bench.run(task)))
