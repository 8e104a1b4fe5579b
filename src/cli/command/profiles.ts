import { workspaceProfiles } from '../../workspace/config/profiles.js'
import { defineCommand } from '../command.js'
import { renderProfiles } from '../render/profiles.js'

export const command = defineCommand({
  summary: 'List the named configurations, by purpose',
  examples: [
    'rundir profiles',
    'rundir profiles --phase sft',
    'rundir run --phase pretrain --profile dev -- python train.py',
  ],
  flags: { phase: { type: 'text', value: 'PHASE', help: 'only profiles of this phase' } },
  args: [],
  async run(context, { flags }) {
    const workspace = await context.workspace()
    const profiles = await workspaceProfiles(workspace, flags.phase)
    if (profiles.length === 0) {
      const what = flags.phase === undefined ? 'no profiles' : `no profiles of the phase ${flags.phase}`
      context.notice(`${what} in ${workspace.settings.configs}/; rundir init --example gpt lays down a set`)
    }
    return { data: profiles, text: renderProfiles(profiles, context.columns, context.style) }
  },
})
