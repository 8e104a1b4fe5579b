import { RundirError } from '../error/rundir-error.js'
import { didYouMean } from '../value/nearest.js'
import type { Answer, Command } from './command.js'
import { COMMANDS, findCommand, partsOf } from './commands.js'
import { parseInput, splitRest, takeCommandName } from './parse.js'
import { columnsOf, type GlobalValues, makeContext, openFrom, startFolder, styleFor } from './process-context.js'
import { decideColour, makeStyle } from './render/style.js'
import { reportError } from './report.js'
import { writeTo } from './stream.js'

declare const RUNDIR_VERSION: string

/** Runs one command line; returns the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  // Whoever reads standard error may go away first; what was said to nobody is no failure.
  process.stderr.on('error', () => undefined)
  const { before, rest } = splitRest(argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv)
  const { name, remaining } = takeCommandName(before, new Set(Object.keys(COMMANDS)))
  const plain = makeStyle(decideColour(undefined, process.env, process.stderr.isTTY === true))
  try {
    if (argv.length === 1 && argv[0] === '--version') return await printVersion()
    if (argv[0] === '__complete') return await answerCompletion(argv.slice(1))
    return name === undefined ? await runWithoutCommand(remaining) : await runCommand(name, remaining, rest)
  } catch (error) {
    return reportError(error, { json: before.includes('--json'), style: plain, debug: process.env['RUNDIR_DEBUG'] })
  }
}

async function printVersion(): Promise<number> {
  await writeTo(process.stdout, `${RUNDIR_VERSION}\n`)
  return 0
}

/** Called by the completion scripts at each Tab. */
async function answerCompletion(words: readonly string[]): Promise<number> {
  const { complete } = await import('./complete.js')
  const candidates = await complete(words, () => openFrom(startFolder(), undefined))
  await writeTo(process.stdout, candidates.map((candidate) => `${candidate}\n`).join(''))
  return 0
}

async function runWithoutCommand(words: readonly string[]): Promise<number> {
  const { flags } = parseInput('rundir', { flags: {}, args: [] }, words, undefined)
  const style = styleFor(flags.color)
  if (flags.version) return await printVersion()
  const { renderOverview } = await import('./help.js')
  const stream = flags.help ? process.stdout : process.stderr
  await writeTo(stream, `${renderOverview(RUNDIR_VERSION, columnsOf(stream), style)}\n`)
  return flags.help ? 0 : 2
}

async function runCommand(
  name: string,
  words: readonly string[],
  rest: readonly string[] | undefined,
): Promise<number> {
  const entry = findCommand(name)
  if (entry === undefined) return await runFamily(name, words)
  const command = (await entry.load()).command as unknown as Command
  if (words.includes('--help') || words.includes('-h')) {
    const { renderHelp } = await import('./help.js')
    const page = renderHelp(name, command as Command, columnsOf(process.stdout), styleFor(undefined))
    await writeTo(process.stdout, `${page}\n`)
    return 0
  }
  const input = parseInput(name, command, words, rest)
  const globals = input.flags as unknown as GlobalValues
  if (globals.version === true) {
    await writeTo(process.stdout, `${RUNDIR_VERSION}\n`)
    return 0
  }
  const answer = await command.run(makeContext(globals), input)
  await print(answer, globals.json)
  return answer.exitStatus ?? 0
}

async function print(answer: Answer, json: boolean): Promise<void> {
  if (json && answer.data !== undefined) await writeTo(process.stdout, `${JSON.stringify(answer.data, null, 2)}\n`)
  if (!json && answer.text !== undefined && answer.text !== '') await writeTo(process.stdout, `${answer.text}\n`)
}

/** `rundir eval`: what begins so, as a help. Throws COMMAND_UNKNOWN for a first or second word that no command has. */
async function runFamily(name: string, words: readonly string[]): Promise<number> {
  const parts = partsOf(name)
  const second = words.find((word) => !word.startsWith('-'))
  if (parts.length === 0)
    throw unknownCommand(
      name,
      [...new Set(Object.keys(COMMANDS).flatMap((one) => [one.replace(/ .*/, ''), one]))],
      'rundir --help lists the commands',
    )
  if (second !== undefined) throw unknownCommand(`${name} ${second}`, parts, `rundir ${name} --help lists them`)
  const isAsked = words.includes('--help') || words.includes('-h')
  const { renderFamily } = await import('./help.js')
  const stream = isAsked ? process.stdout : process.stderr
  await writeTo(stream, `${renderFamily(name, parts, columnsOf(stream), styleFor(undefined))}\n`)
  return isAsked ? 0 : 2
}

function unknownCommand(name: string, known: readonly string[], otherwise: string): RundirError {
  return new RundirError('COMMAND_UNKNOWN', `rundir has no command "${name}"`, {
    hint: didYouMean(name, known) ?? otherwise,
  })
}

main(process.argv.slice(2)).then((status) => {
  process.exitCode = status
})
