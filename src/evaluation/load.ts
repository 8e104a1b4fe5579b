import { readTextIfThere } from '../disk/read.js'
import { impossible, isRundirError, RundirError } from '../error/rundir-error.js'
import { diskPath } from '../layout/layout.js'
import { pathOfReference, type RunReference } from '../run/reference.js'
import type { ShownStatus } from '../run/status.js'
import { isRunFolder } from '../store/find.js'
import { getRun } from '../store/read.js'
import { parseJson } from '../value/json.js'
import type { ClaimedRun } from './conduct.js'
import type { RunType } from './run-type.js'
import { runsRootOf, type Stage } from './stage.js'

type Place = Pick<Stage, 'space' | 'reader'>

/**
 * Gets a run back from its reference: its input is read and checked, everything else is computed. `referrer` is who refers.
 * Throws REFERENCE_DANGLING, RUN_DAMAGED when `input.json` is missing or no input, or belongs to another place, FORMAT_NEWER.
 */
export function loadRun<Input, Output>(
  stage: Place,
  type: RunType<Input, Output>,
  reference: RunReference,
  referrer: string,
): ClaimedRun<Input> {
  const path = pathOfReference(reference)
  const dir = diskPath(path, stage.space.windows)
  if (!isRunFolder(stage.space.root, dir)) {
    throw new RundirError('REFERENCE_DANGLING', `${referrer} refers to ${reference}, which is no run`, {
      hint: 'the run was deleted or moved; rundir ls lists what is there',
    })
  }
  const run = getRun(stage.reader(), dir)
  const text = readTextIfThere(`${stage.space.root}/${dir}/input.json`)
  const problem = (why: string): RundirError =>
    new RundirError('RUN_DAMAGED', `${reference} is no run of the type ${type.type}: ${why}`, {
      hint: `look at ${dir}/input.json`,
    })
  if (text === undefined) throw problem('it has no input.json')
  const typed = type.at(runsRootOf(stage), readInput(type, text, problem), path.slice(path.lastIndexOf('/') + 1))
  if (typed.path !== path) throw problem(`its input belongs in ${typed.path}`)
  return { typed, run }
}

function readInput<Input>(type: RunType<Input, unknown>, text: string, problem: (why: string) => RundirError): Input {
  try {
    return type.checkInput(parseJson(text)).value
  } catch (error) {
    throw isRundirError(error, 'VALUE_INVALID') ? problem(error.message) : error
  }
}

/** The output of a completed run. Throws RUN_DAMAGED when there is none, VALUE_INVALID when it is none of the type. */
export function readOutput<Input, Output>(type: RunType<Input, Output>, { typed }: ClaimedRun<Input>): Output {
  const text = readTextIfThere(typed.outputPath)
  if (text !== undefined) return type.checkOutput(parseJson(text)).value
  throw new RundirError('RUN_DAMAGED', `${typed.reference} has no output.json`, { hint: 'run it again' })
}

/** What is left to do for a run: nothing, since it is `done` or has `failed`; something, since it is `open`; or wait. */
export type Progress = 'done' | 'failed' | 'open' | 'running'

/** Told from its status, of which none is left out. */
export function progressOf(status: ShownStatus): Progress {
  switch (status) {
    case 'completed':
      return 'done'
    case 'failed':
      return 'failed'
    case 'created':
    case 'queued':
    case 'cancelled':
    case 'lost':
      return 'open'
    case 'running':
    case 'unknown':
      return 'running'
    default:
      return impossible(status)
  }
}
