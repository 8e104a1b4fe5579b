import { maskTree } from '../../capture/secret.js'
import { type ConfigTree, makeTree } from '../../config/tree.js'
import type { Json } from '../../value/json.js'
import type { PreparedConfig } from '../config/request.js'
import type { Workspace } from '../open.js'

/** A configuration as a run gets it: resolved with its name, and with what looks like a secret masked. */
export interface NamedConfig {
  readonly tree: ConfigTree
  readonly notices: readonly string[]
}

/** Gives a configuration the name and the folder of a run. Throws CONFIG_INTERPOLATION, CONFIG_LIMIT. */
export async function namedConfig(
  workspace: Workspace,
  config: PreparedConfig,
  { name, dir }: { readonly name: string; readonly dir: string },
): Promise<NamedConfig> {
  if (Object.keys(config.resolvable).length === 0) return { tree: makeTree(), notices: [] }
  const [{ resolve }, { leafKeys, lookUp }] = await Promise.all([
    import('../../config/resolve.js'),
    import('../../config/key-path.js'),
  ])
  const { environment, clock } = workspace
  const resolved = resolve(config.resolvable, { environment, now: clock.now(), run: { name, dir } })
  const tree = maskedTree(resolved)
  if (isSame(tree, resolved)) return { tree, notices: [] }
  const isMasked = (key: string): boolean => !isSame(lookUp(tree, key), lookUp(resolved, key))
  return { tree, notices: maskNotices(leafKeys(resolved).filter(isMasked)) }
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

/** Everything that looks like a secret replaced. */
export function maskedTree(tree: ConfigTree): ConfigTree {
  return maskTree(tree as Json) as ConfigTree
}

function maskNotices(keys: readonly string[]): string[] {
  return [`masked in the run's configuration: ${keys.join(', ')}; hand secrets over in the environment`]
}
