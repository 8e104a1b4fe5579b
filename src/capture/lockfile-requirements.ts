import { type AddPackage, pythonName } from './package-list.js'

const PINNED = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*===?\s*([^\s;#,\\]+)\s*(?:$|[;#\\]|--)/

/** `requirements*.txt`: lines pinned with `==`. Ranges, wildcards, URLs and options pin nothing. */
export function lockedByRequirements(text: string, add: AddPackage): void {
  for (const line of text.split(/\r?\n/)) {
    const [, name, version] = PINNED.exec(line) ?? []
    if (name !== undefined && version !== undefined && !version.includes('*')) add(pythonName(name), version)
  }
}
