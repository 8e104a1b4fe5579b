import { tailRun } from '../../workspace/look/tail.js'
import { defineCommand } from '../command.js'
import { printMetric } from '../render/number.js'
import { printable } from '../render/style.js'

export const command = defineCommand({
  summary: 'Follow the output and the metrics of a run until it ends',
  examples: ['rundir tail latest', 'rundir tail latest --metrics', 'rundir tail latest --json | jq .value'],
  flags: {
    metrics: { type: 'boolean', help: 'metrics only' },
    'no-follow': { type: 'boolean', help: 'print what is there and stop' },
  },
  args: [{ name: 'RUN', help: 'name, part of one, id, path, or latest', completes: 'run' }],
  async run(context, { flags, args }) {
    const workspace = await context.workspace()
    const { json, style } = context
    // A chunk may end in the middle of a character.
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
    const run = await tailRun(workspace, {
      run: args[0] ?? '',
      cwd: context.cwd,
      follow: flags['no-follow'] ? 'no' : 'until-it-ends',
      what: flags.metrics ? 'metrics' : 'all',
      onOutput: async (stream, bytes) => {
        if (json)
          return await context.write(
            `${JSON.stringify({ kind: 'output', stream, text: decoders[stream].decode(bytes, { stream: true }) })}\n`,
          )
        return await (stream === 'stdout' ? context.write(bytes) : context.writeError(bytes))
      },
      onPoint: async ({ writer, key, step, timestamp, value }) => {
        if (json)
          return await context.write(`${JSON.stringify({ kind: 'point', writer, key, step, timestamp, value })}\n`)
        // What was read from the output stands there.
        if (writer === 'printed' && !flags.metrics) return true
        return await context.write(`${style.dim(`step ${step}`)} ${style.cyan(printable(key))} ${printMetric(value)}\n`)
      },
    })
    if (json)
      await context.write(
        `${JSON.stringify({ kind: 'status', status: run.status, exit_code: run.manifest.exit_code })}\n`,
      )
    else context.notice(`${printable(run.manifest.name)} ${run.status}`)
    return {}
  },
})
