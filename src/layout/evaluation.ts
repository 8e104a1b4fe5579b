import { checkPathPart, isPathPart } from '../run/path-part.js'
import { checkStampedPart, isStamp, parseTurn } from '../run/stamp.js'
import { type Layout, placeWithLogs } from './layout.js'

/** An atomic typed run, such as a critic or a grader (spec 1.9, seed 003). */
export interface EvaluationIdentity {
  readonly layout: 'evaluation'
  readonly split: string
  readonly runType: string
  readonly scopeId: string
  readonly stamp: string
  readonly turn: number
}

/** `runs/<split>/<run type>/<scope id>/<YYYY-MM-DD_HH-MM-SS>`. */
export const evaluation: Layout<EvaluationIdentity> = {
  name: 'evaluation',
  place({ split, runType, scopeId, stamp, turn }) {
    const parts = [
      checkPathPart('split', split),
      checkPathPart('run type', runType),
      checkPathPart('scope id', scopeId),
      checkStampedPart(stamp, turn),
    ]
    return placeWithLogs(`runs/${parts.join('/')}`)
  },
  recognise(path) {
    const [runs, split, runType, scopeId, last, ...rest] = path.split('/')
    if (runs !== 'runs' || last === undefined || rest.length > 0) return undefined
    if (split === undefined || runType === undefined || scopeId === undefined) return undefined
    const parsed = parseTurn(last, isStamp)
    if (parsed === undefined || ![split, runType, scopeId].every(isPathPart)) return undefined
    return { layout: 'evaluation', split, runType, scopeId, stamp: parsed.base, turn: parsed.turn }
  },
}
