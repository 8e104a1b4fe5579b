import { RundirError } from '../error/rundir-error.js'
import { nearestNames } from '../value/nearest.js'
import { renamedPath } from './former-name.js'
import { listProfiles, type Profile, type ProfileSource } from './list.js'

/**
 * The profile of a name or alias. Throws PROFILE_UNKNOWN with the nearest names, PHASE_MISMATCH when it belongs to
 * another phase than the one asked for, and FILE_MISSING when its file is not there; each says what to type.
 */
export function findProfile(source: ProfileSource, name: string, phase?: string): Profile {
  const profiles = listProfiles(source)
  const profile = profiles.find((one) => one.name === name) ?? profiles.find((one) => one.aliases.includes(name))
  if (profile === undefined) throw unknown(profiles, name, phase)
  if (phase !== undefined && profile.phase !== null && profile.phase !== phase) throw mismatch(profiles, profile, phase)
  if (!profile.exists) {
    throw new RundirError('FILE_MISSING', `the profile "${profile.name}" has no file: ${profile.path} does not exist`, {
      hint: printChoices(`create ${profile.path}, or choose another:`, profiles, phase),
    })
  }
  return profile
}

/** Names of profiles that can be used, behind `lead`; where there are none, how to get some. */
export function printChoices(lead: string, profiles: readonly Profile[], phase?: string): string {
  const fitting = profiles.filter((one) => one.exists && fits(one, phase))
  if (fitting.length === 0) return noneFits(profiles, phase)
  return `${lead} ${fitting.map((one) => one.aliases[0] ?? one.name).join(', ')}`
}

function stemOf(file: string): string {
  return file.replace(/\.json$/, '')
}

function fits(profile: Profile, phase: string | undefined): boolean {
  return phase === undefined || profile.phase === phase || profile.phase === null
}

function noneFits(profiles: readonly Profile[], phase: string | undefined): string {
  const phases = new Set(profiles.flatMap((one) => (one.exists && one.phase !== null ? [one.phase] : [])))
  if (phase === undefined || phases.size === 0) {
    return 'there are no profiles yet; rundir init --example gpt lays down a set'
  }
  return `no profile is of the phase ${phase}; there are profiles of ${[...phases].join(', ')}`
}

function unknown(profiles: readonly Profile[], name: string, phase: string | undefined): RundirError {
  const message = `there is no profile "${name}"`
  const renamed = renamedPath(`${name.replace(/\.json$/, '')}.json`)
  const ofPurpose = profiles.filter((one) => one.exists && one.purpose === name && fits(one, phase))
  if (ofPurpose.length > 0) {
    const former = renamed === undefined ? '' : ` The former ${name}.json is --profile ${stemOf(renamed.now)} now`
    const names = ofPurpose.map((one) => one.name).join(', ')
    return new RundirError('PROFILE_UNKNOWN', message, { hint: `did you mean --profile ${names}?${former}` })
  }
  if (renamed !== undefined) {
    const what = renamed.isRemoved === true ? 'was removed; use' : 'is called'
    return new RundirError('PROFILE_UNKNOWN', message, {
      hint: `it ${what} --profile ${stemOf(renamed.now)}${renamed.isRemoved === true ? '' : ' now'}`,
    })
  }
  const near = nearestNames(
    name,
    profiles.flatMap((one) => [one.name, ...one.aliases]),
  )
  const hint =
    near.length > 0 ? `did you mean --profile ${near.join(', ')}?` : printChoices('use one of:', profiles, phase)
  return new RundirError('PROFILE_UNKNOWN', message, { hint })
}

function mismatch(profiles: readonly Profile[], profile: Profile, phase: string): RundirError {
  const fitting = profiles.filter((one) => one.phase === phase && one.exists)
  const like = fitting.find((one) => one.purpose === profile.purpose) ?? fitting[0]
  const instead = like === undefined ? '' : `, or --profile ${like.name} for the phase ${phase}`
  return new RundirError(
    'PHASE_MISMATCH',
    `the profile "${profile.name}" is of the phase ${profile.phase}, and ${phase} was asked for`,
    { hint: `use --phase ${profile.phase}${instead}` },
  )
}
