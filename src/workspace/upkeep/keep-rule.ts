import { RundirError } from '../../error/rundir-error.js'
import { STORED_STATUSES } from '../../run/status.js'
import { parseBytes, parseDuration } from '../../value/amount.js'
import { didYouMean } from '../../value/nearest.js'
import { parseFilter } from '../look/filter.js'
import { fieldOf, isMetricName, ROW_FIELDS, type Row } from '../look/row.js'

/**
 * What `--keep` can say. `last`: the newest runs, of all or for each value of a field. `within`: runs that were made or ended so lately.
 * `lineage`: a run and what came from it. `size`, `field`: runs of which that is true.
 */
export type KeepRule = { readonly text: string } & (
  | { readonly kind: 'last'; readonly count: number; readonly per: string | undefined }
  | { readonly kind: 'within'; readonly lengthMs: number }
  | { readonly kind: 'lineage'; readonly run: string }
  | { readonly kind: 'size'; readonly holds: (sizeBytes: number) => boolean }
  | { readonly kind: 'field'; readonly holds: (row: Row) => boolean }
)

/** Whether a rule looks at metrics, which are not in the manifest of a run that nobody sealed. */
export function asksForMetrics({ text }: KeepRule): boolean {
  return text.startsWith('metric.') || text.startsWith('last.metric.')
}

const TERM = /^([A-Za-z_][A-Za-z0-9_./-]*?)(!=|<=|>=|=|<|>|~)(.*)$/s
const WORDS = ['last', 'within', 'size', 'lineage', 'metric', 'tag'] as const
const STATUSES: readonly string[] = [...STORED_STATUSES, 'unknown']

/**
 * Parses `last=10`, `last.project_name=3`, `within=30d`, `size<100MB`, `lineage=RUN`, or a term of a list, in which a metric is
 * `metric.KEY`: a word that means nothing must not be taken for a metric that no run has. Throws FLAG_INVALID.
 */
export function parseKeepRule(text: string): KeepRule {
  const [, key = '', operator = '', value = ''] = TERM.exec(text) ?? []
  if (operator === '' || value === '')
    throw wrong(text, 'is no rule', 'write KEY=VALUE, such as last=10 or status=completed')
  if (key === 'last' || key.startsWith('last.'))
    return lastRule(text, { per: key.slice('last.'.length), operator, value })
  if (key === 'within') return withinRule(text, operator, value)
  if (key === 'size') return sizeRule(text, operator, value)
  if (key === 'lineage') {
    if (operator === '=') return { text, kind: 'lineage', run: value }
    throw wrong(text, 'needs =', 'write lineage=RUN')
  }
  return fieldRule(text, key, operator, value)
}

interface LastTerm {
  readonly per: string
  readonly operator: string
  readonly value: string
}

function lastRule(text: string, { per, operator, value }: LastTerm): KeepRule {
  if (operator !== '=' || !/^[1-9]\d{0,8}$/.test(value))
    throw wrong(text, 'does not say how many', 'write last=10, or last.project_name=3 for three of each project')
  if (per === '') return { text, kind: 'last', count: Number(value), per: undefined }
  const field = fieldNamed(text, per)
  return { text, kind: 'last', count: Number(value), per: field }
}

function withinRule(text: string, operator: string, value: string): KeepRule {
  const lengthMs = operator === '=' ? parseDuration(value) : undefined
  if (lengthMs !== undefined) return { text, kind: 'within', lengthMs }
  throw wrong(text, 'is no length of time', 'write within=30d; units are min, h, d, w and y')
}

function sizeRule(text: string, operator: string, value: string): KeepRule {
  const limit = parseBytes(value)
  const compare = COMPARISONS[operator]
  if (limit !== undefined && compare !== undefined)
    return { text, kind: 'size', holds: (sizeBytes) => compare(sizeBytes, limit) }
  throw wrong(text, 'compares with no size', 'write size<100MB; units are B, kB, MB, GB, TB, KiB, MiB, GiB and TiB')
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

function fieldRule(text: string, key: string, operator: string, value: string): KeepRule {
  const field = fieldNamed(text, key)
  if (field === 'status' && (operator === '=' || operator === '!=') && !STATUSES.includes(value.toLowerCase()))
    throw wrong(text, `names no status`, didYouMean(value, STATUSES) ?? `one of ${STATUSES.join(', ')}`)
  return { text, kind: 'field', holds: parseFilter([`${field}${operator}${value}`]) }
}

/** The name by which `fieldOf` knows a column, `tag.NAME` or `metric.KEY`. */
function fieldNamed(text: string, key: string): string {
  const metric = key.startsWith('metric.') ? key.slice('metric.'.length) : ''
  if (isMetricName(metric) && metric !== '') return metric
  if (!isMetricName(key) && key !== 'tag.') return key
  const meant = didYouMean(key, [...WORDS, ...ROW_FIELDS]) ?? 'rundir gc --help shows what a rule can be'
  throw wrong(text, `has no meaning: there is no "${key}"`, `${meant} (a metric is written metric.${key})`)
}

function wrong(text: string, what: string, hint: string): RundirError {
  return new RundirError('FLAG_INVALID', `--keep ${JSON.stringify(text)} ${what}`, { hint })
}

/** The rows that `last` keeps: of each value of its field, the newest. A date that is none counts as the newest. */
export function newestRows(rows: readonly Row[], count: number, per: string | undefined): Row[] {
  const taken = new Map<string | number | null, number>()
  const age = (row: Row): number => {
    const at = Date.parse(row.created_at)
    return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at
  }
  const newestFirst = rows.toSorted((a, b) => age(b) - age(a) || (a.dir < b.dir ? 1 : -1))
  return newestFirst.filter((row) => {
    const value = per === undefined ? null : fieldOf(row, per)
    const before = taken.get(value) ?? 0
    taken.set(value, before + 1)
    return before < count
  })
}
