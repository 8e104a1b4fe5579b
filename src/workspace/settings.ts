import { makeDirectories } from '../disk/directory.js'
import { readTextIfThere, statIfThere } from '../disk/read.js'
import { replaceFile } from '../disk/write.js'
import { isRundirError } from '../error/rundir-error.js'
import { DEFAULT_NAMING } from '../run/naming.js'
import { isJsonObject, parseJson } from '../value/json.js'
import type { Settings } from './settings-schema.js'

export const WORKSPACE_FILES = ['rundir.yaml', 'rundir.yml', 'rundir.json5', 'rundir.toml'] as const

/** What a workspace without a workspace file has. */
export const DEFAULT_SETTINGS: Settings = {
  naming: { ...DEFAULT_NAMING, sources: { ...DEFAULT_NAMING.sources } },
  layouts: {},
  splits: [],
  run: {
    cwd: 'caller',
    environment: {},
    record_environment: [],
    system_metrics_every_ms: 5000,
    flags_style: 'dotted',
  },
  printed_metrics: [],
  configs: 'configs',
  profiles: {},
  schemas: {},
  contract: { rules: {}, required_files: {}, required_metrics: {}, allowed_endings: [] },
}

/** Bumped when the schema changes, so that a cached copy of older settings is not believed. */
const CACHE_VERSION = 4

/**
 * The settings in `file` (a name below `root`). The parser and the schema are slow to load, so the result is kept in
 * `.rundir/cache/settings.json` beside the size and time of the file that it was made from.
 * Throws SETTINGS_INVALID or CONFIG_SYNTAX, with the key or line.
 */
export async function readSettings(root: string, file: string): Promise<Settings> {
  const facts = statIfThere(`${root}/${file}`)
  const stamp = `${CACHE_VERSION} ${file} ${facts?.sizeBytes} ${facts?.modifiedAt}`
  const cachePath = `${root}/.rundir/cache/settings.json`
  const cached = parseJson(readTextIfThere(cachePath) ?? '')
  if (isJsonObject(cached) && cached['stamp'] === stamp) return cached['settings'] as unknown as Settings
  const { parseSettings } = await import('./settings-parse.js')
  const settings = parseSettings(`${root}/${file}`)
  keepInCache(cachePath, { stamp, settings })
  return settings
}

/** A read-only workspace has no cache, and needs none. */
function keepInCache(path: string, content: { stamp: string; settings: Settings }): void {
  try {
    makeDirectories(path.slice(0, path.lastIndexOf('/')), 'rebuildable')
    replaceFile(path, JSON.stringify(content), 'rebuildable')
  } catch (error) {
    if (!isRundirError(error) || error.exitStatus !== 6) throw error
  }
}
