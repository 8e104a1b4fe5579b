// `npm run bench`: the figures of the main job, side by side in one run, printed and kept in bench/results/.
// The others have scripts of their own: allocate, config, evaluation, log, sweep, verify (node bench/NAME.mjs).
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measureList } from './list.mjs'
import { machine } from './measure.mjs'
import { measureOutput } from './output.mjs'
import { measureStartup } from './startup.mjs'

const results = { machine, startup: measureStartup(), list: measureList(), output: measureOutput() }
const date = new Date().toISOString().slice(0, 10)
const file = join(import.meta.dirname, 'results', `main-${date}.json`)
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
console.log(`\nkept in bench/results/main-${date}.json`)
