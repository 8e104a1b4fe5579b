import { printable, type Style } from './style.js'

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Columns with a higher number are left out first when the terminal is narrow; 0 never. */
  readonly expendable?: number
  /** May be cut, with `…`, down to this many characters. */
  readonly atLeast?: number
  /** What is cut loses its middle: names that begin alike end in what tells them apart. */
  readonly cutsMiddle?: boolean
}

export interface Cell {
  readonly text: string
  readonly paint?: keyof Style
}

const GAP = '  '

const NARROW = /^[\u0020-\u007e]*$/
/** East Asian wide and full width (UAX 11) and pictures; a few narrow neighbours are taken along. */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d37f}\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u

/** Columns that a terminal needs for a text, at most; wide scripts and pictures count double. */
export function widthOf(text: string): number {
  if (NARROW.test(text)) return text.length
  let width = 0
  for (const character of text) width += WIDE.test(character) ? 2 : 1
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
  shrink(kept, widths, columns, (at) => spec[at]?.atLeast)
  squeeze(kept, widths, columns)
  const line = (row: readonly Cell[]): string =>
    kept
      .map((at, place) => {
        const cell = row[at] ?? { text: '' }
        const text = (spec[at]?.cutsMiddle === true ? cutMiddle : cut)(cell.text, widths[at] ?? 0)
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

function shrink(
  kept: readonly number[],
  widths: number[],
  columns: number,
  leastOf: (at: number) => number | undefined,
): void {
  let excess = totalOf(kept, widths) - columns
  for (const at of [...kept].sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))) {
    const atLeast = leastOf(at)
    if (excess <= 0 || atLeast === undefined) continue
    const given = Math.min(excess, Math.max(0, (widths[at] ?? 0) - atLeast))
    widths[at] = (widths[at] ?? 0) - given
    excess -= given
  }
}

/** For a terminal that is too narrow for any sense: no line is broken, whatever is lost. */
function squeeze(kept: number[], widths: number[], columns: number): void {
  while (kept.length > 1 && kept.length + GAP.length * (kept.length - 1) > columns) kept.pop()
  shrink(kept, widths, columns, () => 1)
}

function totalOf(kept: readonly number[], widths: readonly number[]): number {
  return kept.reduce((sum, at) => sum + (widths[at] ?? 0) + GAP.length, -GAP.length)
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

function cutMiddle(text: string, width: number): string {
  if (widthOf(text) <= width || width < 3) return cut(text, width)
  const tailWidth = (width - 1) >> 1
  let tail = ''
  for (const character of [...text].toReversed()) {
    if (widthOf(character + tail) > tailWidth) break
    tail = character + tail
  }
  return cut(text, width - widthOf(tail)) + tail
}

function pad(text: string, width: number, align: 'left' | 'right', last: boolean): string {
  const spaces = ' '.repeat(Math.max(0, width - widthOf(text)))
  if (align === 'right') return spaces + text
  return last ? text : text + spaces
}
