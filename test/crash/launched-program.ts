import { openSync, writeSync } from 'node:fs'
import { MetricWriter } from '../../src/metric/metric-writer.js'

const MOST_STEPS = 3_000_000

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
}
