import { type Allocation, previewRun } from '../../store/allocate.js'
import type { NewRunRequest } from '../config/request.js'
import type { Workspace } from '../open.js'
import { planRun } from './plan.js'

/** The name that a run would get now; claims nothing, so another process may get it first. Throws as `planRun`. */
export async function previewName(workspace: Workspace, request: NewRunRequest): Promise<Allocation> {
  const plan = await planRun(workspace, request)
  const allocation = previewRun(plan.space, plan.claim, workspace.clock)
  return { ...allocation, notices: [...plan.config.notices, ...allocation.notices] }
}
