import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const bundle = join(root, 'dist/cli/rundir.cjs')

/** Builds the command line once for all boundary tests, unless it is newer than everything it is made from. */
export default function buildCommand(): void {
  if (builtAt() > newestSourceAt()) return
  execFileSync(process.execPath, [join(root, 'tools/build.mjs'), '--cli'], { cwd: root, stdio: 'inherit' })
}

function builtAt(): number {
  return statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function newestSourceAt(): number {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => join(root, 'src', path))
  return Math.max(...[...sources, join(root, 'tools/build.mjs')].map((path) => statSync(path).mtimeMs))
}
