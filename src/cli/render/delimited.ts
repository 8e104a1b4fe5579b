import { printable } from './style.js'

/** Rows as CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets a leading `'`; numbers stay numbers. */
export function renderCsv(titles: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return [titles, ...rows].map((row) => row.map(csvCell).join(',')).join('\n')
}

/** Rows as a Markdown table. */
export function renderMarkdown(
  titles: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const line = (cells: readonly (string | number | null)[]): string =>
    `| ${cells
      .map((cell) => printable(String(cell ?? '').replace(/[\r\n\t\u0085\u2028\u2029]/g, ' ')).replaceAll('|', '\\|'))
      .join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n')
}

function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
