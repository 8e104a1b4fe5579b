import { printable, type Style } from './style.js'

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Columns with a higher number are left out first when the terminal is narrow; 0 never. */
  readonly expendable?: number
  /** May be cut, with `…`, down to this many characters. */
  readonly atLeast?: number
}

export interface Cell {
  readonly text: string
  readonly paint?: keyof Style
}

const GAP = '  '

/** Characters that a terminal needs for a text of letters, digits and symbols; wide scripts count double. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
        character,
      )
        ? 2
        : 1
  return width
}

/**
 * A table that fits into `columns`: expendable columns are left out, then long cells are cut.
 * Without a terminal nothing is cut (`columns` is Infinity).
 */
export function renderTable(
  spec: readonly Column[],
  rows: readonly (readonly Cell[])[],
  columns: number,
  style: Style,
): string {
  const cells = rows.map((row) => row.map((cell) => ({ ...cell, text: printable(cell.text) })))
  const titles = spec.map((column) => printable(column.title))
  const widths = titles.map((title, at) =>
    Math.max(widthOf(title), ...cells.map((row) => widthOf(row[at]?.text ?? ''))),
  )
  const kept = keepColumns(spec, widths, columns)
  shrink(spec, widths, kept, columns)
  const line = (row: readonly Cell[]): string =>
    kept
      .map((at, place) => {
        const cell = row[at] ?? { text: '' }
        const text = cut(cell.text, widths[at] ?? 0)
        const last = place === kept.length - 1
        const padded = pad(text, widths[at] ?? 0, spec[at]?.align ?? 'left', last)
        return cell.paint === undefined ? padded : style[cell.paint](padded)
      })
      .join(GAP)
      .trimEnd()
  return [line(titles.map((text) => ({ text, paint: 'dim' }))), ...cells.map(line)].join('\n')
}

function keepColumns(spec: readonly Column[], widths: readonly number[], columns: number): number[] {
  let kept = spec.map((_, at) => at)
  const least = (at: number): number => Math.min(widths[at] ?? 0, spec[at]?.atLeast ?? Number.POSITIVE_INFINITY)
  const needed = (): number => kept.reduce((sum, at) => sum + least(at) + GAP.length, -GAP.length)
  while (needed() > columns) {
    const victims = kept.filter((at) => (spec[at]?.expendable ?? 0) > 0)
    if (victims.length === 0) break
    const victim = victims.reduce((a, b) => ((spec[b]?.expendable ?? 0) >= (spec[a]?.expendable ?? 0) ? b : a))
    kept = kept.filter((at) => at !== victim)
  }
  return kept
}

function shrink(spec: readonly Column[], widths: number[], kept: readonly number[], columns: number): void {
  let excess = kept.reduce((sum, at) => sum + (widths[at] ?? 0) + GAP.length, -GAP.length) - columns
  for (const at of [...kept].sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))) {
    const atLeast = spec[at]?.atLeast
    if (excess <= 0 || atLeast === undefined) continue
    const given = Math.min(excess, Math.max(0, (widths[at] ?? 0) - atLeast))
    widths[at] = (widths[at] ?? 0) - given
    excess -= given
  }
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break
    kept += character
  }
  return `${kept}…`
}

function pad(text: string, width: number, align: 'left' | 'right', last: boolean): string {
  const spaces = ' '.repeat(Math.max(0, width - widthOf(text)))
  if (align === 'right') return spaces + text
  return last ? text : text + spaces
}
