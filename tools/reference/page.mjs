/** A Markdown page that says where it comes from; ends in one newline. */
export function page(title, source, ...parts) {
  return `${[`# ${title}`, `<!-- Written by \`npm run generate\` from ${source}; edits here are lost. -->`, ...parts].join('\n\n')}\n`
}

/** A Markdown table; `|` in a cell is escaped. */
export function table(titles, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n')
}

export function code(text) {
  return `\`${text}\``
}

/** Angle brackets and stars in help texts are meant as they are. */
export function inText(text) {
  return text.replaceAll('<', '&lt;').replaceAll('*', '\\*')
}
