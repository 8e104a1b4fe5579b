import { RundirError } from '../error/rundir-error.js'
import { checkPathPart, isPathPart } from '../run/path-part.js'
import { isShortGitHash, isStamp, parseTurn, printTurn } from '../run/stamp.js'
import { type Layout, placeWithLogs } from './layout.js'

/** A run of the layout `experiment` (spec 1.9, seed 002). */
export interface ExperimentIdentity {
  readonly layout: 'experiment'
  readonly project: string
  readonly stamp: string
  /** 8 hex digits, or `nogit` */
  readonly gitHash: string
  readonly turn: number
}

/** `runs/<project>/<YYYY-MM-DD_HH-MM-SS>_<git hash>`. */
export const experiment: Layout<ExperimentIdentity> = {
  name: 'experiment',
  place({ project, stamp, gitHash, turn }) {
    const base = `${stamp}_${gitHash}`
    if (!isBase(base)) throw new RundirError('NAME_INVALID', `${JSON.stringify(base)} is no time stamp and git hash`)
    return placeWithLogs(`runs/${checkPathPart('project', project)}/${printTurn(base, turn)}`)
  },
  recognise(path) {
    const [runs, project, last, ...rest] = path.split('/')
    if (runs !== 'runs' || project === undefined || last === undefined || rest.length > 0) return undefined
    const parsed = parseTurn(last, isBase)
    if (parsed === undefined || !isPathPart(project)) return undefined
    return {
      layout: 'experiment',
      project,
      stamp: parsed.base.slice(0, STAMP_LENGTH),
      gitHash: parsed.base.slice(STAMP_LENGTH + 1),
      turn: parsed.turn,
    }
  },
}

const STAMP_LENGTH = 'YYYY-MM-DD_HH-MM-SS'.length

function isBase(text: string): boolean {
  return (
    isStamp(text.slice(0, STAMP_LENGTH)) && text[STAMP_LENGTH] === '_' && isShortGitHash(text.slice(STAMP_LENGTH + 1))
  )
}
