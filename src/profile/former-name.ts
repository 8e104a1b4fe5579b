import { basename, dirname } from 'node:path'

/** What a configuration file of seed 004 is called now; `isRemoved` when another file took its place (spec 3.6). */
export interface Renamed {
  readonly now: string
  readonly isRemoved?: boolean
}

/** The whole table of old file names (spec 3.6, seed 004). */
export const OLD_NAMES: Readonly<Record<string, Renamed>> = {
  'pretrain_smoke.json': { now: 'smoke-pretrain.json' },
  'sft_smoke.json': { now: 'smoke-sft.json' },
  'train.json': { now: 'dev-pretrain.json' },
  'pretrain_overnight.json': { now: 'prod-pretrain.json' },
  'pretrain.json': { now: 'minimal-pretrain.json' },
  'sft.json': { now: 'minimal-sft.json' },
  'smoke.json': { now: 'dev-pretrain.json', isRemoved: true },
}

/** What became of a path with an old name, its folder kept; undefined when its last part is no old name. */
export function renamedPath(path: string): (Renamed & { readonly path: string }) | undefined {
  const name = basename(path)
  const renamed = Object.hasOwn(OLD_NAMES, name) ? OLD_NAMES[name] : undefined
  if (renamed === undefined) return undefined
  const folder = dirname(path)
  return { ...renamed, path: folder === '.' && !path.startsWith('./') ? renamed.now : `${folder}/${renamed.now}` }
}
