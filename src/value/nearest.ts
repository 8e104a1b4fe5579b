/** Names of `known` that a person may have meant by `text`, best first, at most `limit`. */
export function nearestNames(text: string, known: Iterable<string>, limit = 3): string[] {
  const wanted = text.toLowerCase()
  const scored: { name: string; distance: number }[] = []
  for (const name of known) {
    const candidate = name.toLowerCase()
    const isPart = candidate !== wanted && candidate.includes(wanted) && wanted.length > 2
    // Of several names that hold the text, the shortest is the nearest.
    const distance = isPart ? 1 + (candidate.length - wanted.length) / 100 : editDistance(wanted, candidate)
    if (distance <= Math.max(2, Math.floor(wanted.length / 3))) scored.push({ name, distance })
  }
  scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  return scored.slice(0, limit).map((entry) => entry.name)
}

/** ` Did you mean a, b?`, or nothing when no name is near. */
export function didYouMean(text: string, known: Iterable<string>): string | undefined {
  const names = nearestNames(text, known)
  return names.length === 0 ? undefined : `did you mean ${names.join(', ')}?`
}

/** Insertions, deletions, substitutions and swaps of neighbours that lead from `a` to `b`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1)
      current.push(best)
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? 0
}
