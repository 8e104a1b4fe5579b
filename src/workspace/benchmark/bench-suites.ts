import { listEntries } from '../../disk/directory.js'
import { isRundirError } from '../../error/rundir-error.js'
import type { Tier } from '../../evaluation/benchmark.js'
import { isPathPart } from '../../run/path-part.js'
import type { Workspace } from '../open.js'
import { tiersIn } from './bench-prompt.js'
import { readScenarioFile, SUITES } from './bench-scenario.js'

/** A scenario as it is offered to be run. */
export interface OfferedScenario {
  readonly name: string
  /** Why it cannot be run, for one that cannot. */
  readonly title: string
  /** Of which there is a prompt. */
  readonly tiers: readonly Tier[]
}

export interface OfferedSuite {
  readonly name: string
  readonly scenarios: readonly OfferedScenario[]
}

/** The suites of a workspace with their scenarios, by name; those without a scenario are left out. */
export function listSuites(workspace: Workspace): OfferedSuite[] {
  const { root } = workspace
  const suites = foldersIn(root, SUITES).map((name) => ({
    name,
    scenarios: foldersIn(root, `${SUITES}/${name}/scenarios`).map((scenario) => ({
      name: scenario,
      title: titleOf(root, `${SUITES}/${name}/scenarios/${scenario}`),
      tiers: tiersIn(root, `${SUITES}/${name}/prompts/${scenario}`),
    })),
  }))
  return suites.filter(({ scenarios }) => scenarios.length > 0)
}

function titleOf(root: string, folder: string): string {
  try {
    return readScenarioFile(root, folder).title
  } catch (error) {
    if (!isRundirError(error)) throw error
    return error.message
  }
}

function foldersIn(root: string, path: string): string[] {
  return listEntries(`${root}/${path}`)
    .filter(({ kind, name }) => kind === 'directory' && isPathPart(name))
    .map(({ name }) => name)
    .sort()
}
