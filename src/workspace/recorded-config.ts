import { type ConfigTree, makeTree } from '../config/tree.js'
import { readTextIfThere } from '../disk/read.js'

/**
 * A configuration that stands in a run: `config.yaml` as it was composed, `config_resolved.yaml` without interpolations, so
 * that every text of it means itself; empty where there is none. `path` is the run, absolute. Throws CONFIG_*, DISK_*.
 */
export async function readRecordedConfig(
  path: string,
  file: 'config.yaml' | 'config_resolved.yaml',
): Promise<ConfigTree> {
  const text = readTextIfThere(`${path}/${file}`)
  if (text === undefined || text === '{}\n') return makeTree()
  const [{ parseConfig }, { unescapeTree }] = await Promise.all([
    import('../config/read.js'),
    import('../config/resolve.js'),
  ])
  const tree = parseConfig(text, `${path}/${file}`)
  return file === 'config.yaml' ? tree : unescapeTree(tree)
}
