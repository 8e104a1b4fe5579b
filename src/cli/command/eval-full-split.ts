import { resolve } from 'node:path'
import { RundirError } from '../../error/rundir-error.js'
import { parseSplit } from '../../run/specimen.js'
import { anchorWords, splitWords } from '../../workspace/command-words.js'
import { readSpecimens, resumeFullSplit, type SessionRequest, startFullSplit } from '../../workspace/full-split.js'
import type { Workspace } from '../../workspace/open.js'
import type { FlagValues } from '../command.js'
import { defineCommand } from '../command.js'
import type { Context } from '../context.js'
import { parseCount, parseTimeLimit, TIME_LIMIT_FLAG } from '../evaluation-flags.js'
import { interruptSignal } from '../interrupt-signal.js'
import { renderSession } from '../render/session.js'
import { printable } from '../render/style.js'

const MAX_JOBS = 1_024

const FLAGS = {
  split: { type: 'text', value: 'SPLIT', help: 'train, valid or all' },
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
} as const

export const command = defineCommand({
  summary: 'Evaluate the specimens of a split: critic, then grader, then the aggregates',
  details: `CMD is split into words at white space; quotes keep words together, and no shell sees it. It runs in the directory of its
run, where input.json is, and writes output.json there; a grader's output has "metrics", an object of numbers. A script that
is named by a relative path is the one seen from here; {workspace} is the folder of the workspace.
A specimen that fails is listed and the others go on; the exit status is then 1. Ctrl-C ends the session so that --resume goes on.`,
  examples: [
    "rundir eval full-split --split valid --specimens specimens.txt --critic 'python3 critic.py' --grader 'python3 grader.py' --jobs 4",
    'rundir eval full-split --resume latest',
    "rundir eval full-split --critics-from SESSION --grader 'python3 grader.py' --grader-version 2",
  ],
  flags: FLAGS,
  args: [],
  async run(context, { flags }) {
    if (flags.resume !== undefined) checkResumeAlone(flags)
    const workspace = await context.workspace()
    const work = { cwd: context.cwd, jobs: parseCount('--jobs', flags.jobs ?? 1, MAX_JOBS) }
    const interrupts = interruptSignal(() => context.notice('ending the programs; --resume goes on later'))
    const outlets = {
      signal: interrupts.signal,
      onProblem: context.notice,
      onOutcome: (outcome: { specimen: string; reason?: string; stage?: string }, done: number, total: number) => {
        context.progress(`${done} of ${total}`)
        if (outcome.reason !== undefined)
          context.notice(printable(`${outcome.specimen}: ${outcome.stage} failed: ${outcome.reason}`))
      },
    }
    const finished =
      flags.resume === undefined
        ? await startFullSplit(workspace, requestOf(context, workspace, flags), work, outlets)
        : await resumeFullSplit(workspace, flags.resume, work, outlets)
    interrupts.stop()
    context.progress('')
    const { session, dir, output } = finished
    return {
      data: { session, dir, ...output },
      text: renderSession(finished, context.columns, context.style),
      exitStatus: output.failed.length === 0 ? 0 : 1,
    }
  },
})

type Flags = FlagValues<typeof FLAGS>

/** Keys of the input that were given; those that were not are left out, so that they have their defaults. */
function requestOf(context: Context, workspace: Workspace, flags: Flags): SessionRequest {
  const { cwd } = context
  const wordsOf = (name: 'critic' | 'grader'): string[] | undefined => {
    const text = flags[name]
    return text === undefined ? undefined : anchorWords(splitWords(text, `--${name}`), cwd, workspace.root)
  }
  const listed = flags.specimens === undefined ? [] : readSpecimens(resolve(cwd, flags.specimens))
  const specimens = [...new Set([...listed, ...flags.specimen])]
  const limitMs = parseTimeLimit(flags)
  const keys = {
    split: flags.split === undefined ? undefined : parseSplit(flags.split, []),
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
function checkResumeAlone(flags: Flags): void {
  const given = Object.entries(flags).filter(([name, value]) => {
    return name in FLAGS && !['resume', 'jobs'].includes(name) && value !== undefined && String(value) !== ''
  })
  const [first] = given[0] ?? []
  if (first === undefined) return
  throw new RundirError('FLAG_INVALID', `--${first} cannot stand beside --resume`, {
    hint: 'a session goes on with what it was started with; only --jobs can be given',
  })
}
