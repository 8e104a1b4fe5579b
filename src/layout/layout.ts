/** Where a run lives: paths relative to the workspace with `/`, canonical (a `:` is a `:`). */
export interface Place {
  readonly path: string
  readonly logPath: string
}

/** A kind of place for runs. Law: `recognise(place(x).path)` equals `x`. */
export interface Layout<Identity> {
  readonly name: string
  /** Throws NAME_INVALID for an identity with a part that cannot be in a path. */
  place(identity: Identity): Place
  /** The identity of the run at a canonical path; undefined for a foreign directory. */
  recognise(path: string): Identity | undefined
}

/** A canonical path as it stands on disk: Windows has no `:` in names, there it is written `%3A` (spec 1.9). */
export function diskPath(path: string, windows: boolean): string {
  return windows ? path.replaceAll(':', '%3A') : path
}

/** Inverse of `diskPath` on either system. */
export function canonicalPath(path: string): string {
  return path.replace(/%3a/gi, ':')
}

/** A run that keeps its logs in its own folder. */
export function placeWithLogs(path: string): Place {
  return { path, logPath: `${path}/logs` }
}
