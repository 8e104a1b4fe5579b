// Builds dist/: the command line as one CommonJS file (commands inside it are evaluated when they are called), and the library.
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

export async function buildCli() {
  await build({
    entryPoints: [join(root, 'src/cli/main.ts')],
    outfile: join(root, 'dist/cli/rundir.cjs'),
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

export function buildLibrary() {
  rmSync(join(root, 'dist/lib'), { recursive: true, force: true })
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.lib.json'], {
    cwd: root,
    stdio: 'inherit',
  })
}

if (process.argv[1] === import.meta.filename) {
  await buildCli()
  if (!process.argv.includes('--cli')) buildLibrary()
}
