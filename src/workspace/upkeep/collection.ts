import type { Row } from '../look/row.js'

/** What a collection needs to know of a run that can be read. */
export interface CollectableRun {
  /** Relative to the workspace. */
  readonly dir: string
  readonly reference: string
  readonly runId: string
  /** References. */
  readonly parents: readonly string[]
  /** A pipeline or session: the runs whose first parent it is are parts of it. */
  readonly hasParts: boolean
  readonly endedAt: string | null
  readonly row: Row
}

/** Folder of a kept run → why. */
export type Kept = ReadonlyMap<string, string>

export interface Collection {
  /** What can go, children before their parents: whatever happens in between, no run that is there lacks its parent. */
  readonly taken: readonly CollectableRun[]
  readonly kept: Kept
}

/** Runs by what refers to them and by what they refer to. A text that names several (somebody copied a run) means all of them. */
export class Lineage {
  readonly runs: readonly CollectableRun[]
  readonly #named = new Map<string, CollectableRun[]>()
  readonly #children = new Map<CollectableRun, CollectableRun[]>()

  constructor(runs: readonly CollectableRun[]) {
    this.runs = runs
    for (const run of runs) for (const text of new Set([run.reference, run.dir, run.runId])) put(this.#named, text, run)
    for (const run of runs)
      for (const parent of new Set(run.parents.flatMap((text) => this.find(text)))) put(this.#children, parent, run)
  }

  /** The runs that a reference, folder or id means. */
  find(text: string): readonly CollectableRun[] {
    return this.#named.get(text) ?? []
  }

  childrenOf(run: CollectableRun): readonly CollectableRun[] {
    return this.#children.get(run) ?? []
  }

  partsOf(run: CollectableRun): readonly CollectableRun[] {
    if (!run.hasParts) return []
    return this.childrenOf(run).filter((child) => this.find(child.parents[0] ?? '').includes(run))
  }

  /** Folders of the runs that a text means, and of all that came from them. */
  descendantsOf(dir: string): Set<string> {
    const found = new Set(this.find(dir))
    for (const run of found) for (const child of this.childrenOf(run)) found.add(child)
    return new Set([...found].map((run) => run.dir))
  }
}

function put<Key>(groups: Map<Key, CollectableRun[]>, key: Key, run: CollectableRun): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [run])
  else group.push(run)
}

/**
 * Which runs can go when `kept` must stay: all others but those that a kept run refers to, directly or through others: its parents, its
 * parts, and what `textsOf` says that its files name. Law: no run that stays refers to one that goes.
 */
export function planCollection(
  lineage: Lineage,
  kept: Kept,
  textsOf: (run: CollectableRun) => Iterable<string>,
): Collection {
  const all = new Map(kept)
  const waiting = lineage.runs.filter((run) => all.has(run.dir))
  for (let run = waiting.pop(); run !== undefined; run = waiting.pop()) {
    const named = [...run.parents, ...textsOf(run)].flatMap((text) => lineage.find(text))
    for (const found of [...named, ...lineage.partsOf(run)]) {
      if (all.has(found.dir)) continue
      all.set(found.dir, `${run.dir} refers to it`)
      waiting.push(found)
    }
  }
  return { taken: childrenFirst(lineage, (run) => !all.has(run.dir)), kept: all }
}

/** Each run after its children; without recursion, since a chain of runs can be long. A circle that somebody wrote ends, too. */
function childrenFirst(lineage: Lineage, isWanted: (run: CollectableRun) => boolean): CollectableRun[] {
  const seen = new Set<CollectableRun>()
  const ordered: CollectableRun[] = []
  for (const start of lineage.runs) {
    const path: { run: CollectableRun; isDone: boolean }[] = [{ run: start, isDone: false }]
    for (let step = path.pop(); step !== undefined; step = path.pop()) {
      const { run, isDone } = step
      if (isDone) ordered.push(run)
      else if (isWanted(run) && !seen.has(run)) {
        seen.add(run)
        path.push({ run, isDone: true })
        for (const child of lineage.childrenOf(run)) path.push({ run: child, isDone: false })
      }
    }
  }
  return ordered
}
