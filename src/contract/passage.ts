import { readTextIfThere } from '../disk/read.js'
import type { Manifest } from '../run/manifest.js'
import type { Reader } from '../store/read.js'
import { isJsonObject, type Json, parseJson } from '../value/json.js'
import type { Passage, RunInventory } from './inventory.js'

const RESOLVED = 'config_resolved.json'
const RESOLVED_YAML = 'config_resolved.yaml'
const INTERPOLATION = /\$\{[^}]*\}/
/** The beginning of one, by which an escaped one is known again. */
const OPENING = /(\\*)(\$\{[^}$\\"]*)(?=[^}]*\})/g
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
  const { open, escaped } = interpolationsIn(readTextIfThere(`${root}/${dir}/${RESOLVED_YAML}`) ?? '')
  const resolved = readTextIfThere(`${root}/${dir}/${RESOLVED}`)
  visitTexts(parseJson(resolved ?? ''), '', (where, text) => {
    // JSON has no escapes: whether a text means itself is told by its YAML.
    const isOpen = [...text.matchAll(OPENING)].some(([, , opening = '']) => !escaped.has(opening))
    if (isOpen) found.interpolations.push({ file: RESOLVED, where, text })
    if (isAnchored(text)) found.anchoredPaths.push({ file: RESOLVED, where, text })
    else if (FOREIGN.test(text)) found.foreignPaths.push({ file: RESOLVED, where, text })
  })
  found.interpolations.push(...open)
  return found
}

function interpolationsIn(yaml: string): { readonly open: readonly Passage[]; readonly escaped: ReadonlySet<string> } {
  const open: Passage[] = []
  const escaped = new Set<string>()
  for (const [index, line] of yaml.includes('${') ? yaml.split('\n').entries() : []) {
    for (const { index: at, 1: slashes = '', 2: opening = '' } of line.matchAll(OPENING)) {
      if (isEscaped(line.slice(0, at), slashes.length)) escaped.add(opening)
      else {
        const text = INTERPOLATION.exec(line.slice(at))?.[0] ?? opening
        open.push({ file: RESOLVED_YAML, where: `line ${index + 1}`, text })
      }
    }
  }
  return { open, escaped }
}

/** Whether a backslash stands before `${` in the value; within double quotes YAML writes each of them twice. */
function isEscaped(before: string, slashCount: number): boolean {
  const quoteCount = before.replace(/\\./g, '').split('"').length - 1
  return (quoteCount % 2 === 1 ? slashCount >> 1 : slashCount) % 2 === 1
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
