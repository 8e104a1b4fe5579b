import { type ConfigTree, type ConfigValue, isList, isTree } from '../config/tree.js'
import type { CreatedRun } from './create.js'
import { variablesOf } from './exported.js'
import type { Workspace } from './open.js'
import type { Settings } from './settings.js'

type FlagsStyle = Settings['run']['flags_style']

/**
 * The command with its places filled in: `{config}` is the path of the resolved configuration (JSON, which YAML readers
 * take too), `{run_dir}` the run, and a word `{flags}` becomes one flag for each setting.
 */
export function commandFor(created: CreatedRun, style: FlagsStyle): string[] {
  const fill = (word: string): string =>
    word.replaceAll('{config}', created.paths.config).replaceAll('{run_dir}', created.paths.run)
  return (created.plan.request.command ?? []).flatMap((word) =>
    word === '{flags}' ? printFlags(created.resolved, style) : [fill(word)],
  )
}

/** What the command finds in its environment: the exported names (spec 1.8), and where its attempt and configuration are. */
export function environmentFor(workspace: Workspace, created: CreatedRun, attempt: number): Record<string, string> {
  const inherited = Object.entries(workspace.environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return {
    ...Object.fromEntries(inherited),
    ...workspace.settings.run.environment,
    ...variablesOf(workspace, created.run.dir, created.run.manifest),
    RUNDIR_WORKSPACE: workspace.root,
    RUNDIR_CONFIG: created.paths.config,
    RUNDIR_ATTEMPT: String(attempt),
  }
}

/** One flag for each leaf: `--a.b=1`, `--a-b 1`, or Hydra's `a.b=1`. Lists and empty mappings are JSON. */
export function printFlags(tree: ConfigTree, style: FlagsStyle): string[] {
  return leaves(tree, []).flatMap(([path, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    if (style === 'hydra') return [`${path.join('.')}=${text}`]
    return style === 'dotted' ? [`--${path.join('.')}=${text}`] : [`--${path.join('-').replaceAll('_', '-')}`, text]
  })
}

function leaves(value: ConfigValue, path: readonly string[]): [readonly string[], ConfigValue][] {
  if (!isTree(value) || isList(value) || Object.keys(value).length === 0)
    return path.length === 0 ? [] : [[path, value]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
}
