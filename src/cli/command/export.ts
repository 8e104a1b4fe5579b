import { EXPORT_FORMS, type ExportForm, type ExportView, exportRun } from '../../workspace/exchange/export.js'
import { defineCommand } from '../command.js'
import type { Context } from '../context.js'
import { interruptSignal } from '../interrupt-signal.js'
import { printBytes } from '../render/number.js'
import { printable } from '../render/style.js'

export const command = defineCommand({
  summary: 'Write a run to an archive or a research object',
  details: `tar    an archive that is unpacked in the folder of another workspace, logs included
crate  a folder for others to read: the files of the run and ro-crate-metadata.json, an RO-Crate by the profile
       Process Run Crate, which tells what ran, on what, when, and what came out
Every sealed file is compared with its checksum on the way. Links and special files stay behind, and are named.`,
  examples: [
    'rundir export latest --to tar',
    'rundir export latest --to crate -o published --license CC-BY-4.0',
    'rundir export qwen2-7b-alpaca-full-run3 --to tar && tar xf qwen2-7b-alpaca-full-run3.tar -C ../other',
  ],
  flags: {
    to: { type: 'text', value: 'FORM', choices: EXPORT_FORMS, help: 'tar (default) or crate' },
    output: {
      type: 'text',
      short: 'o',
      value: 'PATH',
      help: 'what to make (default: NAME.tar or NAME-crate here); never overwritten',
      completes: 'file',
    },
    license: { type: 'text', value: 'ID', help: 'of a crate: an SPDX id or an address' },
    unfinished: { type: 'boolean', help: 'take a run that has not ended as it is now' },
  },
  args: [{ name: 'RUN', help: 'name, part of one, id, path, or latest', completes: 'run' }],
  async run(context, { flags, args }) {
    const interrupt = interruptSignal(() => undefined)
    try {
      const view = await exportRun(
        await context.workspace(),
        {
          run: args[0] ?? '',
          cwd: context.cwd,
          form: (flags.to ?? 'tar') as ExportForm,
          output: flags.output,
          license: flags.license,
          which: flags.unfinished ? 'any' : 'ended',
        },
        {
          signal: interrupt.signal,
          onProgress: ({ doneBytes, totalBytes }) =>
            context.progress(`wrote ${printBytes(doneBytes)} of ${printBytes(totalBytes)}`),
        },
      )
      context.progress('')
      tellWhatIsLeft(context, view)
      return { data: view, text: `${printable(view.path)}  ${view.files} files, ${printBytes(view.size_bytes)}` }
    } finally {
      interrupt.stop()
    }
  },
})

function tellWhatIsLeft(context: Context, { skipped, parents }: ExportView): void {
  for (const { path, why } of skipped) context.notice(`left out: ${path} (${why})`)
  if (parents.length > 0) context.notice(`not in it: the runs that it builds on (${parents.join(', ')})`)
}
