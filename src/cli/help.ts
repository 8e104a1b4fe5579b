import type { Command, FlagSpecs } from './command.js'
import { COMMANDS, findCommand } from './commands.js'
import { GLOBAL_FLAGS } from './parse.js'
import { fold } from './render/fold.js'
import type { Style } from './render/style.js'

const INDENT = '  '

/** The page of `rundir --help`. */
export function renderOverview(version: string, columns: number, style: Style): string {
  const lines = [
    `${style.bold('rundir')} ${version}  gives every run a directory that can be trusted`,
    '',
    `Usage: rundir ${style.cyan('COMMAND')} [flags]`,
    '',
  ]
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  for (const group of new Set(Object.values(COMMANDS).map((entry) => entry.group))) {
    lines.push(style.bold(group))
    for (const [name, entry] of Object.entries(COMMANDS)) {
      if (entry.group === group) lines.push(described(name, width, entry.summary, columns, style))
    }
    lines.push('')
  }
  lines.push(style.bold('Everywhere'), ...flagLines(GLOBAL_FLAGS, columns, style), '')
  lines.push('RUN is a name, a unique part of one, an id, a path, or latest.')
  lines.push(`First run: ${style.cyan('rundir run -- python train.py')}`)
  return lines.join('\n')
}

/** The page of a word that several commands begin with. */
export function renderFamily(first: string, names: readonly string[], columns: number, style: Style): string {
  const width = Math.max(...names.map((name) => name.length))
  return [
    `Usage: rundir ${style.cyan(`${first} PART`)} [flags]`,
    '',
    ...names.map((name) => described(name, width, findCommand(name)?.summary ?? '', columns, style)),
    '',
    `rundir ${first} PART --help shows flags and examples.`,
  ].join('\n')
}

/** The page of `rundir COMMAND --help`. */
export function renderHelp(name: string, command: Command, columns: number, style: Style): string {
  const flags: FlagSpecs = command.flags
  const lines = [`${command.summary}.`, '', `Usage: ${usageOf(name, command)}`]
  if (command.details !== undefined) lines.push('', ...detailsFolded(command.details, columns))
  if (command.args.length > 0) {
    const width = Math.max(...command.args.map((spec) => spec.name.length))
    lines.push('', style.bold('Arguments'))
    for (const spec of command.args) lines.push(described(spec.name, width, spec.help, columns, style))
  }
  if (Object.keys(flags).length > 0) lines.push('', style.bold('Flags'), ...flagLines(flags, columns, style))
  lines.push('', style.bold('Examples'), ...command.examples.map((example) => INDENT + example))
  const everywhere = '-C DIR, --workspace DIR, --json, --quiet, --color WHEN, --yes work with every command.'
  lines.push('', style.dim(fold(everywhere, 0, columns)))
  return lines.join('\n')
}

/** `rundir run [flags] [KEY=VALUE…] -- COMMAND…` */
export function usageOf(name: string, command: Pick<Command, 'args' | 'flags' | 'rest'>): string {
  const args = command.args.map((spec) => {
    const text = spec.repeated === true ? `${spec.name}…` : spec.name
    return spec.optional === true ? `[${text}]` : text
  })
  const flags = Object.keys(command.flags).length > 0 ? ['[flags]'] : []
  const rest = command.rest === undefined ? [] : ['--', command.rest]
  return ['rundir', name, ...flags, ...args, ...rest].join(' ')
}

function flagLines(flags: FlagSpecs, columns: number, style: Style): string[] {
  const rows = Object.entries(flags).map(([name, spec]) => {
    const long = name === 'cwd' ? '' : `--${name}`
    const short = spec.short === undefined ? '' : `-${spec.short}`
    const both = [short, long].filter((part) => part !== '').join(', ')
    const left = spec.type === 'boolean' ? both : `${both} ${spec.value ?? (spec.type === 'number' ? 'N' : 'TEXT')}`
    return { left, help: spec.help + (spec.type === 'list' ? ' (repeatable)' : '') }
  })
  const width = Math.max(...rows.map((row) => row.left.length))
  return rows.map((row) => described(row.left, width, row.help, columns, style))
}

/** Sentences are folded; what is indented is an example or a table. */
function detailsFolded(details: string, columns: number): string[] {
  return details.split('\n').map((line) => (line.startsWith(' ') ? line : fold(line, 0, columns)))
}

/** A word in a column of `width`, and beside it what it means. */
function described(word: string, width: number, meaning: string, columns: number, style: Style): string {
  const start = `${INDENT}${style.cyan(word.padEnd(width))}${INDENT}`
  return start + fold(meaning, width + 2 * INDENT.length, columns)
}
