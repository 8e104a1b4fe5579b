// What all benchmarks share: whole processes side by side, medians, ratios of pairs that ran next to each other.
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'

/** An environment in which Node starts as it does on a bare machine. */
export function plainEnvironment(more = {}) {
  const environment = { ...process.env, ...more }
  delete environment.NODE_EXTRA_CA_CERTS
  for (const name of Object.keys(environment)) if (/^RUN_|^RUNDIR_/.test(name)) delete environment[name]
  return environment
}

export const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length }

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}

/** Wall milliseconds of one process; throws when it fails. */
export function timeProcess(command, options = {}) {
  const [file, ...args] = command
  const began = performance.now()
  const { status, signal, error } = spawnSync(file, args, { stdio: 'ignore', env: plainEnvironment(), ...options })
  const tookMs = performance.now() - began
  if (error || signal || status !== (options.expected ?? 0))
    throw new Error(`${command.join(' ')}: ${error ?? signal ?? status}`)
  return tookMs
}

/**
 * Runs each contender once a round, in turn, so that all meet the same weather; the first is the base.
 * Returns rows with the median and the median of the ratios to the base of the same round.
 */
export function race(rounds, contenders) {
  const names = Object.keys(contenders)
  const times = Object.fromEntries(names.map((name) => [name, []]))
  for (const name of names) contenders[name]()
  for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(contenders[name]())
  const [base] = names
  return names.map((name) => ({
    name,
    medianMs: round(median(times[name])),
    minMs: round(Math.min(...times[name])),
    ratio: round(median(times[name].map((ms, at) => ms / times[base][at]))),
    ratioOfMinima: round(Math.min(...times[name]) / Math.min(...times[base])),
  }))
}

export const round = (value) => Number(value.toPrecision(4))

export function printRows(title, rows) {
  console.log(`\n${title}`)
  console.table(Object.fromEntries(rows.map(({ name, ...figures }) => [name, figures])))
}
