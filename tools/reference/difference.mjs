const MOST_LINES = 40

/** The lines that differ between two texts, `-` before and `+` after, from the first difference to the last; none when equal. */
export function difference(before, after) {
  if (before === after) return []
  const old = before.split('\n')
  const now = after.split('\n')
  let start = 0
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++
  let end = 0
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++
  const removed = old.slice(start, old.length - end).map((line) => `-${line}`)
  const added = now.slice(start, now.length - end).map((line) => `+${line}`)
  return [`@@ line ${start + 1} @@`, ...shortened(removed), ...shortened(added)]
}

function shortened(lines) {
  if (lines.length <= MOST_LINES) return lines
  return [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more`]
}
