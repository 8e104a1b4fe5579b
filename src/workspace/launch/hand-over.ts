import { printOverride } from '../../config/override.js'
import { escapeTree } from '../../config/resolve.js'
import { type ConfigTree, type ConfigValue, isList, isTree } from '../../config/tree.js'
import type { Attempt } from '../../run/attempt.js'
import type { Run } from '../../store/read.js'
import { strictJson } from '../../value/json.js'
import { variablesOf } from '../exported.js'
import type { Workspace } from '../open.js'
import type { RunPaths } from '../paths.js'
import type { Settings } from '../settings-schema.js'
import type { AttemptChange } from './attempt-change.js'

/** A run that is ready for its next attempt. */
export interface LaunchTarget {
  readonly run: Run
  readonly paths: RunPaths
  /** As it was given: secrets are not masked, places are not filled in. */
  readonly command: readonly string[]
  /** Absolute. */
  readonly cwd: string
  /** Resolved. */
  readonly config: ConfigTree
  /** Checkpoint to start from, relative to the run. */
  readonly resumeFrom: string | null
  /** For a later attempt. */
  readonly change?: AttemptChange | undefined
}

type CommandParts = Pick<LaunchTarget, 'command' | 'paths' | 'config'>
type FlagsStyle = Settings['run']['flags_style']

/**
 * The command with its places filled in: `{config}` is the path of the resolved configuration (JSON, which YAML readers
 * take too), `{run_dir}` the run, and a word `{flags}` becomes one flag for each setting.
 */
export function commandFor({ command, paths, config }: CommandParts, style: FlagsStyle): string[] {
  const fill = (word: string): string => word.replaceAll('{config}', paths.config).replaceAll('{run_dir}', paths.run)
  return command.flatMap((word) => (word === '{flags}' ? printFlags(config, style) : [fill(word)]))
}

/** What the command finds in its environment: the exported names (spec 1.8), and where its attempt and configuration are. */
export function environmentFor(workspace: Workspace, target: LaunchTarget, attempt: Attempt): Record<string, string> {
  const inherited = Object.entries(workspace.environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const environment: Record<string, string> = {
    ...Object.fromEntries(inherited),
    ...workspace.settings.run.environment,
    ...variablesOf(workspace, target.run.dir, target.run.manifest),
    RUNDIR_WORKSPACE: workspace.root,
    RUNDIR_CONFIG: target.paths.config,
    RUNDIR_ATTEMPT: String(attempt.attempt),
  }
  if (target.run.manifest.phase !== null) environment['RUNDIR_PHASE'] = target.run.manifest.phase
  if (attempt.resumed_from !== null) environment['RUNDIR_RESUME_FROM'] = `${target.paths.run}/${attempt.resumed_from}`
  return environment
}

/**
 * One flag for each leaf: `--a.b=1`, `--a-b 1`, or the override `a.b=1` that Hydra reads back with its type. In the first two a text
 * stands as it is, lists and empty mappings are JSON; numbers that JSON cannot hold are `NaN`, `Infinity`, `-Infinity`.
 */
export function printFlags(tree: ConfigTree, style: FlagsStyle): string[] {
  if (style === 'hydra') {
    return leaves(escapeTree(tree), []).map(([path, value]) => printOverride({ mode: 'set', path, value }))
  }
  return leaves(tree, []).flatMap(([path, value]) => {
    const text = printFlagValue(value)
    return style === 'dotted' ? [`--${path.join('.')}=${text}`] : [`--${path.join('-').replaceAll('_', '-')}`, text]
  })
}

function printFlagValue(value: ConfigValue): string {
  const strict = strictJson(value)
  return typeof strict === 'string' ? strict : JSON.stringify(strict)
}

function leaves(value: ConfigValue, path: readonly string[]): [readonly string[], ConfigValue][] {
  if (!isTree(value) || isList(value) || Object.keys(value).length === 0)
    return path.length === 0 ? [] : [[path, value]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
}
