import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Acknowledged } from './allocating-process.js'

/** What every process of a race was told. */
export function readHistory(folder: string): Acknowledged[] {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Acknowledged => JSON.parse(line)),
  )
}

/**
 * What is wrong with a history, as sentences; nothing for a sound one. Knows nothing of the allocator but the page
 * of the format: where a claim stands, and what must be true of names and numbers.
 */
export function historyFaults(root: string, history: readonly Acknowledged[]): string[] {
  const faults: string[] = []
  const dirs = new Set<string>()
  const numbers = new Set<string>()
  for (const { family, dir, number } of history) {
    if (dirs.has(dir)) faults.push(`${dir} was given twice`)
    dirs.add(dir)
    if (!existsSync(join(root, '.rundir/claims/names', `${dir.toLowerCase()}.claim`)))
      faults.push(`${dir} has no claim`)
    if (number === null) continue
    const key = `${family}/${number}`
    if (numbers.has(key)) faults.push(`${key} was given twice`)
    numbers.add(key)
    const shard = Math.floor(number / 1000)
    if (!existsSync(join(root, '.rundir/claims/numbers', family, `${shard}`, `${number}`)))
      faults.push(`${key} has no claim`)
  }
  return [...faults, ...orderFaults(history)]
}

/** Who asks for the next number after another one was answered gets a higher one. */
function orderFaults(history: readonly Acknowledged[]): string[] {
  const faults: string[] = []
  const numbered = history.flatMap((line) => (line.number === null ? [] : [{ ...line, number: line.number }]))
  const answers = [...numbered].sort((a, b) => (BigInt(a.gotAtNs) < BigInt(b.gotAtNs) ? -1 : 1))
  const questions = [...numbered].sort((a, b) => (BigInt(a.askedAtNs) < BigInt(b.askedAtNs) ? -1 : 1))
  const highest = new Map<string, number>()
  let answered = 0
  for (const question of questions.filter(({ isChosen }) => !isChosen)) {
    for (; answered < answers.length; answered++) {
      const answer = answers[answered]
      if (answer === undefined || BigInt(answer.gotAtNs) >= BigInt(question.askedAtNs)) break
      highest.set(answer.family, Math.max(highest.get(answer.family) ?? 0, answer.number))
    }
    const before = highest.get(question.family) ?? 0
    if (question.number <= before) faults.push(`${question.dir} was given after number ${before} of its family`)
  }
  return faults
}
