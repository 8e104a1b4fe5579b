import { showConfig } from '../../workspace/show-config.js'
import { defineCommand } from '../command.js'

const FORMATS = ['yaml', 'json'] as const

export const command = defineCommand({
  summary: 'Print the settings that a run would get, resolved',
  examples: [
    'rundir config show --profile dev',
    'rundir config show --config my.yaml training.lr=1e-4 --origin',
    'rundir config show --profile dev --format json',
  ],
  flags: {
    phase: { type: 'text', value: 'PHASE', help: 'phase, such as pretrain or sft' },
    profile: { type: 'text', value: 'NAME', help: 'named configuration', completes: 'profile' },
    config: { type: 'text', short: 'c', value: 'FILE', help: 'configuration file', completes: 'file' },
    format: { type: 'text', value: 'F', choices: FORMATS, help: 'yaml (default) or json' },
    origin: { type: 'boolean', help: 'name the layer that each value comes from' },
  },
  args: [{ name: 'KEY=VALUE', help: 'overrides', optional: true, repeated: true }],
  async run(context, { flags, args }) {
    const workspace = await context.workspace()
    const { phase, profile, config, origin } = flags
    const request = { cwd: context.cwd, phase, profile, configFile: config, overrides: args }
    const shown = await showConfig(workspace, request)
    for (const text of shown.notices) context.notice(text)
    if (origin) return { data: shown.origins, text: renderOrigins(shown.origins) }
    const text = flags.format === 'json' ? JSON.stringify(shown.tree, null, 2) : shown.yaml.trimEnd()
    return { data: shown.tree, text }
  },
})

function renderOrigins(origins: readonly { key: string; value: unknown; origin: string }[]): string {
  const lines = origins.map(({ key, value }) => `${key}: ${JSON.stringify(value)}`)
  const width = Math.min(60, Math.max(0, ...lines.map((line) => line.length)))
  return lines.map((line, at) => `${line.padEnd(width)}  # ${origins[at]?.origin}`).join('\n')
}
