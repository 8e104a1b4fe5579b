import { relative } from 'node:path'
import { MASK } from '../../capture/secret.js'
import { statIfThere } from '../../disk/read.js'
import type { Run } from '../../store/read.js'
import type { Restoration } from './restoration.js'
import type { Site } from './site.js'

const TYPED_LAYOUTS: ReadonlySet<string> = new Set(['evaluation', 'cluster', 'session', 'benchmark'])

/** The command that is to run again, as it is recorded; undefined when there is none: `restoration` says why. `given` stands in for it. */
export function recordedCommand(
  { manifest }: Run,
  given: readonly string[] | undefined,
  restoration: Restoration,
): readonly string[] | undefined {
  const command = given ?? manifest.command
  const why = whyNot(manifest, command, given)
  if (why !== undefined) restoration.stop('command', why)
  else if (command !== null) {
    restoration.can('command', command.join(' '))
    return command
  }
  return undefined
}

function whyNot(
  manifest: Run['manifest'],
  command: readonly string[] | null,
  given: readonly string[] | undefined,
): string | undefined {
  if (manifest.run_type === 'pipeline') return 'a pipeline is made of its steps: reproduce those'
  if (TYPED_LAYOUTS.has(manifest.layout))
    return `a ${manifest.run_type} run is made again by what made it (rundir eval, rundir bench)`
  if (command === null || command.length === 0) return 'it was not launched by a command'
  if (given === undefined && command.some((word) => word.includes(MASK)))
    return 'its command holds masked secrets: give it again after --'
  return command.some((word) => word.includes('\0')) ? 'its command holds a NUL' : undefined
}

/** The command as it is started: a word that names a file of the user's own tree names the one of the commit instead. */
export function commandAtSite(command: readonly string[], { top, repository }: Site): string[] {
  return command.map((word) => {
    if (!word.startsWith(`${repository.top}/`)) return word
    const there = `${top}/${relative(repository.top, word)}`
    return statIfThere(there) === undefined ? word : there
  })
}
