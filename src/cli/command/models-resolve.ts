import { resolveModel } from '../../workspace/model/resolve.js'
import { defineCommand } from '../command.js'

export const command = defineCommand({
  summary: 'Print the path of the weights that a reference means',
  details: `The file is read whole and has the checksum of its manifest, else nothing is printed and the exit status is 5.
local://MODEL is the newest version, trained before pretrained; local://MODEL@ALIAS where the alias leads;
local://MODEL/trained/VARIANT/VERSION always the same one.`,
  examples: [
    'rundir models resolve local://perception/segmentation/dinov3@champion',
    'python eval.py --weights "$(rundir models resolve local://perception/segmentation/dinov3@champion)"',
  ],
  flags: {},
  args: [{ name: 'REFERENCE', help: 'local://…; the scheme may be left out', completes: 'model' }],
  async run(context, { args }) {
    const resolved = resolveModel(await context.workspace(), args[0] ?? '')
    return { data: resolved, text: resolved.file }
  },
})
