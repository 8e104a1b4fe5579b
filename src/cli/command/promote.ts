import { RundirError } from '../../error/rundir-error.js'
import { promoteRun } from '../../workspace/model/promote.js'
import { defineCommand } from '../command.js'
import { printBytes } from '../render/number.js'
import { printable } from '../render/style.js'

export const command = defineCommand({
  summary: 'Keep a checkpoint of a completed run as a version of a model',
  details: `The run must verify, and the copy must have the checksum that the run was sealed with. The new version stands in
models/MODEL/trained/VARIANT/DATE_COMMIT with its manifest, metrics and settings; nothing is overwritten, and a second one of
the same day and commit ends in _2. What only the program knows of its model (input_spec, class_map, export, format) is taken
from artifacts/model.json of the run.`,
  examples: [
    'rundir promote latest --as perception/segmentation/dinov3',
    'rundir promote dinov3-ade-full-run7 --as perception/segmentation/dinov3 --variant large --checkpoint last',
  ],
  flags: {
    as: { type: 'text', value: 'MODEL', help: '<skill path>/<model>', completes: 'model' },
    variant: { type: 'text', value: 'NAME', help: 'variant of the model (default: default)' },
    checkpoint: { type: 'text', value: 'NAME', help: 'best, last, or a file of artifacts/checkpoints (default: best)' },
  },
  args: [{ name: 'RUN', help: 'name, part of one, id, path, or latest', completes: 'run' }],
  async run(context, { flags, args }) {
    const { as, variant = 'default', checkpoint = 'best' } = flags
    if (as === undefined)
      throw new RundirError('ARGUMENT_MISSING', 'promote needs --as MODEL', {
        hint: 'for example --as perception/segmentation/dinov3',
      })
    const request = { run: args[0] ?? '', cwd: context.cwd, as, variant, checkpoint }
    const { folder, manifest } = await promoteRun(await context.workspace(), request, context.progress)
    context.progress('')
    context.notice(context.style.dim(`next: rundir models alias ${folder.model} champion ${folder.version}`))
    return {
      data: { ...manifest, model: folder.model, variant: folder.variant, version: folder.version, path: folder.path },
      text: `${printable(folder.path)}  ${printBytes(manifest.size_bytes ?? 0)}`,
    }
  },
})
