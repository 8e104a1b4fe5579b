/** The live log of a run, written without any library: one JSON object a line, appended with one write. */

import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A function that appends a point of each metric to `<dir>/metrics/main.<attempt>.jsonl`.
 * Without an attempt from the environment, the first number whose file does not exist is taken: a log has one writer.
 */
export function openMetrics(dir, attemptText) {
  mkdirSync(join(dir, 'metrics'), { recursive: true })
  let attempt = Number(attemptText ?? 1)
  if (attemptText === undefined) while (existsSync(pathOf(dir, attempt))) attempt++
  const path = pathOf(dir, attempt)
  return (step, values) => {
    const point = { step }
    for (const [key, value] of Object.entries(values)) point[key] = Number.isFinite(value) ? value : String(value)
    point._at = Date.now()
    appendFileSync(path, `${JSON.stringify(point)}\n`)
  }
}

function pathOf(dir, attempt) {
  return join(dir, 'metrics', `main.${attempt}.jsonl`)
}
