import { openSync, writeSync } from 'node:fs'
import { MetricWriter } from '../../src/metric/metric-writer.js'

const MOST_STEPS = 3_000_000
/** A program that writes as fast as it can fills the disk's queue: then whoever syncs cannot be killed before its turn. */
const STEPS_AT_A_TIME = 20
const BREATH_MS = 1

/**
 * Logs until it is killed (or forgotten by a test that failed), as a program that was launched; writes its own number, and then each step once `log` has
 * returned for it, to the file in ACKNOWLEDGED.
 */
const { RUN_DIR = '', RUNDIR_ATTEMPT = '', ACKNOWLEDGED = '' } = process.env
const told = openSync(ACKNOWLEDGED, 'a')
writeSync(told, `${process.pid}\n`)
const writer = new MetricWriter(`${RUN_DIR}/metrics`, 'main', Number(RUNDIR_ATTEMPT), { now: () => Date.now() })
for (let step = 1; step <= MOST_STEPS; step++) {
  writer.log({ loss: 1 / step, 'train/step': step }, { step })
  writeSync(told, `${step}\n`)
  if (step % STEPS_AT_A_TIME === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BREATH_MS)
}
