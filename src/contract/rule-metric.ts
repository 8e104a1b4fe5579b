import { describeDamage } from '../metric/log-reader.js'
import type { Problem } from './finding.js'
import type { RunInventory } from './inventory.js'
import type { Rule } from './rule.js'

const FILE = 'metrics.json'

/** The metrics of a run: the logs, and what is made of them. */
export const METRIC_RULES: readonly Rule<RunInventory>[] = [
  {
    id: 'R040',
    title: 'metrics.json cannot be read',
    severity: 'error',
    what: '`metrics.json` is not a JSON object, or is of a newer version.',
    why: 'Python writes NaN and Infinity as they are, which is not JSON; a kill can cut the file.',
    fix: 'rundir repair makes it again from the logs; write non-finite numbers as "NaN", "Infinity", "-Infinity"',
    check: ({ dir, metrics }) =>
      metrics.file === 'unreadable' || metrics.file === 'newer'
        ? [
            {
              path: `${dir}/${FILE}`,
              message: `it is ${metrics.file === 'newer' ? 'of a newer version' : 'not a JSON object'}`,
            },
          ]
        : [],
  },
  {
    id: 'R041',
    title: 'metrics.json is missing',
    severity: 'error',
    what: 'A sealed run has live logs and no `metrics.json`, neither there nor in its list of checksums.',
    why: 'Programs that read the results of a run look there.',
    fix: 'rundir repair makes it from the logs',
    check: checkPresence,
  },
  {
    id: 'R042',
    title: 'A live log is damaged',
    severity: 'error',
    what: 'A whole line is no record or has a wrong checksum, or a record stands there twice, differently.',
    why: 'Points are lost there; all other lines are read.',
    fix: 'restore the log from a copy; the rest of it is good',
    check: ({ dir, metrics: { damage } }) => {
      const problems = damage.places.map((place) => ({
        path: `${dir}/metrics/${place.file}`,
        message: describeDamage(place),
      }))
      const moreCount = damage.count - problems.length
      if (moreCount > 0) problems.push({ path: `${dir}/metrics`, message: `and ${moreCount} more lines like these` })
      return problems
    },
  },
  {
    id: 'R043',
    title: 'The archive of the series is missing or damaged',
    severity: 'error',
    what: '`metrics.json` says that the series stand in `metrics.npz`, which is no whole archive with all of them.',
    why: 'Only the scalars are left, and the logs if they are there.',
    fix: 'rundir repair makes it from the logs',
    check: ({ dir, metrics }) =>
      metrics.lacksArchive ? [{ path: `${dir}/metrics.npz`, message: 'the series are missing or damaged' }] : [],
  },
  {
    id: 'R044',
    title: 'A required metric is missing',
    severity: 'error',
    what: 'A completed run has no metric that the workspace requires of its layout or phase (`contract.required_metrics`).',
    why: 'The workspace says that a run without it cannot be compared.',
    fix: 'log it in the program, or take it out of the settings',
    check: ({ dir, manifest, metrics, policy }) =>
      manifest.kind === 'read' && manifest.manifest.status === 'completed' && metrics.file !== 'unreadable'
        ? policy.requiredMetrics
            .filter((key) => !metrics.keys.includes(key))
            .map((key) => ({ path: dir, message: `it has no metric ${JSON.stringify(key)}` }))
        : [],
  },
]

function checkPresence({ dir, manifest, metrics, seal }: RunInventory): Problem[] {
  const isSealed = manifest.kind === 'read' && manifest.manifest.seal !== null
  const isListed = seal.list === undefined || seal.list.some((each) => each.path === FILE)
  if (!isSealed || isListed || metrics.file !== 'missing' || metrics.logs.length === 0) return []
  return [{ path: `${dir}/${FILE}`, message: `${metrics.logs.length} logs were never put together` }]
}
