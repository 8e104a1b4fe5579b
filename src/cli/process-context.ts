import { resolve } from 'node:path'
import { RundirError } from '../error/rundir-error.js'
import { systemClock } from '../value/instant.js'
import type { Workspace } from '../workspace/open.js'
import type { Context } from './context.js'
import type { GLOBAL_FLAGS } from './parse.js'
import { decideColour, makeStyle, type Style } from './render/style.js'
import { writeTo } from './stream.js'

/** The flags that every command takes, as they were given. */
export type GlobalValues = {
  readonly [K in keyof typeof GLOBAL_FLAGS]: (typeof GLOBAL_FLAGS)[K]['type'] extends 'boolean'
    ? boolean
    : string | undefined
}

/** Columns of a terminal; Infinity for anything else, where nothing is cut or folded. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY === true ? stream.columns : Number.POSITIVE_INFINITY
}

/** What a command may touch, made from this process. Throws FILE_MISSING when its folder is gone. */
export function makeContext(flags: GlobalValues): Context {
  const cwd = resolve(startFolder(), flags.cwd ?? '.')
  const { stdout, stderr } = process
  return {
    cwd,
    environment: process.env,
    clock: systemClock,
    json: flags.json,
    yes: flags.yes,
    terminal: stdout.isTTY === true,
    columns: columnsOf(stdout),
    style: styleFor(flags.color),
    workspace: () => openFrom(cwd, flags.workspace),
    write: (bytes) => writeTo(stdout, bytes),
    writeError: (bytes) => writeTo(stderr, bytes),
    notice: (text) => {
      if (!flags.quiet) stderr.write(`${text}\n`)
    },
    progress: (text) => {
      if (!flags.quiet && stderr.isTTY === true) stderr.write(`\r\u001b[K${text}`)
    },
  }
}

/** The workspace that was named, else the one of the run that this process belongs to, else the nearest upwards. */
export async function openFrom(cwd: string, named: string | undefined): Promise<Workspace> {
  const { openWorkspace } = await import('../workspace/open.js')
  const inherited = process.env['RUN_DIR'] ? process.env['RUNDIR_WORKSPACE'] : undefined
  const at = named === undefined ? inherited : resolve(cwd, named)
  return openWorkspace({ start: cwd, at, environment: process.env, clock: systemClock })
}

export function styleFor(flag: string | undefined): Style {
  return makeStyle(decideColour(flag, process.env, process.stdout.isTTY === true))
}

export function startFolder(): string {
  try {
    return process.cwd()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new RundirError('FILE_MISSING', 'the folder that rundir was started in is gone', {
      hint: 'cd to another one',
    })
  }
}
