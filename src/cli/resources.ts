import { join } from 'node:path'

/** The package, seen from the bundled command line (`dist/cli/rundir.cjs`). */
const PACKAGE = join(__dirname, '..', '..')

/** Where `init` takes its files from. */
export function templatesFolder(): string {
  return join(PACKAGE, 'examples')
}

/** Second entry of the bundle: reads half of a long list. */
export function listWorkerFile(): string {
  return join(__dirname, 'list-worker.cjs')
}

/** Third entry of the bundle: checks runs and reads their files in a thread of its own. */
export function verifyWorkerFile(): string {
  return join(__dirname, 'verify-worker.cjs')
}

/** Fourth entry of the bundle: the program that loads an evaluator that is a module. */
export function evaluatorHostFile(): string {
  return join(__dirname, 'evaluator-host.cjs')
}
