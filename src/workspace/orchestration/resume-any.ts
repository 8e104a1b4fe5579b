import { getRun } from '../../store/read.js'
import { locateRun } from '../find-run.js'
import type { LaunchResult } from '../launch/launch.js'
import type { LaunchOutlets } from '../launch/launch-event.js'
import { type ResumeRequest, resumeRun } from '../launch/resume.js'
import { readerOf, type Workspace } from '../open.js'

/** Resumes a run, or the pipeline that it is. Throws as `resumeRun` and `resumePipeline`. */
export async function resumeAny(
  workspace: Workspace,
  request: ResumeRequest,
  outlets: LaunchOutlets,
): Promise<LaunchResult> {
  const dir = locateRun(workspace, request.run, request.cwd)
  if (getRun(readerOf(workspace), dir).manifest.run_type !== 'pipeline') {
    return await resumeRun(workspace, request, outlets)
  }
  const { resumePipeline } = await import('./pipeline.js')
  return await resumePipeline(workspace, dir, request, outlets)
}
