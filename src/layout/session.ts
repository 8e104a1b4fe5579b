import { checkPathPart, isPathPart } from '../run/path-part.js'
import { checkStampedPart, isStamp, parseTurn } from '../run/stamp.js'
import { type Layout, placeWithLogs } from './layout.js'

/** An orchestrated run, such as the evaluation of a full split (spec 1.9, seed 003). */
export interface SessionIdentity {
  readonly layout: 'session'
  /** `full-split`, … */
  readonly sessionType: string
  readonly split: string
  readonly stamp: string
  readonly turn: number
}

/** `runs/evals/<session type>:<split>/<YYYY-MM-DD_HH-MM-SS>`. */
export const session: Layout<SessionIdentity> = {
  name: 'session',
  place({ sessionType, split, stamp, turn }) {
    const scope = `${checkPathPart('session type', sessionType)}:${checkPathPart('split', split)}`
    return placeWithLogs(`runs/evals/${scope}/${checkStampedPart(stamp, turn)}`)
  },
  recognise(path) {
    const [runs, evals, scope, last, ...rest] = path.split('/')
    if (runs !== 'runs' || evals !== 'evals' || scope === undefined || last === undefined || rest.length > 0)
      return undefined
    const [sessionType, split, ...more] = scope.split(':')
    const parsed = parseTurn(last, isStamp)
    if (sessionType === undefined || split === undefined || more.length > 0 || parsed === undefined) return undefined
    if (!isPathPart(sessionType) || !isPathPart(split)) return undefined
    return { layout: 'session', sessionType, split, stamp: parsed.base, turn: parsed.turn }
  },
}
