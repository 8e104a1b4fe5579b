import { readConfigFile } from '../../config/read.js'
import { statIfThere } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'
import type { Workspace } from '../open.js'

/** The JSON Schema that the settings of a phase must fit. */
export interface PhaseSchema {
  /** As the workspace file names it. */
  readonly path: string
  readonly schema: unknown
}

/**
 * The schema of a phase, from `schemas:` of the workspace file (spec 3.1); undefined when there is none.
 * Throws SETTINGS_INVALID when the file that is named is not there, and as `readConfigFile`.
 */
export function phaseSchema(workspace: Workspace, phase: string | null): PhaseSchema | undefined {
  const { schemas } = workspace.settings
  const path = phase !== null && Object.hasOwn(schemas, phase) ? schemas[phase] : undefined
  if (path === undefined) return undefined
  const absolute = `${workspace.root}/${path}`
  if (statIfThere(absolute)?.kind !== 'file') {
    throw new RundirError('SETTINGS_INVALID', `the JSON Schema of the phase ${phase} is not there: ${path}`, {
      hint: `correct schemas: in ${workspace.file ?? 'the workspace file'}; paths are relative to it`,
    })
  }
  return { path, schema: readConfigFile(absolute) }
}
