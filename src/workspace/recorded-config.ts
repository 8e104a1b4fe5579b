import { type ConfigTree, makeTree } from '../config/tree.js'
import { readTextIfThere } from '../disk/read.js'

/**
 * A configuration that stands in a run: `config.yaml` as it was composed, `config_resolved.yaml` without interpolations; empty where
 * there is none. `path` is the run, absolute. Throws CONFIG_*, DISK_*.
 */
export async function readRecordedConfig(
  path: string,
  file: 'config.yaml' | 'config_resolved.yaml',
): Promise<ConfigTree> {
  const text = readTextIfThere(`${path}/${file}`)
  if (text === undefined || text === '{}\n') return makeTree()
  const { parseConfig } = await import('../config/read.js')
  return parseConfig(text, `${path}/${file}`)
}
