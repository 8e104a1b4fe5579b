import { resolve } from 'node:path'
import { RundirError } from '../error/rundir-error.js'
import { parseSplit } from '../run/specimen.js'
import { anchorWords, splitWords } from '../workspace/evaluation/command-words.js'
import { readSpecimens, type SessionRequest } from '../workspace/evaluation/full-split.js'
import type { Workspace } from '../workspace/open.js'
import type { FlagSpecs, FlagValues } from './command.js'
import type { Context } from './context.js'
import { parseTimeLimit, TIME_LIMIT_FLAG } from './evaluation-flags.js'

/** Flags of a session. */
export const SESSION_FLAGS = {
  split: {
    type: 'text',
    value: 'SPLIT',
    help: 'train, valid, all, or one of splits: in the workspace file',
    completes: 'split',
  },
  specimen: { type: 'list', value: 'SLUG', help: 'a specimen, {project}/{date-sequence}' },
  specimens: { type: 'text', value: 'FILE', help: 'specimens: one a line, or a JSON array', completes: 'file' },
  critic: { type: 'text', value: 'CMD', help: 'command of the critic' },
  grader: { type: 'text', value: 'CMD', help: 'command of the grader' },
  'grader-version': { type: 'text', value: 'V', help: 'of the grader; part of its input' },
  model: { type: 'text', value: 'NAME', help: 'handed to critic and grader in their input' },
  'system-prompt': { type: 'text', value: 'TEXT', help: 'handed to critic and grader in their input' },
  jobs: { type: 'number', short: 'j', help: 'specimens at a time (default 1)' },
  ...TIME_LIMIT_FLAG,
  seed: { type: 'number', help: 'of the bootstrap (default 0)' },
  'critics-from': {
    type: 'text',
    value: 'SESSION',
    help: 'grade the critics of that session again, run only those missing',
  },
  resume: { type: 'text', value: 'SESSION', help: 'go on with a session that did not come to its end' },
} as const satisfies FlagSpecs

type Flags = FlagValues<typeof SESSION_FLAGS>

/** Keys of the input that were given; those that were not are left out, so that they have their defaults. */
export function sessionRequest(context: Context, workspace: Workspace, flags: Flags): SessionRequest {
  const { cwd } = context
  const wordsOf = (name: 'critic' | 'grader'): string[] | undefined => {
    const text = flags[name]
    return text === undefined ? undefined : anchorWords(splitWords(text, `--${name}`), cwd, workspace.root)
  }
  const listed = flags.specimens === undefined ? [] : readSpecimens(resolve(cwd, flags.specimens))
  const specimens = [...new Set([...listed, ...flags.specimen])]
  const limitMs = parseTimeLimit(flags)
  const keys = {
    split: flags.split === undefined ? undefined : parseSplit(flags.split, workspace.settings.splits),
    specimens: specimens.length === 0 ? undefined : specimens,
    model: flags.model,
    system_prompt: flags['system-prompt'],
    critic: wordsOf('critic'),
    grader: wordsOf('grader'),
    grader_version: flags['grader-version'],
    time_limit_ms: limitMs ?? undefined,
    seed: flags.seed,
  }
  const given = Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined))
  const criticsFrom = flags['critics-from']
  if (criticsFrom !== undefined) return { given, criticsFrom }
  if (flags.split === undefined) throw missing('--split', '--split valid')
  if (specimens.length === 0) throw missing('--specimen or --specimens', '--specimens specimens.txt')
  return { given, criticsFrom }
}

function missing(what: string, example: string): RundirError {
  return new RundirError('ARGUMENT_MISSING', `eval full-split needs ${what}`, { hint: `for example ${example}` })
}

/** What a session has to do stands in its input; only how it is done may change. */
export function checkResumeAlone(flags: Flags): void {
  const given = Object.entries(flags).filter(([name, value]) => {
    return name in SESSION_FLAGS && !['resume', 'jobs'].includes(name) && value !== undefined && String(value) !== ''
  })
  const [first] = given[0] ?? []
  if (first === undefined) return
  throw new RundirError('FLAG_INVALID', `--${first} cannot stand beside --resume`, {
    hint: 'a session goes on with what it was started with; only --jobs can be given',
  })
}
