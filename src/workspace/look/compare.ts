import { leafKeys, lookUp } from '../../config/key-path.js'
import type { ConfigTree, ConfigValue } from '../../config/tree.js'
import { RundirError } from '../../error/rundir-error.js'
import { findRunFolders } from '../../store/find.js'
import { Damage, getRun, readRun } from '../../store/read.js'
import { printCanonicalJson, strictJson } from '../../value/json.js'
import { locateRun } from '../find-run.js'
import { readerOf, type Workspace } from '../open.js'
import { readRecordedConfig } from '../recorded-config.js'
import { filterFields, parseFilter } from './filter.js'
import { withLiveMetrics } from './list.js'
import { makeRow, type Row } from './row.js'

export interface SideBySideRequest {
  /** Names of runs, and terms of a filter, which choose all runs for which they hold. */
  readonly words: readonly string[]
  /** Absolute; where relative paths start. */
  readonly cwd: string
}

/** One run beside others. */
export interface ComparedRun extends Row {
  /** The settings in which the runs differ; null where the run has no such setting. */
  readonly settings: Readonly<Record<string, ConfigValue>>
}

/** Runs side by side; keys as `compare --json` prints them. */
export interface ComparedRuns {
  /** Keys of the settings in which the runs differ. */
  readonly settings: readonly string[]
  /** How many settings all of them share. */
  readonly equal_settings: number
  readonly runs: readonly ComparedRun[]
}

/** Puts runs side by side, in the order given, chosen ones by age. Throws RUN_UNKNOWN, RUN_AMBIGUOUS, RUN_DAMAGED, CONFIG_*. */
export async function compareRuns(workspace: Workspace, request: SideBySideRequest): Promise<ComparedRuns> {
  const rows = chooseRows(workspace, request).map((row) => withLiveMetrics(workspace.root, row))
  const configs = await Promise.all(
    rows.map(async (row) =>
      strictTree(await readRecordedConfig(`${workspace.root}/${row.dir}`, 'config_resolved.yaml')),
    ),
  )
  const keys = [...new Set(configs.flatMap(leafKeys))].filter((key) => key !== '')
  const settings = keys.filter((key) => new Set(configs.map((config) => textAt(config, key))).size > 1)
  const runs = rows.map((row, at): ComparedRun => {
    const valueAt = (key: string): ConfigValue => lookUp(configs[at] ?? {}, key) ?? null
    return { ...row, settings: Object.fromEntries(settings.map((key) => [key, valueAt(key)])) }
  })
  return { settings, equal_settings: keys.length - settings.length, runs }
}

/** Infinity is a setting like any other, and JSON would make it null. */
function strictTree(config: ConfigTree): ConfigTree {
  return strictJson(config) as ConfigTree
}

function textAt(config: ConfigTree, key: string): string | undefined {
  const value = lookUp(config, key)
  return value === undefined ? undefined : printCanonicalJson(value)
}

function chooseRows(workspace: Workspace, { words, cwd }: SideBySideRequest): Row[] {
  const reader = readerOf(workspace)
  const terms = words.filter((word) => filterFields([word]).length > 0)
  const named = words.filter((word) => !terms.includes(word))
  const dirs = new Set(named.map((word) => locateRun(workspace, word, cwd)))
  const rows = [...dirs].map((dir) => makeRow(getRun(reader, dir), reader.now))
  if (terms.length === 0) return rows
  const wanted = parseFilter(terms)
  const chosen: Row[] = []
  for (const dir of findRunFolders(workspace.root)) {
    const run = readRun(reader, dir)
    const row = makeRow(run, reader.now)
    if (!dirs.has(dir) && !(run instanceof Damage) && wanted(row)) chosen.push(row)
  }
  if (rows.length + chosen.length === 0) {
    throw new RundirError('RUN_UNKNOWN', `no run fits ${terms.join(' ')}`, { hint: 'rundir ls lists the runs' })
  }
  return [...rows, ...chosen.sort((a, b) => (a.created_at < b.created_at ? -1 : 1))]
}
