import { writeSync } from 'node:fs'
import { MetricWriter } from '../../src/metric/metric-writer.js'

/** Logs until it is killed: from the given value on, so many metrics a record; prints a value once `log` has returned for it. */
const [folder = '', first = '', width = ''] = process.argv.slice(2)
const writer = new MetricWriter(folder, 'main', 1, { now: () => Date.now() })
const names = Array.from({ length: Number(width) }, (_, index) => `metric/${index}`)
for (let value = Number(first); ; value++) {
  writer.log(Object.fromEntries(names.map((name) => [name, value])))
  writeSync(1, `${value}\n`)
}
