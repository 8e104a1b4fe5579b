import { code, inText, page, table } from './page.mjs'

/** The page of every command: usage, arguments, flags, examples. */
export function commandsPage({ commands, GLOBAL_FLAGS, usageOf }) {
  const groups = [...new Set(commands.map(({ group }) => group))]
  const contents = groups.map((group) => {
    const links = commands.filter((each) => each.group === group).map(({ name }) => `[${name}](#${anchor(name)})`)
    return `- **${group}**: ${links.join(', ')}`
  })
  return page(
    'Commands',
    '`src/cli/command/`',
    `Data goes to standard output, notices and progress to standard error. RUN is a name, a unique part of one, an id, a path, or
\`latest\`. Exit statuses and error codes: [errors.md](errors.md). The same text: \`rundir COMMAND --help\`.`,
    contents.join('\n'),
    '## Flags of every command',
    flagTable(GLOBAL_FLAGS),
    ...commands.map((each) => section(each, usageOf)),
  )
}

function section({ name, command }, usageOf) {
  const parts = [`## rundir ${name}`, `${command.summary}.`, `\`\`\`text\n${usageOf(name, command)}\n\`\`\``]
  if (command.details !== undefined) parts.push(inText(command.details))
  if (command.args.length > 0) {
    parts.push(
      table(
        ['argument', 'meaning'],
        command.args.map((spec) => [code(spec.name), inText(spec.help)]),
      ),
    )
  }
  if (Object.keys(command.flags).length > 0) parts.push(flagTable(command.flags))
  parts.push(`\`\`\`sh\n${command.examples.join('\n')}\n\`\`\``)
  return parts.join('\n\n')
}

function flagTable(flags) {
  const rows = Object.entries(flags).map(([name, spec]) => {
    const short = spec.short === undefined ? [] : [`-${spec.short}`]
    const long = name === 'cwd' ? [] : [`--${name}`]
    const value = spec.type === 'boolean' ? '' : ` ${spec.value ?? (spec.type === 'number' ? 'N' : 'TEXT')}`
    const isSaid = spec.choices?.every((choice) => spec.help.includes(choice)) ?? true
    const choices = isSaid ? '' : ` (${spec.choices.map(code).join(', ')})`
    const repeatable = spec.type === 'list' ? '; repeatable' : ''
    return [code([...short, ...long].join(', ') + value), inText(spec.help) + choices + repeatable]
  })
  return table(['flag', 'meaning'], rows)
}

function anchor(name) {
  return `rundir-${name.replaceAll(' ', '-')}`
}
