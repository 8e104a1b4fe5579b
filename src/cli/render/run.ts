import type { RunView } from '../../workspace/look/show.js'
import type { Context } from '../context.js'
import { printAge, printDuration } from './number.js'
import { renderScalars } from './scalars.js'
import { statusPaint } from './status.js'
import { printable, type Style } from './style.js'

type Fact = readonly [title: string, text: string | null]

const SHOWN_FILES = 12

/** The page of `show`. */
export function renderRun(view: RunView, { style, columns, clock }: Context): string {
  const title = `${style.bold(printable(view.name))}  ${style[statusPaint(view.status)](view.status)}`
  const facts = factsOf(view, clock.now()).filter(
    (fact): fact is [string, string] => fact[1] !== null && fact[1] !== '',
  )
  const width = Math.max(...facts.map(([name]) => name.length))
  const lines = facts.map(([name, text]) => `  ${style.dim(name.padEnd(width))}  ${printable(text)}`)
  return [
    title,
    ...lines,
    ...metricLines(view, columns, style),
    ...fileLines(view, style),
    ...damageLines(view, style),
  ].join('\n')
}

function factsOf(view: RunView, now: number): Fact[] {
  const { started_at, ended_at, git_hash } = view
  const took =
    started_at !== null && ended_at !== null ? printDuration(Date.parse(ended_at) - Date.parse(started_at)) : null
  const ending = view.signal ?? (view.exit_code === null ? null : `exit ${view.exit_code}`)
  const dirty = view.git_dirty === true ? ' + uncommitted changes' : ''
  return [
    ['id', view.run_id],
    ['created', `${view.created_at} (${printAge(view.created_at, now)})`],
    ['took', [took, ending].filter((part) => part !== null).join(', ')],
    ['error', view.error],
    ['because', view.status_reason],
    ['command', view.command === null ? null : view.command.join(' ')],
    ['project', view.project_name],
    ['profile', [view.phase, view.profile].filter((part) => part !== null).join(' / ')],
    ['code', git_hash === null ? null : `${git_hash.slice(0, 8)} ${view.git_branch ?? ''}${dirty}`],
    ['packages', packagesOf(view)],
    ['host', [view.user, view.host].filter((part) => part !== null).join('@')],
    [
      'tags',
      Object.entries(view.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    ],
    ['parents', view.parents.join(' ')],
    ['children', view.children.join(' ')],
    ['attempts', view.attempts.length > 1 ? String(view.attempts.length) : null],
    ['notes', view.notes],
    ['folder', view.paths.run],
    ['logs', view.paths.logs],
  ]
}

function packagesOf(view: RunView): string | null {
  const count = Object.keys(view.package_versions).length
  return count === 0 ? null : `${count} from ${view.package_source ?? 'the environment'}`
}

function metricLines(view: RunView, columns: number, style: Style): string[] {
  return Object.keys(view.metrics).length === 0 ? [] : ['', renderScalars(view.metrics, columns, style)]
}

function fileLines(view: RunView, style: Style): string[] {
  const files = view.paths.artifacts
  if (files.length === 0) return []
  const shown = files.slice(0, SHOWN_FILES).map((file) => `  ${printable(file.slice(view.paths.run.length + 1))}`)
  const more = files.length > SHOWN_FILES ? [style.dim(`  … and ${files.length - SHOWN_FILES} more`)] : []
  return ['', style.dim('FILES'), ...shown, ...more]
}

function damageLines(view: RunView, style: Style): string[] {
  return view.damage.map((text) => style.red(`damaged: ${printable(text)}`))
}
