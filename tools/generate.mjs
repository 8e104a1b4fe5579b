// Writes schemas/ and docs/reference/ from the code. With `--check` it writes nothing: it fails with a difference where a
// page on disk is another one, and where a TypeScript example of the documents does not compile.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { commandsPage } from './reference/commands.mjs'
import { difference } from './reference/difference.mjs'
import { errorsPage } from './reference/errors.mjs'
import { checkExamples } from './reference/examples.mjs'
import { rulesPage } from './reference/rules.mjs'
import { manifestSchemaFile, modelManifestSchemaFile, settingsSchemaFile } from './reference/schemas.mjs'
import { settingsPage } from './reference/settings.mjs'

const root = join(import.meta.dirname, '..')

/** What the pages are made from. */
const FACTS = `
export { z } from 'zod'
export { parse as parseYaml } from 'yaml'
export { CODES } from './src/error/codes.js'
export { checkManifest, makeManifest, ManifestProblem } from './src/run/manifest.js'
export { manifestSchema } from './src/run/manifest-schema.js'
export { modelManifestSchema } from './src/registry/model-manifest-schema.js'
export { settingsSchema } from './src/workspace/settings-schema.js'
export { WORKSPACE_FILES } from './src/workspace/settings.js'
export { COMMANDS } from './src/cli/commands.js'
export { usageOf } from './src/cli/help.js'
export { GLOBAL_FLAGS } from './src/cli/parse.js'
export { RULE_GROUPS } from './src/contract/rules.js'
`

/** Bundles the TypeScript that holds the facts, since Node 20 cannot import it. */
async function loadFacts() {
  const folder = mkdtempSync(join(root, 'node_modules', '.rundir-facts-'))
  try {
    const outfile = join(folder, 'facts.cjs')
    await build({
      stdin: { contents: FACTS, resolveDir: root, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20.19',
      format: 'cjs',
      logLevel: 'warning',
    })
    const { default: facts } = await import(outfile)
    const commands = await Promise.all(
      Object.entries(facts.COMMANDS).map(async ([name, { group, load }]) => {
        return { name, group, command: (await load()).command }
      }),
    )
    return { ...facts, commands }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function makePages(facts) {
  const formatPage = readFileSync(join(root, 'docs/format.md'), 'utf8')
  return {
    'schemas/run_manifest.schema.json': manifestSchemaFile(facts, formatPage),
    'schemas/model_manifest.schema.json': modelManifestSchemaFile(facts, formatPage),
    'schemas/workspace.schema.json': settingsSchemaFile(facts),
    'docs/reference/settings.md': settingsPage(facts),
    'docs/reference/errors.md': errorsPage(facts),
    'docs/reference/commands.md': commandsPage(facts),
    'docs/rules.md': rulesPage(facts),
  }
}

function writePages(pages) {
  for (const [path, text] of Object.entries(pages)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    console.log(`wrote ${path}`)
  }
}

/** Prints the differences; true when there are none. */
function comparePages(pages) {
  let same = true
  for (const [path, text] of Object.entries(pages)) {
    const lines = difference(readIfThere(join(root, path)), text)
    if (lines.length === 0) continue
    same = false
    console.log(`${path} is not what the code says (npm run generate writes it):\n${lines.join('\n')}`)
  }
  return same
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return ''
    throw error
  }
}

const pages = makePages(await loadFacts())
if (process.argv.includes('--check')) {
  const same = comparePages(pages)
  const compiled = checkExamples(root)
  process.exitCode = same && compiled ? 0 : 1
} else writePages(pages)
