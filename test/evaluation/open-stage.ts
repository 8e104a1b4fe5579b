import type { Stage } from '../../src/evaluation/stage.js'
import { type Clock, systemClock } from '../../src/value/instant.js'
import { openStage } from '../../src/workspace/evaluation/stage.js'
import { openWorkspace } from '../../src/workspace/open.js'
import type { WorkspaceFolder } from '../kit/workspace-folder.js'

/** The real workspace of a folder, as typed runs see it. */
export async function stageIn(folder: WorkspaceFolder, clock: Clock = systemClock): Promise<Stage> {
  const environment = { PATH: process.env['PATH'] }
  const workspace = await openWorkspace({ start: folder.root, at: folder.root, environment, clock })
  const onProblem = (text: string): void => {
    throw new Error(`impossible: ${text}`)
  }
  return await openStage(workspace, { cwd: folder.root, onProblem })
}
