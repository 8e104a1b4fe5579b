import { RundirError } from '../error/rundir-error.js'
import { isRunId } from '../run/id.js'
import { checkPathPart, isPathPart } from '../run/path-part.js'
import { parseTurn, printTurn } from '../run/stamp.js'
import { type Layout, placeWithLogs } from './layout.js'

/** One run of a benchmark scenario (spec 1.9, seed 001). */
export interface BenchmarkIdentity {
  readonly layout: 'benchmark'
  readonly suite: string
  readonly scenario: string
  readonly runId: string
  readonly turn: number
}

/** `runs/benchmarks/<suite>/<scenario>/<run id>`. */
export const benchmark: Layout<BenchmarkIdentity> = {
  name: 'benchmark',
  place({ suite, scenario, runId, turn }) {
    if (!isRunId(runId)) throw new RundirError('NAME_INVALID', `${JSON.stringify(runId)} is not a run id`)
    const parts = [checkPathPart('suite', suite), checkPathPart('scenario', scenario), printTurn(runId, turn)]
    return placeWithLogs(`runs/benchmarks/${parts.join('/')}`)
  },
  recognise(path) {
    const [runs, folder, suite, scenario, last, ...rest] = path.split('/')
    if (runs !== 'runs' || folder !== 'benchmarks' || last === undefined || rest.length > 0) return undefined
    if (suite === undefined || scenario === undefined || !isPathPart(suite) || !isPathPart(scenario)) return undefined
    const parsed = parseTurn(last, isRunId)
    if (parsed === undefined) return undefined
    return { layout: 'benchmark', suite, scenario, runId: parsed.base, turn: parsed.turn }
  },
}
