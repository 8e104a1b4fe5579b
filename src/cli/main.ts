import { resolve } from 'node:path'
import { RundirError } from '../error/rundir-error.js'
import { systemClock } from '../value/instant.js'
import { didYouMean } from '../value/nearest.js'
import type { Workspace } from '../workspace/open.js'
import type { Answer, Command } from './command.js'
import { COMMANDS, findCommand } from './commands.js'
import type { Context } from './context.js'
import { type GLOBAL_FLAGS, parseInput, splitRest, takeCommandName } from './parse.js'
import { decideColour, makeStyle, type Style } from './render/style.js'
import { reportError } from './report.js'
import { writeTo } from './stream.js'

declare const RUNDIR_VERSION: string

/** Runs one command line; returns the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    await writeTo(process.stdout, `${RUNDIR_VERSION}\n`)
    return 0
  }
  if (argv[0] === '__complete') return await answerCompletion(argv.slice(1))
  const { before, rest } = splitRest(argv)
  const { name, remaining } = takeCommandName(before, new Set(Object.keys(COMMANDS)))
  const plain = makeStyle(decideColour(undefined, process.env, process.stderr.isTTY === true))
  try {
    return name === undefined ? await runWithoutCommand(remaining) : await runCommand(name, remaining, rest)
  } catch (error) {
    return reportError(error, { json: before.includes('--json'), style: plain, debug: process.env['RUNDIR_DEBUG'] })
  }
}

/** Called by the completion scripts at each Tab. */
async function answerCompletion(words: readonly string[]): Promise<number> {
  const { complete } = await import('./complete.js')
  const candidates = await complete(words, () => openFrom(process.cwd(), undefined))
  await writeTo(process.stdout, candidates.map((candidate) => `${candidate}\n`).join(''))
  return 0
}

async function runWithoutCommand(words: readonly string[]): Promise<number> {
  const { flags } = parseInput('rundir', { flags: {}, args: [] }, words, undefined)
  const style = styleFor(flags.color)
  if (flags.version) {
    await writeTo(process.stdout, `${RUNDIR_VERSION}\n`)
    return 0
  }
  const { renderOverview } = await import('./help.js')
  await writeTo(flags.help ? process.stdout : process.stderr, `${renderOverview(RUNDIR_VERSION, style)}\n`)
  return flags.help ? 0 : 2
}

async function runCommand(
  name: string,
  words: readonly string[],
  rest: readonly string[] | undefined,
): Promise<number> {
  const entry = findCommand(name)
  if (entry === undefined) throw unknownCommand(name)
  const command = (await entry.load()).command as unknown as Command
  if (words.includes('--help') || words.includes('-h')) {
    const { renderHelp } = await import('./help.js')
    await writeTo(process.stdout, `${renderHelp(name, command as Command, styleFor(undefined))}\n`)
    return 0
  }
  const input = parseInput(name, command, words, rest)
  const globals = input.flags as unknown as GlobalValues
  const answer = await command.run(makeContext(globals), input)
  await print(answer, globals.json)
  return answer.exitStatus ?? 0
}

type GlobalValues = {
  readonly [K in keyof typeof GLOBAL_FLAGS]: (typeof GLOBAL_FLAGS)[K]['type'] extends 'boolean'
    ? boolean
    : string | undefined
}

function makeContext(flags: GlobalValues): Context {
  const cwd = resolve(process.cwd(), flags.cwd ?? '.')
  const notice = (text: string): void => {
    if (!flags.quiet) process.stderr.write(`${text}\n`)
  }
  return {
    cwd,
    environment: process.env,
    clock: systemClock,
    json: flags.json,
    yes: flags.yes,
    terminal: process.stdout.isTTY === true,
    columns: process.stdout.isTTY === true ? process.stdout.columns : Number.POSITIVE_INFINITY,
    style: styleFor(flags.color),
    workspace: () => openFrom(cwd, flags.workspace),
    write: (bytes) => writeTo(process.stdout, bytes),
    writeError: (bytes) => writeTo(process.stderr, bytes),
    notice,
    progress: (text) => {
      if (!flags.quiet && process.stderr.isTTY === true) process.stderr.write(`\r\u001b[K${text}`)
    },
  }
}

/** The workspace that was named, else the one of the run that this process belongs to, else the nearest upwards. */
async function openFrom(cwd: string, named: string | undefined): Promise<Workspace> {
  const { openWorkspace } = await import('../workspace/open.js')
  const inherited = process.env['RUN_DIR'] ? process.env['RUNDIR_WORKSPACE'] : undefined
  const at = named === undefined ? inherited : resolve(cwd, named)
  return openWorkspace({ start: cwd, at, environment: process.env, clock: systemClock })
}

function styleFor(flag: string | undefined): Style {
  return makeStyle(decideColour(flag, process.env, process.stdout.isTTY === true))
}

async function print(answer: Answer, json: boolean): Promise<void> {
  if (json && answer.data !== undefined) await writeTo(process.stdout, `${JSON.stringify(answer.data, null, 2)}\n`)
  if (!json && answer.text !== undefined && answer.text !== '') await writeTo(process.stdout, `${answer.text}\n`)
}

function unknownCommand(name: string): RundirError {
  const hint = didYouMean(name, Object.keys(COMMANDS)) ?? 'rundir --help lists the commands'
  return new RundirError('COMMAND_UNKNOWN', `rundir has no command "${name}"`, { hint })
}

main(process.argv.slice(2)).then((status) => {
  process.exitCode = status
})
