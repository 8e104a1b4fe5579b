import { readTextIfThere } from '../disk/read.js'
import type { Manifest } from '../run/manifest.js'
import type { Reader } from '../store/read.js'
import { isJsonObject, type Json, parseJson } from '../value/json.js'
import type { Passage, RunInventory } from './inventory.js'

const RESOLVED = 'config_resolved.json'
const RESOLVED_YAML = 'config_resolved.yaml'
const INTERPOLATION = /\$\{[^}]*\}/
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/
/** A path with two parts or more, and nothing of the kind of `/dev/null`. */
const FOREIGN = /^(?:\/(?!dev\/|proc\/)[^/\s]+\/[^\s]|[A-Za-z]:[\\/]|\\\\[^\\])/
/** Keys of the manifest that hold paths. */
const PATH_KEYS = ['cwd', 'lockfile_path', 'package_source', 'parents', 'name_segments'] as const

/** Texts of the manifest and the configuration that make a run depend on where it stands. */
export function findPassages(
  { root }: Pick<Reader, 'root'>,
  dir: string,
  manifest: Manifest | undefined,
): Pick<RunInventory, 'interpolations' | 'anchoredPaths' | 'foreignPaths'> {
  const found = { interpolations: [] as Passage[], anchoredPaths: [] as Passage[], foreignPaths: [] as Passage[] }
  const isAnchored = (text: string): boolean => root.length > 1 && `${text}/`.includes(`${root}/`)
  for (const key of PATH_KEYS) {
    visitTexts(manifest?.[key] as Json | undefined, key, (where, text) => {
      if (ABSOLUTE.test(text) || isAnchored(text)) found.anchoredPaths.push({ file: 'run_manifest.json', where, text })
    })
  }
  visitTexts(manifest?.command as Json | undefined, 'command', (where, text) => {
    if (isAnchored(text)) found.foreignPaths.push({ file: 'run_manifest.json', where, text })
  })
  const resolved = readTextIfThere(`${root}/${dir}/${RESOLVED}`)
  visitTexts(parseJson(resolved ?? ''), '', (where, text) => {
    if (INTERPOLATION.test(text)) found.interpolations.push({ file: RESOLVED, where, text })
    if (isAnchored(text)) found.anchoredPaths.push({ file: RESOLVED, where, text })
    else if (FOREIGN.test(text)) found.foreignPaths.push({ file: RESOLVED, where, text })
  })
  found.interpolations.push(...interpolatedLines(readTextIfThere(`${root}/${dir}/${RESOLVED_YAML}`) ?? ''))
  return found
}

function interpolatedLines(text: string): Passage[] {
  if (!text.includes('${')) return []
  return text.split('\n').flatMap((line, index) => {
    const interpolation = INTERPOLATION.exec(line)?.[0]
    return interpolation === undefined ? [] : [{ file: RESOLVED_YAML, where: `line ${index + 1}`, text: interpolation }]
  })
}

function visitTexts(value: Json | undefined, key: string, take: (key: string, text: string) => void): void {
  if (typeof value === 'string') take(key, value)
  else if (Array.isArray(value)) {
    value.forEach((inner: Json, index) => {
      visitTexts(inner, `${key}[${index}]`, take)
    })
  } else if (isJsonObject(value)) {
    for (const name in value) visitTexts(value[name], key === '' ? name : `${key}.${name}`, take)
  }
}
