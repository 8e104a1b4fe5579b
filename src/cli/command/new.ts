import { claimedRun } from '../../workspace/claimed.js'
import { claimRun } from '../../workspace/launch/claim.js'
import { defineCommand } from '../command.js'
import { CLAIMING_FLAGS, claimingRequest, NAMING_FLAGS } from '../run-flags.js'
import { requireWholeNumber } from '../values.js'

export const command = defineCommand({
  summary: 'Claim a run and its directory; nothing is launched',
  details: `The name is taken for good. Log with rundir log or by appending lines to metrics/, end it with rundir finish.
Inside a run (RUN_DIR is set) nothing is claimed: it answers that run.`,
  examples: [
    'rundir new --model qwen2-7b --dataset alpaca',
    'dir=$(rundir new --project demo --json | jq -r .dir)',
    'rundir new --pid $$   # a run of this shell script',
  ],
  flags: {
    ...NAMING_FLAGS,
    ...CLAIMING_FLAGS,
    pid: { type: 'number', help: 'the run happens in that process: it is running while the process lives' },
  },
  args: [{ name: 'KEY=VALUE', help: 'overrides of the configuration', optional: true, repeated: true }],
  async run(context, { flags, args }) {
    const workspace = await context.workspace()
    const pid = requireWholeNumber('--pid', flags.pid)
    const claimed = await claimRun(workspace, claimingRequest(flags, args, context.cwd), pid)
    for (const text of claimed.notices) context.notice(text)
    return { data: claimedRun(workspace, claimed.run), text: claimed.run.dir }
  },
})
