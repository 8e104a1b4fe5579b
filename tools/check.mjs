// `npm test`: installs when needed, builds, checks types, lint, layers, dead code and generated pages, and runs all tests.
// `--soak` runs the long loops too. The last line says how many tests passed and failed.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installIfNeeded } from './install.mjs'

const root = join(import.meta.dirname, '..')
const bin = (name) => join(root, 'node_modules', '.bin', name)
const node = process.execPath
const soak = process.argv.includes('--soak')

/** Runs one step; its output is shown when it fails, or at once with `live`. */
function step(name, command, args, { live = false } = {}) {
  return new Promise((settle) => {
    const began = performance.now()
    const environment = { ...process.env, ...(soak ? { RUNDIR_SOAK: '1' } : {}) }
    const child = spawn(command, args, {
      cwd: root,
      env: environment,
      stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
    })
    const output = []
    child.stdout?.on('data', (bytes) => output.push(bytes))
    child.stderr?.on('data', (bytes) => output.push(bytes))
    child.on('close', (status) => {
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      if (status !== 0) process.stdout.write(Buffer.concat(output))
      console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
      settle(status === 0)
    })
  })
}

installIfNeeded(root)
const checks = [await step('build', node, ['tools/build.mjs'])]
checks.push(
  ...(await Promise.all([
    step('types', bin('tsc'), ['-p', 'tsconfig.json']),
    step('lint and format', bin('biome'), ['ci', '--error-on-warnings', '--colors=off', '.']),
  ])),
  ...(await Promise.all([
    step('layers', bin('depcruise'), ['--config', 'tools/deps.cjs', 'src']),
    step('dead code', bin('knip'), []),
    step('generated pages', node, ['tools/generate.mjs', '--check']),
  ])),
)
const results = join(mkdtempSync(join(tmpdir(), 'rundir-test-')), 'results.json')
const tested = await step(
  'tests',
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`],
  { live: true },
)
const counts = JSON.parse(readFileSync(results, 'utf8'))
rmSync(join(results, '..'), { recursive: true, force: true })
const failedChecks = checks.filter((ok) => !ok).length
console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${counts.numPendingTests} skipped`)
if (failedChecks > 0) console.log(`${failedChecks} of the checks before the tests failed`)
process.exitCode = tested && failedChecks === 0 && counts.numPassedTests > 0 ? 0 : 1
