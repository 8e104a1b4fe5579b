import { type ModelView, showModel } from '../../workspace/model/models.js'
import { defineCommand } from '../command.js'
import { printBytes, printMetric } from '../render/number.js'
import { printable, type Style } from '../render/style.js'

export const command = defineCommand({
  summary: 'Show one version of a model: the newest, or the one that a reference means',
  examples: [
    'rundir models show perception/segmentation/dinov3',
    'rundir models show local://perception/segmentation/dinov3@champion --json',
  ],
  flags: {},
  args: [{ name: 'MODEL', help: 'a model, one of its variants or versions, or MODEL@ALIAS', completes: 'model' }],
  async run(context, { args }) {
    const view = showModel(await context.workspace(), args[0] ?? '')
    return { data: view, text: render(view, context.style) }
  },
})

function render(view: ModelView, style: Style): string {
  const { manifest } = view
  const told = (value: unknown): string => (value === null ? '' : JSON.stringify(value))
  const facts: (readonly [string, string])[] = [
    ['reference', view.reference],
    ['aliases', view.aliases.join(' ')],
    ['weights', `${view.weights}  ${printBytes(view.size_bytes ?? 0)}`],
    ['sha256', manifest.sha256],
    ['format', view.format ?? ''],
    ['promoted', [view.promoted_at, view.promoted_by].filter((part) => part !== null).join(' by ')],
    ['from', [manifest.source_run, manifest.source_checkpoint].filter((part) => part !== null).join(', ')],
    ['code', manifest.git_hash?.slice(0, 8) ?? ''],
    ['input', told(manifest.input_spec)],
    ['classes', told(manifest.class_map)],
    ['export', told(manifest.export)],
    [
      'metrics',
      Object.entries(view.metrics)
        .map(([key, value]) => `${key} ${printMetric(value)}`)
        .join('  '),
    ],
  ]
  const known = facts.filter(([, text]) => text !== '')
  const width = Math.max(...known.map(([name]) => name.length))
  const lines = known.map(([name, text]) => `  ${style.dim(name.padEnd(width))}  ${printable(text)}`)
  return [style.bold(printable(view.model)), ...lines].join('\n')
}
