import { RundirError } from '../../error/rundir-error.js'
import { bestRun, usualDirection } from '../../workspace/look/best.js'
import { defineCommand } from '../command.js'
import { renderRuns } from '../render/runs.js'
import { listWorkerFile } from '../resources.js'

export const command = defineCommand({
  summary: 'Show the run with the best last value of a metric',
  details: `Less is better for what is called loss, error, perplexity, latency and the like, more for all else; --min and --max say it.
FILTER is that of ls.`,
  examples: ['rundir best loss', 'rundir best acc status=completed --max', 'rundir best loss --json | jq -r .dir'],
  flags: {
    min: { type: 'boolean', help: 'the smallest value' },
    max: { type: 'boolean', help: 'the largest value' },
  },
  args: [
    { name: 'KEY', help: 'a metric' },
    { name: 'FILTER', help: 'which runs, as in ls', optional: true, repeated: true },
  ],
  async run(context, { flags, args }) {
    if (flags.min && flags.max) {
      throw new RundirError('FLAG_INVALID', '--min and --max cannot both be meant', { hint: 'leave one out' })
    }
    const [key = '', ...filter] = args
    const direction = flags.min ? 'min' : flags.max ? 'max' : usualDirection(key)
    const row = await bestRun(await context.workspace(), { key, direction, filter }, listWorkerFile())
    context.notice(context.style.dim(direction === 'min' ? `smallest ${key}` : `largest ${key}`))
    const table = { rows: [row], fields: ['name', key, 'status', 'created_at', 'dir'], now: context.clock.now() }
    return { data: row, text: renderRuns(table, context.columns, context.style) }
  },
})
