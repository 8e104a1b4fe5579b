import { RundirError } from '../../error/rundir-error.js'
import type { ShownStatus } from '../../run/status.js'
import { Damage, type Run } from '../../store/read.js'
import { parseNumber } from '../../value/json.js'
import { didYouMean } from '../../value/nearest.js'

/** One line of a list of runs; keys as `ls --json` prints them. */
export interface Row {
  readonly run_id: string | null
  readonly name: string
  /** Relative to the workspace. */
  readonly dir: string
  readonly layout: string | null
  readonly status: ShownStatus | 'damaged'
  readonly project_name: string
  readonly run_type: string
  readonly created_at: string
  readonly duration_ms: number | null
  readonly exit_code: number | null
  readonly phase: string | null
  readonly profile: string | null
  readonly batch_id: string | null
  readonly group: string | null
  readonly tags: Readonly<Record<string, string>>
  /** Last value of each metric. */
  readonly metrics: Readonly<Record<string, number | string>>
  /** Why the run cannot be read; null for a healthy one. */
  readonly damage: string | null
}

export function makeRow(run: Run | Damage, now: number): Row {
  return run instanceof Damage ? damagedRow(run) : healthyRow(run, now)
}

function healthyRow({ dir, manifest, status }: Run, now: number): Row {
  const { started_at, ended_at } = manifest
  return {
    run_id: manifest.run_id,
    name: manifest.name,
    dir,
    layout: manifest.layout,
    status,
    project_name: manifest.project_name,
    run_type: manifest.run_type,
    created_at: manifest.created_at,
    // Most rows of a long list are dropped before anybody asks for this.
    get duration_ms() {
      const endedAt = ended_at === null ? (status === 'running' ? now : undefined) : Date.parse(ended_at)
      return started_at === null || endedAt === undefined ? null : span(Date.parse(started_at), endedAt)
    },
    exit_code: manifest.exit_code,
    phase: manifest.phase,
    profile: manifest.profile,
    batch_id: manifest.batch_id,
    group: manifest.group,
    tags: manifest.tags,
    metrics: manifest.summary,
    damage: null,
  }
}

/** Null for dates that are none. */
function span(from: number, to: number): number | null {
  return Number.isNaN(to - from) ? null : Math.max(0, to - from)
}

function damagedRow({ dir, why }: Damage): Row {
  return {
    run_id: null,
    name: dir.slice(dir.lastIndexOf('/') + 1),
    dir,
    layout: null,
    status: 'damaged',
    project_name: '',
    run_type: '',
    created_at: '',
    duration_ms: null,
    exit_code: null,
    phase: null,
    profile: null,
    batch_id: null,
    group: null,
    tags: {},
    metrics: {},
    damage: why,
  }
}

/** Columns that every row has. */
export const ROW_FIELDS = [
  'run_id',
  'name',
  'dir',
  'layout',
  'status',
  'project_name',
  'run_type',
  'created_at',
  'duration_ms',
  'exit_code',
  'phase',
  'profile',
  'batch_id',
  'group',
] as const satisfies readonly (keyof Row)[]

/**
 * Throws VALUE_INVALID, with the nearest names, for a field that is no column, no tag and, as far as these rows tell, no metric.
 */
export function checkField(name: string, rows: readonly Row[]): void {
  if (!isMetricName(name)) return
  const metrics = new Set(rows.flatMap((row) => Object.keys(row.metrics)))
  if (rows.length === 0 || metrics.has(name)) return
  throw new RundirError('VALUE_INVALID', `no run listed has a field "${name}"`, {
    hint: didYouMean(name, [...ROW_FIELDS, ...metrics]) ?? `columns: ${ROW_FIELDS.join(', ')}, tag.NAME, or a metric`,
  })
}

/** Whether a field that a filter or `--sort` asks for can only be a metric. */
export function isMetricName(name: string): boolean {
  return !name.startsWith('tag.') && !(ROW_FIELDS as readonly string[]).includes(name)
}

/** A field of a row by the name that filters, `--sort` and `--columns` use: a key, `tag.<name>`, or a metric. */
export function fieldOf(row: Row, name: string): string | number | null {
  if (name.startsWith('tag.')) return plain(own(row.tags, name.slice('tag.'.length)))
  if (isColumn(row, name)) return plain(row[name])
  return parseNumber(own(row.metrics, name)) ?? null
}

function isColumn(row: Row, name: string): name is keyof Row {
  return Object.hasOwn(row, name)
}

function own(values: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : null
}

function plain(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null
}
