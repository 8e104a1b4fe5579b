// Builds dist/: the command line as one CommonJS file (a command in it is evaluated when it is called), the second thread of
// `ls`, and the library.
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

async function buildCli() {
  rmSync(join(root, 'dist/cli'), { recursive: true, force: true })
  await build({
    entryPoints: {
      rundir: join(root, 'src/cli/main.ts'),
      'list-worker': join(root, 'src/workspace/list-worker.ts'),
    },
    outdir: join(root, 'dist/cli'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    mainFields: ['module', 'main'],
    // Identifiers stay, so that a stack trace in a bug report can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    define: { RUNDIR_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  })
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
