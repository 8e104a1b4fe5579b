import { isRundirError, RundirError } from '../error/rundir-error.js'
import type { RunReference } from '../run/reference.js'
import type { SpecimenSlug } from '../run/specimen.js'
import { aggregateSession } from './aggregate.js'
import { findChildren } from './child.js'
import { type ClaimedRun, claimTypedRun, performRun } from './conduct.js'
import type { CriticInput, CriticOutput } from './critic.js'
import { summariseFailure } from './failure.js'
import {
  defineFullSplit,
  type FullSplitInput,
  type FullSplitOutput,
  type SpecimenFailure,
  type SpecimenResult,
} from './full-split.js'
import type { GraderInput, GraderOutput } from './grader.js'
import { progressOf, readOutput } from './load.js'
import { workThrough } from './pool.js'
import type { RunType } from './run-type.js'
import type { Stage } from './stage.js'
import type { TypedRun } from './typed-run.js'

/** What a session works with. */
export interface SessionParts {
  readonly critic: RunType<CriticInput, CriticOutput>
  readonly grader: RunType<GraderInput, GraderOutput>
  /** Specimens at a time. */
  readonly jobs: number
  /** Once aborted, nothing is begun any more and the session ends as `cancelled`, to be resumed. */
  readonly signal: AbortSignal
  readonly onOutcome: (outcome: SpecimenResult | SpecimenFailure) => void
}

/**
 * The session `full-split` (spec 4.2): critic and grader for each specimen, what failed listed, the rest aggregated.
 * Done again on the same run it repeats nothing: a completed or failed child is taken as it is, all others are run anew.
 */
export function makeFullSplit(stage: Stage, parts: SessionParts): RunType<FullSplitInput, FullSplitOutput> {
  return defineFullSplit(async (session, { emit }) => {
    const { specimens, seed } = session.input
    const outcomes = await workThrough(specimens, parts.jobs, async (specimen) => {
      const outcome = await evaluateSpecimen({ stage, parts, session }, specimen)
      emit('specimen', { ...outcome })
      parts.onOutcome(outcome)
      return outcome
    })
    return aggregateSession(outcomes, seed)
  })
}

interface Context {
  readonly stage: Stage
  readonly parts: SessionParts
  readonly session: TypedRun<FullSplitInput>
}

async function evaluateSpecimen(context: Context, specimen: SpecimenSlug): Promise<SpecimenResult | SpecimenFailure> {
  const { parts, session } = context
  const { split, model, system_prompt, params, grader_version, critics_from } = session.input
  const scope = { split, specimen, model, system_prompt, params }
  const criticInput: CriticInput = { ...scope, version: '' }
  const earlier = critics_from === null ? undefined : findDone(context, parts.critic, criticInput, critics_from)
  const critic = earlier ?? (await obtain(context, parts.critic, criticInput, []))
  if (critic instanceof FailedChild) return { specimen, stage: 'critic', run: critic.run, reason: critic.reason }
  const graderInput: GraderInput = { ...scope, version: grader_version, critic_run: critic.run }
  const grader = await obtain(context, parts.grader, graderInput, [critic.run])
  if (grader instanceof FailedChild) return { specimen, stage: 'grader', run: grader.run, reason: grader.reason }
  return { specimen, critic_run: critic.run, grader_run: grader.run, metrics: grader.output.metrics }
}

interface DoneChild<Output> {
  readonly run: RunReference
  readonly output: Output
}

class FailedChild {
  readonly run: RunReference
  readonly reason: string

  constructor(run: RunReference, reason: string) {
    this.run = run
    this.reason = reason
  }
}

/** The child of this session with that input: as it was left, when it came to its end, else a new one. */
async function obtain<Input, Output>(
  { stage, parts, session }: Context,
  type: RunType<Input, Output>,
  input: Input,
  parents: readonly RunReference[],
): Promise<DoneChild<Output> | FailedChild> {
  for (const child of findChildren(stage, type, input, session.reference)) {
    const progress = progressOf(child.run.status)
    if (progress === 'done') {
      const output = outputIfReadable(type, child)
      if (output !== undefined) return { run: child.typed.reference, output }
      continue
    }
    if (progress === 'failed') return new FailedChild(child.typed.reference, child.run.manifest.error ?? 'it failed')
    await stage.retire(child.run)
  }
  if (parts.signal.aborted) throw new RundirError('INTERRUPTED', 'the session was interrupted')
  const claimed = claimTypedRun(stage, type, input, { parents: [session.reference, ...parents] })
  try {
    const { output } = await performRun(stage, type, claimed)
    return { run: claimed.typed.reference, output }
  } catch (error) {
    if (!isChildFailure(error)) throw error
    return new FailedChild(claimed.typed.reference, summariseFailure(error))
  }
}

/** A critic or grader that fails is an outcome; an interrupt, a disk that fails, or a run that cannot be kept is not. */
export function isChildFailure(error: unknown): boolean {
  if (error instanceof AggregateError) return false
  return !isRundirError(error) || (error.code !== 'INTERRUPTED' && error.exitStatus !== DISK_STATUS)
}

const DISK_STATUS = 6

/** A completed child of another session. */
function findDone<Input, Output>(
  { stage }: Context,
  type: RunType<Input, Output>,
  input: Input,
  session: RunReference,
): DoneChild<Output> | undefined {
  for (const child of findChildren(stage, type, input, session)) {
    if (progressOf(child.run.status) !== 'done') continue
    const output = outputIfReadable(type, child)
    if (output !== undefined) return { run: child.typed.reference, output }
  }
  return undefined
}

/** A run whose output was deleted or spoilt since is as good as none. */
function outputIfReadable<Input, Output>(type: RunType<Input, Output>, child: ClaimedRun<Input>): Output | undefined {
  try {
    return readOutput(type, child)
  } catch (error) {
    if (isRundirError(error, 'RUN_DAMAGED') || isRundirError(error, 'VALUE_INVALID')) return undefined
    throw error
  }
}
