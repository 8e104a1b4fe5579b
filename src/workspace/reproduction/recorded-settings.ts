import { MASK } from '../../capture/secret.js'
import { getAt, type KeyPath, printKeyPath } from '../../config/key-path.js'
import { escapeInterpolation } from '../../config/template.js'
import { type ConfigTree, type ConfigValue, isList, isTree, makeTree } from '../../config/tree.js'
import { readTextIfThere } from '../../disk/read.js'
import { isRundirError } from '../../error/rundir-error.js'
import type { Run } from '../../store/read.js'
import { isJsonObject, parseJson } from '../../value/json.js'
import type { PreparedConfig } from '../config/request.js'
import type { Workspace } from '../open.js'
import { readRecordedConfig } from '../recorded-config.js'
import type { Restoration } from './restoration.js'

export interface RecordedSettings {
  readonly config: PreparedConfig
  /** Each text that is the same in the new run, by its key. */
  readonly texts: readonly (readonly [key: string, text: string])[]
}

/** The settings of a run, ready for the run that repeats it; undefined when they cannot be read: `restoration` says why. */
export async function recordedSettings(
  workspace: Workspace,
  run: Run,
  restoration: Restoration,
): Promise<RecordedSettings | undefined> {
  const folder = `${workspace.root}/${run.dir}`
  const { phase, profile, name } = run.manifest
  try {
    const resolved = await readRecordedConfig(folder, 'config_resolved.yaml')
    const composed = await readRecordedConfig(folder, 'config.yaml')
    const resolvable = withoutOldName(resolved, composed, name)
    const fixed = [...textsOf(resolved, [])].filter(
      ([path, text]) => getAt(resolvable, path) === escapeInterpolation(text),
    )
    const texts = fixed.map(([path, text]) => [printKeyPath(path), text] as const)
    const masked = texts.filter(([, text]) => text.includes(MASK)).map(([key]) => key)
    restoration.can('settings', 'config_resolved.yaml')
    if (masked.length > 0) restoration.lacks('settings', `masked, as they were for the program: ${masked.join(', ')}`)
    const tree = Object.keys(composed).length === 0 ? resolvable : composed
    const config = { tree, resolvable, origin: readOrigin(folder), phase, profile, notices: [] }
    return { config, texts }
  } catch (error) {
    if (!isRundirError(error)) throw error
    restoration.stop('settings', error.message)
    return undefined
  }
}

function* textsOf(value: ConfigValue, path: KeyPath): Generator<readonly [KeyPath, string]> {
  if (typeof value === 'string') yield [path, value]
  else if (isTree(value) || isList(value))
    for (const [key, item] of Object.entries(value)) yield* textsOf(item, [...path, key])
}

/**
 * The resolved settings, in which every text means itself. Where an interpolation gave a text with the name of the run in it, such as
 * `${run.dir}/model`, the interpolation stands again: the new run must not write into the old one.
 */
export function withoutOldName(resolved: ConfigTree, composed: ConfigTree, name: string): ConfigTree {
  const visit = (value: ConfigValue, path: KeyPath): ConfigValue => {
    const before = getAt(composed, path)
    if (typeof before === 'string' && before.includes('${') && mentions(value, name)) return before
    if (isTree(value)) return visitTree(value, path)
    if (isList(value)) return value.map((item, at) => visit(item, [...path, String(at)]))
    return typeof value === 'string' ? escapeInterpolation(value) : value
  }
  const visitTree = (tree: ConfigTree, path: KeyPath): ConfigTree => {
    const entries = Object.entries(tree).map(([key, item]) => [key, visit(item, [...path, key])] as const)
    return Object.assign(makeTree(), Object.fromEntries(entries))
  }
  return visitTree(resolved, [])
}

function mentions(value: ConfigValue, name: string): boolean {
  if (typeof value === 'string') return value.includes(name)
  return typeof value === 'object' && value !== null && Object.values(value).some((item) => mentions(item, name))
}

function readOrigin(path: string): Record<string, string> {
  const origin = parseJson(readTextIfThere(`${path}/config_origin.json`) ?? '{}')
  if (!isJsonObject(origin)) return {}
  return Object.fromEntries(
    Object.entries(origin).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
