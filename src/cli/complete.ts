import { knownSplits } from '../run/specimen.js'
import type { Workspace } from '../workspace/open.js'
import type { Command, Completes, FlagSpecs } from './command.js'
import { COMMANDS, findCommand } from './commands.js'
import { GLOBAL_FLAGS, takeCommandName } from './parse.js'

const MAX_CANDIDATES = 200

/** What the last of `words` could become: commands, flags, values of flags, runs, profiles or splits. Nothing after `--`. */
export async function complete(words: readonly string[], open: () => Promise<Workspace>): Promise<string[]> {
  const before = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  if (before.includes('--')) return []
  const { name, remaining } = takeCommandName(before, new Set(Object.keys(COMMANDS)))
  const entry = name === undefined ? undefined : findCommand(name)
  const starting = (candidates: Iterable<string>): string[] =>
    [...new Set(candidates)].filter((each) => each.startsWith(current)).slice(0, MAX_CANDIDATES)
  if (entry === undefined) return starting(current.startsWith('-') ? flagWords(GLOBAL_FLAGS) : firstOrSecondWords(name))
  const command = (await entry.load()).command as unknown as Command
  const flags: FlagSpecs = { ...GLOBAL_FLAGS, ...command.flags }
  /** The flag whose value stands after a word. */
  const awaiting = (word: string | undefined): FlagSpecs[string] | undefined => {
    const found = Object.entries(flags).find(([long, { short }]) => word === `--${long}` || word === `-${short}`)?.[1]
    return found?.type === 'boolean' ? undefined : found
  }
  const flag = awaiting(before.at(-1))
  if (flag !== undefined) return starting(flag.choices ?? (await values(flag.completes, open)))
  if (current.startsWith('-')) return starting(flagWords(flags))
  const position = remaining.filter((word, at) => !word.startsWith('-') && !awaiting(remaining[at - 1])).length
  const candidates = await values(command.args[Math.min(position, command.args.length - 1)]?.completes, open)
  return starting(remaining.length === 0 ? [...firstOrSecondWords(name), ...candidates] : candidates)
}

/** First words of commands, or the second words of those that begin with `first`. */
function firstOrSecondWords(first: string | undefined): string[] {
  return Object.keys(COMMANDS).flatMap((name) => {
    const [one = '', two] = name.split(' ')
    if (first === undefined) return [one]
    return one === first && two !== undefined ? [two] : []
  })
}

function flagWords(flags: FlagSpecs): string[] {
  return Object.keys(flags).map((name) => (name === 'cwd' ? '-C' : `--${name}`))
}

async function values(kind: Completes | undefined, open: () => Promise<Workspace>): Promise<string[]> {
  if (kind === 'run') {
    const { runNames } = await import('../workspace/run-names.js')
    return ['latest', ...runNames(await open())]
  }
  if (kind === 'split') return knownSplits((await open()).settings.splits)
  if (kind === 'layout') return ['pipeline', 'experiment', ...Object.keys((await open()).settings.layouts)]
  if (kind === 'column') return (await import('../workspace/look/row.js')).ROW_FIELDS.slice()
  if (kind === 'model') {
    const { modelNames } = await import('../workspace/model/models.js')
    return modelNames(await open())
  }
  if (kind !== 'profile') return []
  const { workspaceProfiles } = await import('../workspace/config/profiles.js')
  return (await workspaceProfiles(await open(), undefined)).flatMap((profile) => [...profile.aliases, profile.name])
}
