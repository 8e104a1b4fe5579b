import { RundirError } from '../error/rundir-error.js'
import { isLegacyName } from '../run/legacy-name.js'
import { readRunName } from '../run/name.js'
import type { Layout } from './layout.js'

/** A run of the layout `pipeline`: its canonical or old name (spec 1.2 and 1.6, seed 000). */
export interface PipelineIdentity {
  readonly layout: 'pipeline'
  readonly name: string
}

/** `outputs/<run name>`, logs in `logs/<run name>`. */
export const pipeline: Layout<PipelineIdentity> = {
  name: 'pipeline',
  place({ name }) {
    if (!isName(name)) throw new RundirError('NAME_INVALID', `${JSON.stringify(name)} is not a run name`)
    return { path: `outputs/${name}`, logPath: `logs/${name}` }
  },
  recognise(path) {
    const [folder, name, ...rest] = path.split('/')
    if (folder !== 'outputs' || name === undefined || rest.length > 0 || !isName(name)) return undefined
    return { layout: 'pipeline', name }
  },
}

function isName(text: string): boolean {
  return readRunName(text) !== undefined || isLegacyName(text)
}
