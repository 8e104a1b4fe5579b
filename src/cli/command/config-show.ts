import { RundirError } from '../../error/rundir-error.js'
import { type ConfigOrigin, compareConfig, showConfig, showOrigins } from '../../workspace/orchestration/show-config.js'
import { type Answer, defineCommand } from '../command.js'
import { CONFIG_FLAGS, configRequest } from '../config-flags.js'
import { renderDifferences } from '../render/config-difference.js'
import { printable } from '../render/style.js'

const FORMATS = ['yaml', 'json'] as const

export const command = defineCommand({
  summary: 'Print the settings that a run would get, resolved',
  details: `Secrets are masked, and run.name and run.dir are those that the next run would get; nothing is claimed.
With --diff, what leads from OTHER (a profile, or a file by its extension) to these settings, overrides included.`,
  examples: [
    'rundir config show --profile dev',
    'rundir config show --config my.yaml training.lr=1e-4 --origin',
    'rundir config show --profile dev --format json',
    'rundir config show --profile prod --diff dev',
  ],
  flags: {
    ...CONFIG_FLAGS,
    format: { type: 'text', value: 'F', choices: FORMATS, help: 'yaml (default) or json' },
    origin: { type: 'boolean', help: 'name the layer that each value comes from' },
    diff: { type: 'text', value: 'OTHER', help: 'what differs from another profile or file', completes: 'profile' },
  },
  args: [{ name: 'KEY=VALUE', help: 'overrides', optional: true, repeated: true }],
  async run(context, { flags, args }) {
    const workspace = await context.workspace()
    const request = configRequest(flags, args, context.cwd)
    if (flags.origin && flags.diff !== undefined) {
      throw new RundirError('FLAG_INVALID', '--origin does not go with --diff', {
        hint: 'ask for the origins of each configuration by itself',
      })
    }
    if (flags.diff !== undefined) {
      const compared = await compareConfig(workspace, request, flags.diff)
      for (const text of compared.notices) context.notice(text)
      return inFormat(flags.format, { data: compared.differences, text: renderDifferences(compared, context.style) })
    }
    if (flags.origin) {
      const { origins, notices } = await showOrigins(workspace, request)
      for (const text of notices) context.notice(text)
      return inFormat(flags.format, { data: origins.map(withoutLine), text: renderOrigins(origins) })
    }
    const shown = await showConfig(workspace, request)
    for (const text of shown.notices) context.notice(text)
    return inFormat(flags.format, { data: shown.tree, text: shown.yaml.trimEnd() })
  },
})

function inFormat(format: string | undefined, answer: Answer): Answer {
  return format === 'json' ? { ...answer, text: JSON.stringify(answer.data, null, 2) } : answer
}

function withoutLine({ key, value, origin }: ConfigOrigin): Omit<ConfigOrigin, 'line'> {
  return { key, value, origin }
}

function renderOrigins(origins: readonly ConfigOrigin[]): string {
  const width = Math.min(60, Math.max(0, ...origins.map(({ line }) => line.length)))
  return origins.map(({ line, origin }) => printable(`${line.padEnd(width)}  # ${origin}`)).join('\n')
}
