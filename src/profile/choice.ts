import type { Layer } from '../config/compose.js'
import { RundirError } from '../error/rundir-error.js'
import { findProfile, printChoices } from './find.js'
import { fileLayers, profileLayers } from './layers.js'
import { listProfiles, type Profile, type ProfileSource } from './list.js'

/** What the command line asks for. */
export interface Asked {
  readonly phase: string | undefined
  readonly profile: string | undefined
  /** Path of `--config`, absolute or relative to `folder`. */
  readonly config: string | undefined
  /** Absolute path that relative paths are relative to. */
  readonly folder: string
}

export interface Choice {
  readonly phase: string | undefined
  /** Undefined when a file, or nothing, was chosen. */
  readonly profile: Profile | undefined
  readonly layers: readonly Layer[]
  /** One sentence to print: set when both a file and a profile were given. */
  readonly notice: string | undefined
}

/**
 * Chooses between `--profile` and `--config` (spec 3.2): a file stands in place of a profile; with both the file wins
 * and a notice says so. Throws CONFIG_MISSING when a phase was asked for with neither, PHASE_MISMATCH when a file says that it is of
 * another phase, and as
 * `findProfile`, `profileLayers` and `fileLayers`.
 */
export function chooseConfig(source: ProfileSource, asked: Asked): Choice {
  const { phase, config } = asked
  if (config !== undefined) {
    const notice =
      asked.profile === undefined
        ? undefined
        : `--config ${config} is used instead of the profile ${asked.profile}; to build on it, write "extends": "${asked.profile}" in the file`
    const layers = fileLayers(source, config, asked.folder)
    checkPhase(layers, config, phase)
    return { phase, profile: undefined, layers, notice }
  }
  if (asked.profile !== undefined) {
    const profile = findProfile(source, asked.profile, phase)
    return {
      phase: phase ?? profile.phase ?? undefined,
      profile,
      layers: profileLayers(source, profile),
      notice: undefined,
    }
  }
  if (phase === undefined) return { phase, profile: undefined, layers: [], notice: undefined }
  throw new RundirError('CONFIG_MISSING', `the phase ${phase} needs a profile or a configuration file`, {
    hint: printChoices('add --profile NAME or --config FILE; profiles:', listProfiles(source), phase),
  })
}

/** A file may say of which phase it is, in its key `phase`. */
function checkPhase(layers: readonly Layer[], config: string, phase: string | undefined): void {
  const own = layers.at(-1)?.tree['phase']
  if (phase === undefined || typeof own !== 'string' || own === phase) return
  throw new RundirError('PHASE_MISMATCH', `${config} is of the phase ${own}, and ${phase} was asked for`, {
    hint: `use --phase ${own}, or change phase: in the file`,
  })
}
