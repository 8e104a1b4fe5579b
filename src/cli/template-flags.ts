import type { ArgumentSpec, FlagSpecs } from './command.js'

/** In the commands of templates and snapshots `--version` is the version of the template. */
export const VERSION_FLAG = {
  version: { type: 'text', value: 'V', help: 'of the template, instead of the version that it names itself' },
} as const satisfies FlagSpecs

export const TEMPLATE_ARGUMENT: ArgumentSpec = {
  name: 'NAME',
  help: 'name of the specialist; @org/ may stand before it',
}

/** Where snapshots are. */
export const OUTPUT_FLAG = {
  output: { type: 'text', value: 'DIR', help: 'folder of the snapshots, relative to the workspace (default output)' },
} as const satisfies FlagSpecs
