import { RundirError } from '../../error/rundir-error.js'
import { aliasModel, removeModelAlias } from '../../workspace/model/alias-model.js'
import { defineCommand } from '../command.js'
import { printable } from '../render/style.js'

export const command = defineCommand({
  summary: 'Let an alias lead to a version of a model, atomically',
  details: `VERSION is a version, or the end of its path (large/2026-11-21_1a2b3c4d); without it the newest version is meant.
The alias can then be used in references: local://MODEL@ALIAS.`,
  examples: [
    'rundir models alias perception/segmentation/dinov3 champion',
    'rundir models alias perception/segmentation/dinov3 champion 2026-11-21_1a2b3c4d',
    'rundir models alias perception/segmentation/dinov3 old --remove',
  ],
  flags: { remove: { type: 'boolean', help: 'remove the alias; the version stays' } },
  args: [
    { name: 'MODEL', help: '<skill path>/<model>', completes: 'model' },
    { name: 'ALIAS', help: 'such as champion' },
    { name: 'VERSION', help: 'where it shall lead (default: the newest)', optional: true },
  ],
  async run(context, { flags, args }) {
    const [model = '', alias = '', version] = args
    if (flags.remove && version !== undefined)
      throw new RundirError('ARGUMENT_UNEXPECTED', `--remove takes no version, not "${version}"`)
    const workspace = await context.workspace()
    const view = flags.remove
      ? removeModelAlias(workspace, { model, alias })
      : aliasModel(workspace, { model, alias, version })
    const before = view.before === null || view.before === view.target ? '' : ` (before: ${view.before})`
    return { data: view, text: printable(`${view.reference} → ${view.target ?? 'nothing'}${before}`) }
  },
})
