import { maskArgv, maskTree } from '../../capture/secret.js'
import type { ConfigTree } from '../../config/tree.js'
import { digestBytes, digestText } from '../../disk/digest.js'
import { type Json, printCanonicalJson, strictJson } from '../../value/json.js'

/** Stands before the hash, so that another rule never passes for a match. */
const RULE = 'v1'

/** What makes two runs the same run, made twice. */
export interface IdentityFacts {
  /** Resolved, with `run` for the name and place of the run. */
  readonly config: ConfigTree
  readonly phase: string | null
  readonly command: readonly string[] | undefined
  /** Relative to the workspace; null outside. */
  readonly cwd: string | null
  readonly gitHash: string | null
  readonly patch: Uint8Array | null
  /** References of the runs whose results it takes. */
  readonly parents: readonly string[]
}

/**
 * The identity of a run: `v1:<sha256>` over configuration, phase, command, code (commit and patch) and parents (spec 4.3).
 * Secrets are masked before they are hashed. Files that git does not know, packages and the machine do not count.
 */
export function identityOf(facts: IdentityFacts): string {
  const { config, phase, command = [], cwd, gitHash, patch, parents } = facts
  const counted: Json = {
    // Infinity is a setting like any other, and JSON would make it null.
    config: maskTree(strictJson(config)),
    phase,
    command: maskArgv(command),
    cwd,
    code: [gitHash, patch === null ? null : digestBytes(patch)],
    parents: [...parents].sort(),
  }
  return `${RULE}:${digestText(printCanonicalJson(counted))}`
}
