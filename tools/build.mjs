// Builds dist/: the command line (CommonJS, one small file and one for each command and other late part), and the library.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Libraries that several parts use: one copy each, loaded when the first of them asks. */
const LIBRARIES = ['zod', 'yaml', 'json5', 'smol-toml']
const FINISHED = join(root, 'dist/cli')
const UNFINISHED = join(root, `dist/cli.${process.pid}`)
const MAIN = join(root, 'src/cli/main.ts')
const LIST_WORKER = join(root, 'src/workspace/look/list-worker.ts')
const VERIFY_WORKER = join(root, 'src/workspace/upkeep/verify-worker.ts')
const EVALUATOR_HOST = join(root, 'src/cli/evaluator-host.ts')

const chunkName = (path) => relative(join(root, 'src'), path).replace(/\.ts$/, '').replaceAll(sep, '-')

/**
 * Makes every dynamic import a file of its own, and notes it in `found`: the text of what is not called is not even read.
 * A file holds all that it imports statically, so that a start reads two files and not forty.
 */
function apart(found) {
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`^(?:${LIBRARIES.join('|')})$`) }, ({ path, kind }) =>
        kind === 'entry-point' ? undefined : { path: `./${path}.cjs`, external: true },
      )
      onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined
        const source = join(resolveDir, path.replace(/\.js$/, '.ts'))
        found.add(source)
        return { path: `./${chunkName(source)}.cjs`, external: true }
      })
    },
  }
}

async function bundle(entryPoints, found, { dynamicImport = false } = {}) {
  await build({
    entryPoints,
    outdir: UNFINISHED,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    // A real dynamic import starts the loader of ES modules, which takes its time.
    supported: { 'dynamic-import': dynamicImport },
    mainFields: ['module', 'main'],
    plugins: [apart(found)],
    // Identifiers stay, so that a stack trace in a bug report can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    define: { RUNDIR_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  })
}

async function buildCli() {
  const found = new Set()
  // json5 exports nothing but a default, which `require` finds in its CommonJS form only.
  const libraries = { ...Object.fromEntries(LIBRARIES.map((name) => [name, name])), json5: 'json5/lib/index.js' }
  await bundle({ rundir: MAIN, 'list-worker': LIST_WORKER, 'verify-worker': VERIFY_WORKER, ...libraries }, found)
  await bundle({ 'evaluator-host': EVALUATOR_HOST }, found, { dynamicImport: true })
  for (const built = new Set(); found.size > built.size; ) {
    const next = [...found].filter((path) => !built.has(path))
    await bundle(Object.fromEntries(next.map((path) => [chunkName(path), path])), found)
    for (const path of next) built.add(path)
  }
  // In one step, so that nobody who runs the old one meanwhile finds half of a new one.
  rmSync(`${FINISHED}.old`, { recursive: true, force: true })
  if (existsSync(FINISHED)) renameSync(FINISHED, `${FINISHED}.old`)
  renameSync(UNFINISHED, FINISHED)
  rmSync(`${FINISHED}.old`, { recursive: true, force: true })
}

function buildLibrary() {
  rmSync(join(root, 'dist/lib'), { recursive: true, force: true })
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.lib.json'], {
    cwd: root,
    stdio: 'inherit',
  })
}

await buildCli()
if (!process.argv.includes('--cli')) buildLibrary()
