import { ALLOWED_ENDINGS } from '../../contract/allowed-ending.js'
import { checkRun, type RuleLevels } from '../../contract/check.js'
import type { Finding } from '../../contract/finding.js'
import type { RunInventory, RunSummary } from '../../contract/inventory.js'
import { MANIFEST_RULES } from '../../contract/rule-manifest.js'
import { policyFrom, type Surroundings, takeInventory } from '../../contract/take-inventory.js'
import { summarizeRun } from '../../contract/take-workspace.js'
import { digestFile } from '../../disk/digest.js'
import { statIfThere } from '../../disk/read.js'
import { isRundirError } from '../../error/rundir-error.js'
import type { Patterns } from '../../layout/builtin.js'
import type { Here } from '../../run/attempt.js'
import type { Settings } from '../settings-schema.js'

/** What every thread that verifies needs to know; plain data. */
export interface VerifyShare {
  readonly root: string
  readonly now: number
  readonly patterns: Patterns
  readonly contract: Settings['contract']
}

/** A file and what its content should be. */
export interface SealedFile {
  /** Of its run, relative to the workspace. */
  readonly dir: string
  /** Relative to the run. */
  readonly path: string
  readonly sha256: string
}

/** A run to check; `changed` says which of its sealed files were found changed, when they were read. */
export interface RunToCheck {
  readonly dir: string
  readonly changed: readonly string[] | undefined
}

/** A piece of the work, small enough to be shared out. */
export type VerifyTask =
  | { readonly kind: 'digest'; readonly files: readonly SealedFile[] }
  | { readonly kind: 'check'; readonly runs: readonly RunToCheck[] }

export interface VerifyAnswer {
  readonly changed: readonly SealedFile[]
  readonly findings: readonly Finding[]
  readonly summaries: readonly RunSummary[]
}

/** Does pieces of the work, one after the other, in whichever thread it is. */
export class VerifyBench {
  readonly surroundings: Surroundings
  readonly #root: string
  readonly #levels: RuleLevels

  constructor({ root, now, patterns, contract }: VerifyShare, here: Here) {
    this.#root = root
    this.#levels = contract.rules as RuleLevels
    const endings = [...ALLOWED_ENDINGS, ...contract.allowed_endings.map((ending) => ending.toLowerCase())]
    const wanted = { ...contract, allowedEndings: new Set(endings) }
    const digests = new Map<string, string | undefined>()
    this.surroundings = {
      reader: { root, here, now },
      patterns,
      policyFor: (manifest) => policyFrom(wanted, manifest),
      lockfileDigest: (path) => {
        if (!digests.has(path)) digests.set(path, digestIfFile(`${root}/${path}`))
        return digests.get(path)
      },
    }
  }

  run(task: VerifyTask): VerifyAnswer {
    if (task.kind === 'digest') return { changed: this.#findChanged(task.files), findings: [], summaries: [] }
    const findings: Finding[] = []
    const summaries: RunSummary[] = []
    for (const { dir, changed } of task.runs) {
      const inventory = this.takeStock(dir, changed)
      if (typeof inventory === 'string') {
        findings.push(this.#unreadable(dir, inventory))
        continue
      }
      findings.push(...checkRun(inventory, this.#levels))
      const summary = summarizeRun(inventory, this.surroundings)
      if (summary !== undefined) summaries.push(summary)
    }
    return { changed: [], findings, summaries }
  }

  /** The inventory of a run, or why the system does not let it be read: one bad run never hides the others. */
  takeStock(dir: string, changed: readonly string[] | undefined): RunInventory | string {
    try {
      return takeInventory(this.surroundings, dir, { changed })
    } catch (error) {
      if (isRundirError(error)) return error.message
      throw error
    }
  }

  #findChanged(files: readonly SealedFile[]): SealedFile[] {
    return files.filter(({ dir, path, sha256 }) => {
      const found = digestIfFile(`${this.#root}/${dir}/${path}`)
      return found !== undefined && found !== sha256
    })
  }

  #unreadable(dir: string, message: string): Finding {
    const rule = MANIFEST_RULES.find((each) => each.id === 'R002')
    return { rule: 'R002', severity: 'error', run: dir, path: dir, message, fix: rule?.fix ?? '' }
  }
}

/** Undefined for what is no regular file (any more); a file that the system refuses to read has no right checksum. */
function digestIfFile(path: string): string | undefined {
  if (statIfThere(path)?.kind !== 'file') return undefined
  try {
    return digestFile(path)
  } catch (error) {
    if (isRundirError(error, 'FILE_MISSING')) return undefined
    if (isRundirError(error)) return error.code
    throw error
  }
}
