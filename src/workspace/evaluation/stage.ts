import { makeDirectories } from '../../disk/directory.js'
import { isProcessAlive, processStarted } from '../../disk/process.js'
import { linkExclusively, replaceFile } from '../../disk/write.js'
import type { Stage } from '../../evaluation/stage.js'
import { signalGroup } from '../../exec/launch.js'
import type { Attempt } from '../../run/attempt.js'
import { isTerminalStatus } from '../../run/status.js'
import { readAttempt } from '../../store/read.js'
import { beginAttempt } from '../launch/attempt.js'
import { describeRun } from '../launch/create.js'
import { endRun } from '../launch/end.js'
import { planRun } from '../launch/plan.js'
import { readerOf, type Workspace } from '../open.js'

/** What becomes of every run of a stage. */
export interface StageRequest {
  /** Absolute; where relative paths start. */
  readonly cwd: string
  readonly project?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly onProblem: (text: string) => void
}

/** Lets typed runs happen in a workspace; where they come from is captured once for all of them. */
export async function openStage(workspace: Workspace, request: StageRequest): Promise<Stage> {
  const { cwd, project, tags, onProblem } = request
  const plan = await planRun(workspace, { cwd, project, tags })
  const provenance = describeRun(workspace, plan)
  const { root, space, clock } = workspace
  const launcher = { pid: process.pid, started: processStarted(process.pid) }
  return {
    space,
    clock,
    claimant: { host: workspace.here.host, pid: process.pid },
    provenance,
    keepPatch: patchKeeper(root, plan.git.patch),
    reader: () => readerOf(workspace),
    begin: (run) => {
      for (const folder of ['attempts', 'logs']) makeDirectories(`${root}/${run.dir}/${folder}`, 'rebuildable')
      return beginAttempt(workspace, run, { launcher, resumeFrom: null }).run
    },
    retire: async (run) => {
      const attempt = readAttempt(readerOf(workspace), run.dir, run.manifest.attempt)
      if (attempt !== undefined) killProgram(workspace, attempt)
      if (isTerminalStatus(run.manifest.status) || run.manifest.status === 'lost') return
      const end = { run, attempt, status: 'cancelled', error: 'whoever led it is gone' } as const
      await endRun(workspace, end, { onProgress: () => undefined, onProblem })
    },
    end: async (run, { status, error }) => {
      const attempt = readAttempt(readerOf(workspace), run.dir, run.manifest.attempt)
      return await endRun(workspace, { run, attempt, status, error }, { onProgress: () => undefined, onProblem })
    },
  }
}

/** The first run gets the patch, the others the same file under another name: a session of thousands holds it once. */
function patchKeeper(root: string, patch: string | Uint8Array | null): (dir: string) => void {
  let first: string | undefined
  return (dir) => {
    if (patch === null) return
    const path = `${root}/${dir}/source.patch`
    if (first === undefined) replaceFile(path, patch, 'entrusted')
    else linkExclusively(first, path, patch)
    first ??= path
  }
}

/** A program of this machine outlives the death of its launcher; one of another machine is out of reach. */
function killProgram({ here }: Workspace, attempt: Attempt): void {
  const { pid, pid_started: started, host, boot_id: bootId } = attempt
  if (pid === null || host !== here.host || bootId !== here.bootId) return
  if (isProcessAlive(pid, started)) signalGroup(pid, 'SIGKILL')
}
