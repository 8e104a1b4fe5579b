import { expect, test } from 'vitest'
import { answer, RUNDIR } from '../kit/command.js'
import { chosenOf, killAt, killPoints, whyUntraceable } from '../kit/kill-points.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

/** How many moments are tried, another choice each time; all of them in the soak. */
const MOST_POINTS = 24
const NEW = [process.execPath, RUNDIR, 'new', '--model', 'm']
const newIn = (workspace: WorkspaceFolder) => [...NEW, '--workspace', workspace.root]

test.runIf(whyUntraceable === undefined)(
  'rundir new can be killed at any system call: lists go on working, and no name is given twice',
  async () => {
    const first = new WorkspaceFolder()
    const all = killPoints(newIn(first), first.root)
    expect(all.length).toBeGreaterThan(40)
    const chosen = chosenOf(all, MOST_POINTS)
    let kills = 0
    for (const point of chosen) {
      const workspace = new WorkspaceFolder()
      if (killAt(point, newIn(workspace))) kills++
      const { runs } = await answer(['ls'], { cwd: workspace.root })
      for (const { status, damage } of runs) {
        const isUnborn = status === 'damaged' && damage === 'it has no run_manifest.json'
        expect([point, status === 'created' || isUnborn]).toEqual([point, true])
      }
      const claimed = workspace.files('.rundir/claims/names/outputs')
      const { name } = await answer(['new', '--model', 'm'], { cwd: workspace.root })
      expect([point, claimed.includes(`${name}.claim`)]).toEqual([point, false])
      expect((await answer(['show', name], { cwd: workspace.root })).status).toBe('created')
    }
    // A call more or less than in the first trace does no harm.
    expect(kills).toBeGreaterThan(chosen.length * 0.9)
  },
)
