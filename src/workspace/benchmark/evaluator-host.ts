import { pathToFileURL } from 'node:url'
import { readText } from '../../disk/read.js'
import { replaceFile } from '../../disk/write.js'
import { printFailure, summariseFailure } from '../../evaluation/failure.js'
import { type Json, parseJson, printJsonFile } from '../../value/json.js'

/**
 * The program in which an evaluator that is a module runs: `node evaluator-host.cjs MODULE`, in the folder of the evaluator. What the
 * default export returns becomes `output.json`, what it throws `error.json`.
 */
const [path = ''] = process.argv.slice(2)
let isOver = false

process.on('exit', () => {
  if (isOver) return
  process.stderr.write('it ended before it returned a score\n')
  process.exitCode = 1
})

async function evaluate(): Promise<void> {
  const { default: evaluator } = await import(pathToFileURL(path).href)
  if (typeof evaluator !== 'function') throw new TypeError('the default export of the module is no function')
  const score: Json | undefined = await evaluator(parseJson(readText('input.json')))
  if (score === undefined) throw new TypeError('the module returned nothing')
  replaceFile('output.json', printJsonFile(score), 'rebuildable')
}

function tell(error: unknown): void {
  replaceFile('error.json', printJsonFile(printFailure(error)), 'rebuildable')
  const name = error instanceof Error ? error.name : 'thrown'
  process.stderr.write(`${name}: ${summariseFailure(error)}\n`)
}

/** Whatever a module leaves open must not keep its process alive. */
function end(status: number): void {
  isOver = true
  process.exit(status)
}

evaluate().then(
  () => end(0),
  (error: unknown) => {
    tell(error)
    end(1)
  },
)
