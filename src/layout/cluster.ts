import { checkStampedPart, isStamp, parseTurn } from '../run/stamp.js'
import { type Layout, placeWithLogs } from './layout.js'

/** A clustering over many specimens (spec 1.9, seed 003). */
export interface ClusterIdentity {
  readonly layout: 'cluster'
  readonly stamp: string
  readonly turn: number
}

/** `runs/cluster/<YYYY-MM-DD_HH-MM-SS>`. */
export const cluster: Layout<ClusterIdentity> = {
  name: 'cluster',
  place({ stamp, turn }) {
    return placeWithLogs(`runs/cluster/${checkStampedPart(stamp, turn)}`)
  },
  recognise(path) {
    const [runs, folder, last, ...rest] = path.split('/')
    if (runs !== 'runs' || folder !== 'cluster' || last === undefined || rest.length > 0) return undefined
    const parsed = parseTurn(last, isStamp)
    return parsed === undefined ? undefined : { layout: 'cluster', stamp: parsed.base, turn: parsed.turn }
  },
}
