const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

/**
 * JSON Schema of a manifest as a person may write it: only the keys that a reader insists on are required. What the keys
 * mean is said once, in the table of docs/format.md; throws when that table and the schema do not name the same keys.
 */
export function manifestSchemaFile({ z, manifestSchema, makeManifest, checkManifest, ManifestProblem }, formatPage) {
  const schema = z.toJSONSchema(manifestSchema, { io: 'input', override: plain })
  const keys = Object.keys(schema.properties)
  const meanings = meaningsOf(keys, formatPage, '### `run_manifest.json`')
  const smallest = {
    schema_version: 1,
    run_id: '1763705649000-handmade1',
    name: 'mlp-digits-full-run1',
    layout: 'pipeline',
    status: 'completed',
    created_at: '2026-11-21T06:14:09Z',
  }
  const complete = makeManifest(smallest)
  const isNeeded = (key) => checkManifest({ ...smallest, [key]: undefined }) instanceof ManifestProblem
  const properties = Object.fromEntries(
    keys.map((key) => {
      const description = meanings.get(key)
      const property = { ...(description === '' ? {} : { description }), ...schema.properties[key] }
      const hasDefault = !(key in smallest) && complete[key] !== undefined
      return [key, hasDefault ? { ...property, default: complete[key] } : property]
    }),
  )
  return printSchema({
    title: 'run_manifest.json of a rundir run',
    description: 'Keys that are not named here are kept. docs/format.md is the authority.',
    type: 'object',
    properties,
    required: Object.keys(smallest).filter(isNeeded),
  })
}

/** JSON Schema of the manifest of a model, as a person may write it; its keys are explained in docs/format.md. */
export function modelManifestSchemaFile({ z, modelManifestSchema }, formatPage) {
  const { $schema: _, ...schema } = z.toJSONSchema(modelManifestSchema, { io: 'input', override: plain })
  const keys = Object.keys(schema.properties)
  const meanings = meaningsOf(keys, formatPage, '### `manifest.json` of a model')
  const properties = keys.map((key) => [key, { description: meanings.get(key), ...schema.properties[key] }])
  return printSchema({
    title: 'manifest.json of a model in a rundir workspace',
    description: 'Keys that are not named here are kept. docs/format.md is the authority.',
    ...schema,
    properties: Object.fromEntries(properties),
  })
}

/** JSON Schema of the workspace file, as it is written by hand. */
export function settingsSchemaFile({ z, settingsSchema }) {
  const { $schema: _, ...schema } = z.toJSONSchema(settingsSchema, { io: 'input', override: plain })
  return printSchema({
    title: 'Workspace file of rundir',
    description: 'rundir.yaml, rundir.json5 or rundir.toml. docs/reference/settings.md explains the keys.',
    ...schema,
  })
}

/** Leaves out what only says that a number is one of JavaScript, or says a format a second time. */
function plain({ jsonSchema }) {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
}

/** Key → meaning, from the table below a heading of docs/format.md; throws when table and schema do not name the same keys. */
function meaningsOf(keys, formatPage, heading) {
  const [, section = ''] = formatPage.split(`${heading}\n`)
  const [table] = section.split(/\n##/)
  const meanings = new Map()
  for (const line of table.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim())
    if (cells.length !== 5) continue
    for (const [, key] of cells[1].matchAll(/`(\w+)`/g)) meanings.set(key, cells[3].replaceAll('`', ''))
  }
  const different = [
    ...keys.filter((key) => !meanings.has(key)),
    ...[...meanings.keys()].filter((key) => !keys.includes(key)),
  ]
  if (different.length > 0)
    throw new Error(`${heading} of docs/format.md and its schema differ in: ${different.join(', ')}`)
  return meanings
}

function printSchema(schema) {
  return `${JSON.stringify({ $schema: DIALECT, ...schema }, null, 2)}\n`
}
