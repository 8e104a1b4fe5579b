import { setTimeout as delay } from 'node:timers/promises'
import { TailReader } from '../../disk/descriptor.js'
import { LogFollower } from '../../metric/log-follower.js'
import { getRun, type Run } from '../../store/read.js'
import { type NumberText, printNumber } from '../../value/json.js'
import { logDirOf } from '../exported.js'
import { locateRun } from '../find-run.js'
import { readerOf, type Workspace } from '../open.js'
import { pathsOf } from '../paths.js'

const POLL_EVERY_MS = 200

export interface TailedPoint {
  readonly writer: string
  readonly key: string
  readonly step: number
  readonly timestamp: number | null
  readonly value: number | NumberText
}

export interface TailRequest {
  readonly run: string
  /** Absolute; where a relative path starts. */
  readonly cwd: string
  readonly follow: 'until-it-ends' | 'no'
  readonly what: 'metrics' | 'all'
  /** Both return false when nobody reads any more. */
  readonly onOutput: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => Promise<boolean>
  readonly onPoint: (point: TailedPoint) => Promise<boolean>
}

/** Shows what a run has written and goes on until it ends; returns the run as it is then. Throws RUN_UNKNOWN, RUN_DAMAGED. */
export async function tailRun(workspace: Workspace, request: TailRequest): Promise<Run> {
  const dir = locateRun(workspace, request.run, request.cwd)
  const first = getRun(readerOf(workspace), dir)
  const paths = pathsOf(workspace.root, dir, logDirOf(dir))
  const logs = paths.logsOfAttempt(Math.max(1, first.manifest.attempt))
  const tails = [
    { stream: 'stdout', tail: new TailReader(logs.stdoutPath) },
    { stream: 'stderr', tail: new TailReader(logs.stderrPath) },
  ] as const
  const follower = new LogFollower(paths.metrics)
  for (;;) {
    // The status is taken before the look: what was written until then is then shown before the end is told.
    const run = getRun(readerOf(workspace), dir)
    const ended = request.follow === 'no' || !['created', 'queued', 'running', 'unknown'].includes(run.status)
    const reading = (await passOutput(tails, request)) && (await passPoints(follower, request))
    if (ended || !reading) return run
    await delay(POLL_EVERY_MS)
  }
}

type Tails = readonly { readonly stream: 'stdout' | 'stderr'; readonly tail: TailReader }[]

async function passOutput(tails: Tails, request: TailRequest): Promise<boolean> {
  if (request.what === 'metrics') return true
  for (const { stream, tail } of tails) {
    for (let bytes = tail.read(); bytes.length > 0; bytes = tail.read()) {
      if (!(await request.onOutput(stream, bytes))) return false
    }
  }
  return true
}

async function passPoints(follower: LogFollower, request: TailRequest): Promise<boolean> {
  for (let points = follower.poll(); points.length > 0; points = follower.poll()) {
    for (const { writer, key, step, timestamp, value } of points) {
      if (!(await request.onPoint({ writer, key, step, timestamp, value: printNumber(value) }))) return false
    }
  }
  return true
}
