import { evaluateModule, keepModuleFailure } from '../workspace/benchmark/evaluate-module.js'

/** The program in which an evaluator that is a module runs: `node evaluator-host.cjs MODULE`, in the folder of the evaluator. */
const [path = ''] = process.argv.slice(2)
const folder = process.cwd()
let isOver = false

process.on('exit', () => {
  if (isOver) return
  process.stderr.write('it ended before it returned a score\n')
  process.exitCode = 1
})

/** Whatever a module leaves open must not keep its process alive. */
function end(status: number): void {
  isOver = true
  process.exit(status)
}

evaluateModule(path, folder).then(
  () => end(0),
  (error: unknown) => {
    process.stderr.write(`${keepModuleFailure(error, folder)}\n`)
    end(1)
  },
)
