import { code, inText, page, table } from './page.mjs'

const EXAMPLE = `project: segmentation

naming:
  run_counter_scope: model          # all runs of one model share one counter
  sources:
    model: train.base_model         # the configuration key that names the model

layouts:
  daily: "{project}/{model}/{date}-{counter:3}"

run:
  environment: {PYTHONUNBUFFERED: "1"}
  record_environment: [CUDA_VISIBLE_DEVICES, "SLURM_*"]

printed_metrics:
  - "step {step} loss {loss}"

profiles:
  dev-pretrain:
    description: Half an hour on one GPU
    extends: smoke-pretrain
`

/** The page of every key of the workspace file. Throws when its example is not valid. */
export function settingsPage({ z, settingsSchema, WORKSPACE_FILES, parseYaml }) {
  settingsSchema.parse(parseYaml(EXAMPLE))
  const schema = z.toJSONSchema(settingsSchema, { io: 'input' })
  const files = WORKSPACE_FILES.map(code)
  return page(
    'Settings of a workspace',
    '`src/workspace/settings-schema.ts`',
    `A workspace is the folder with a file ${files.slice(0, -1).join(', ')} or ${files.at(-1)}. Every key may be left out, and an empty
file is a workspace with the defaults. A key that is not listed is an error that names the nearest one. The same as a JSON Schema, for
editors: [\`schemas/workspace.schema.json\`](../../schemas/workspace.schema.json).`,
    `\`\`\`yaml\n${EXAMPLE}\`\`\``,
    '## Keys',
    table(['key', 'type', 'default', 'meaning'], rowsOf(schema, '')),
  )
}

function rowsOf(schema, prefix) {
  return Object.entries(schema.properties).flatMap(([key, property]) => {
    const path = `${prefix}${key}`
    if (property.properties !== undefined) return rowsOf(property, `${path}.`)
    const items = property.additionalProperties
    if (items?.properties !== undefined) return rowsOf(items, `${path}.<name>.`)
    const value = property.default
    const isEmpty = value === undefined || JSON.stringify(value) === '{}' || JSON.stringify(value) === '[]'
    return [[code(path), typeOf(property), isEmpty ? '' : code(value), inText(property.description ?? '')]]
  })
}

function typeOf(property) {
  if (property.enum !== undefined) return property.enum.map(code).join(', ')
  if (property.type === 'array') return `list of ${typeOf(property.items)}s`
  if (property.type === 'object') return `name → ${typeOf(property.additionalProperties)}`
  if (property.type === 'integer') return `integer${rangeOf(property)}`
  return property.type
}

function rangeOf({ minimum, maximum }) {
  const from = minimum > Number.MIN_SAFE_INTEGER ? ` from ${minimum}` : ''
  const to = maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : ''
  return from + to
}
