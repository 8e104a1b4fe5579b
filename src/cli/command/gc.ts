import { type CollectReport, collectRuns } from '../../workspace/upkeep/collect.js'
import { defineCommand } from '../command.js'
import type { Context } from '../context.js'
import { printAge, printBytes } from '../render/number.js'
import { statusPaint } from '../render/status.js'
import { renderTable } from '../render/table.js'

const COLUMNS = [
  { title: 'RUN', atLeast: 16 },
  { title: 'STATUS' },
  { title: 'CREATED', expendable: 1 },
  { title: 'SIZE', align: 'right' },
] as const

export const command = defineCommand({
  summary: 'Move runs that no rule keeps to the trash',
  details: `Shows what would go; --yes moves it, and rundir restore brings it back. A run stays when any rule says so:
  last=10                the newest 10 runs; last.project_name=3: the newest 3 of each project
  within=30d             made or ended in the last 30 days (min, h, d, w, y)
  size<100MB             by the size of its files (kB, MB, GB, KiB, MiB, GiB)
  lineage=RUN            that run and all that came from it
  status=completed, tag.team=vision, metric.loss<0.5, phase!=smoke …   as in rundir ls
Never taken: runs that are not over or cannot be read, and whatever a model, a snapshot, a pipeline, a session, a batch that still
goes on, or a run that stays refers to.`,
  examples: [
    'rundir gc --keep last=20 --keep within=30d',
    "rundir gc --keep 'status!=failed' --keep within=7d --yes",
    "rundir gc --keep tag.keep=yes --keep 'size<100MB' --json | jq .size_bytes",
  ],
  flags: { keep: { type: 'list', value: 'RULE', help: 'what stays' } },
  args: [],
  async run(context, { flags }) {
    const mode = context.yes ? 'apply' : 'plan'
    const request = { keep: flags.keep, cwd: context.cwd, mode } as const
    const report = collectRuns(await context.workspace(), request, (done, total) =>
      context.progress(`moved ${done} of ${total} runs`),
    )
    context.progress('')
    if (report.moved.length > 0)
      context.notice(
        report.done
          ? 'the space is free after rundir purge --yes; rundir restore brings runs back'
          : 'nothing was moved; --yes does it',
      )
    return { data: report, text: render(report, context) }
  },
})

function render({ moved, kept, rules, size_bytes, done }: CollectReport, context: Context): string {
  const { columns, style, clock } = context
  const others = kept.filter(({ why }) => !rules.some(({ rule }) => rule === why)).length
  const told = [
    ...rules.map(({ rule, kept: count }) => `${rule} keeps ${count}`),
    ...(others > 0 ? [`${others} more stay: something refers to them, or they are not over`] : []),
  ]
  const verb = done ? 'went to the trash' : 'would go'
  const summary = `${moved.length} of ${moved.length + kept.length} runs ${verb}, ${printBytes(size_bytes)}`
  const lines = [style.bold(summary), style.dim(told.join(', '))]
  if (moved.length === 0) return lines.join('\n')
  const rows = moved.map((run) => [
    { text: run.dir },
    { text: run.status, paint: statusPaint(run.status) },
    { text: printAge(run.created_at, clock.now()), paint: 'dim' as const },
    { text: printBytes(run.size_bytes) },
  ])
  return [renderTable(COLUMNS, rows, columns, style), ...lines].join('\n')
}
