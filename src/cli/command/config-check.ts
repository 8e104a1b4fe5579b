import { checkConfig } from '../../workspace/orchestration/check-config.js'
import { defineCommand } from '../command.js'
import { CONFIG_FLAGS, configRequest } from '../config-flags.js'
import { renderConfigProblems } from '../render/config-problems.js'

export const command = defineCommand({
  summary: 'Check a configuration; every problem is listed',
  details: `Composes and resolves it, and checks it against the JSON Schema of its phase (schemas: in the workspace file).
Warnings name YAML that older readers take for something else. The exit status is 1 when there are errors.`,
  examples: [
    'rundir config check --profile dev',
    'rundir config check --phase sft --config my.yaml training.lr=1e-4',
    'rundir config check --profile dev --json | jq .problems',
  ],
  flags: CONFIG_FLAGS,
  args: [{ name: 'KEY=VALUE', help: 'overrides', optional: true, repeated: true }],
  async run(context, { flags, args }) {
    const workspace = await context.workspace()
    const checked = await checkConfig(workspace, configRequest(flags, args, context.cwd))
    return {
      data: checked,
      text: renderConfigProblems(checked, context.style),
      exitStatus: checked.errors > 0 ? 1 : 0,
    }
  },
})
