/** What a run was made from. */
export type Ingredient =
  | 'command'
  | 'commit'
  | 'patch'
  | 'untracked'
  | 'settings'
  | 'packages'
  | 'parent'
  | 'path'
  | 'model'
  | 'variable'
  | 'machine'
  | 'result'

export interface Restorable {
  readonly what: Ingredient
  readonly how: string
}

export interface Missing {
  readonly what: Ingredient
  readonly why: string
  /** Whether the run cannot be made again without it. */
  readonly stops: boolean
}

/** What of a run can be restored and what cannot, gathered before anything runs (spec 2.9). */
export class Restoration {
  readonly restorable: Restorable[] = []
  readonly missing: Missing[] = []

  get isPossible(): boolean {
    return !this.missing.some(({ stops }) => stops)
  }

  can(what: Ingredient, how: string): void {
    this.restorable.push({ what, how })
  }

  /** The run is made without it. */
  lacks(what: Ingredient, why: string): void {
    this.missing.push({ what, why, stops: false })
  }

  /** The run is not made. */
  stop(what: Ingredient, why: string): void {
    this.missing.push({ what, why, stops: true })
  }
}
