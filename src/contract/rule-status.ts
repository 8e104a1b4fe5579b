import type { Manifest } from '../run/manifest.js'
import { isTerminalStatus } from '../run/status.js'
import type { Problem } from './finding.js'
import type { RunInventory } from './inventory.js'
import type { Rule } from './rule.js'

const FILE = 'run_manifest.json'

/** The status of a run against what can be seen of it. */
export const STATUS_RULES: readonly Rule<RunInventory>[] = [
  {
    id: 'R020',
    title: 'A run says running, and its processes are gone',
    severity: 'error',
    what: 'The manifest says `running`, and neither rundir nor the program lives on this machine.',
    why: 'Both were killed, or the machine went down; the metrics that were logged are all there.',
    fix: 'rundir repair ends and seals it, rundir resume goes on with it',
    check: (inventory) =>
      isLost(inventory)
        ? [{ path: `${inventory.dir}/${FILE}`, message: 'it says running, and its processes are gone' }]
        : [],
  },
  {
    id: 'R021',
    title: 'The status and the ending contradict each other',
    severity: 'error',
    what: 'A completed run has an exit code other than 0 or a signal, or a run that was launched and has ended has no `ended_at`.',
    why: 'Lists and comparisons believe the status.',
    fix: 'look at attempts/ and the logs, and correct the manifest',
    check: checkEnding,
  },
  {
    id: 'R022',
    title: 'The attempts and the manifest disagree',
    severity: 'error',
    what: 'The attempt that the manifest names has no readable file, there is a later one, or an ended run has an attempt without end.',
    why: 'rundir was killed between the two writes, or a file was removed.',
    fix: 'rundir repair follows the attempts',
    check: checkAttempts,
  },
  {
    id: 'R023',
    title: 'A command was never started',
    severity: 'error',
    what: 'The run was claimed for a command, is still `created`, and the process that claimed it is gone.',
    why: 'rundir was killed before the command began; nothing ever comes of this run.',
    fix: 'rundir repair marks it as failed',
    check: ({ dir, manifest, attempts, isClaimantGone }) =>
      manifest.kind === 'read' && isStillborn(manifest.manifest, attempts.size) && isClaimantGone === true
        ? [
            {
              path: `${dir}/${FILE}`,
              message: 'its command was never started, and the process that would have is gone',
            },
          ]
        : [],
  },
]

/** Claimed for a command, and then nothing. A run without a command waits for whoever claimed it. */
export function isStillborn(manifest: Manifest, attemptCount: number): boolean {
  return manifest.status === 'created' && manifest.command !== null && attemptCount === 0
}

/** Whether the manifest says `running` of processes that are gone. */
export function isLost({ manifest: reading }: RunInventory): boolean {
  return reading.kind === 'read' && reading.manifest.status === 'running' && reading.status === 'lost'
}

function checkEnding({ dir, manifest: reading }: RunInventory): Problem[] {
  if (reading.kind !== 'read') return []
  const { status, attempt, ended_at, exit_code, signal } = reading.manifest
  const path = `${dir}/${FILE}`
  if (isTerminalStatus(status) && attempt > 0 && ended_at === null && reading.manifest.seal !== null)
    return [{ path, message: `it says ${status} and has no ended_at` }]
  if (status === 'completed' && signal !== null) return [{ path, message: `it says completed, after ${signal}` }]
  const failed = status === 'completed' && exit_code !== null && exit_code !== 0
  return failed ? [{ path, message: `it says completed, after exit code ${exit_code}` }] : []
}

function checkAttempts({ dir, manifest: reading, attempts, isClaimantGone }: RunInventory): Problem[] {
  if (reading.kind !== 'read') return []
  const { attempt: last, status } = reading.manifest
  const problem = (number: number, message: string): Problem[] => [{ path: `${dir}/attempts/${number}.json`, message }]
  const later = [...attempts.keys()].find((number) => number > last)
  if (later !== undefined && isClaimantGone !== false) return problem(later, `the manifest knows of ${last} attempts`)
  if (last === 0) return []
  const attempt = attempts.get(last)
  if (attempt === undefined) return problem(last, 'the file of the last attempt is missing')
  if (attempt === null) return problem(last, 'the file of the last attempt cannot be read')
  const isOpen = isTerminalStatus(status) && attempt.ended_at === null
  return isOpen ? problem(last, `the run is ${status}, and its attempt has no end`) : []
}
