import { isJsonObject, parseJson } from '../value/json.js'
import type { AddPackage } from './package-list.js'

const MODULES = 'node_modules/'

/** `package-lock.json`, versions 2 and 3: what is installed at the top comes before the copies further down. */
export function lockedByNpm(text: string, add: AddPackage): void {
  const lock = parseJson(text)
  const packages = isJsonObject(lock) ? lock['packages'] : undefined
  if (!isJsonObject(packages)) return
  const found = Object.entries(packages)
    .filter(([path]) => path.includes(MODULES))
    .sort(([a], [b]) => depth(a) - depth(b))
  for (const [path, entry] of found) {
    if (!isJsonObject(entry) || typeof entry['version'] !== 'string') continue
    const alias = path.slice(path.lastIndexOf(MODULES) + MODULES.length)
    add(typeof entry['name'] === 'string' ? entry['name'] : alias, entry['version'])
  }
}

function depth(path: string): number {
  return path.split(MODULES).length
}
