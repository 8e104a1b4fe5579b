import { lockedByNpm } from './lockfile-npm.js'
import { lockedByPnpm } from './lockfile-pnpm.js'
import { lockedByRequirements } from './lockfile-requirements.js'
import { lockedByToml } from './lockfile-toml.js'
import type { AddPackage } from './package-list.js'

/** One kind of lockfile: which files are of it, and what they pin. */
export interface LockfileKind {
  readonly language: 'python' | 'node'
  readonly file: RegExp
  /** Calls `add` for each package; a text that is no such lockfile pins nothing. */
  readonly read: (text: string, add: AddPackage) => void
}

/** In the order of trust within one folder. */
export const LOCKFILE_KINDS: readonly LockfileKind[] = [
  { language: 'python', file: /^uv\.lock$/, read: lockedByToml },
  { language: 'python', file: /^poetry\.lock$/, read: lockedByToml },
  { language: 'python', file: /^requirements\.txt$/, read: lockedByRequirements },
  { language: 'python', file: /^requirements.*\.txt$/, read: lockedByRequirements },
  { language: 'node', file: /^package-lock\.json$/, read: lockedByNpm },
  { language: 'node', file: /^pnpm-lock\.yaml$/, read: lockedByPnpm },
]
