import type { NewRunRequest } from '../workspace/config/request.js'
import type { FlagSpecs, FlagValues } from './command.js'

/** Flags of the `config` commands: which configuration is meant. */
export const CONFIG_FLAGS = {
  phase: { type: 'text', value: 'PHASE', help: 'phase, such as pretrain or sft' },
  profile: { type: 'text', value: 'NAME', help: 'named configuration', completes: 'profile', once: true },
  config: { type: 'text', short: 'c', value: 'FILE', help: 'configuration file', completes: 'file', once: true },
} as const satisfies FlagSpecs

/** The request of these flags; `overrides` are the `key=value` words. */
export function configRequest(
  { phase, profile, config }: FlagValues<typeof CONFIG_FLAGS>,
  overrides: readonly string[],
  cwd: string,
): NewRunRequest {
  return { cwd, phase, profile, configFile: config, overrides }
}
