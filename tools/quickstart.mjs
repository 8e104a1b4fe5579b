// `npm run quickstart`: from a fresh clone to two trained runs, in a throw-away workspace.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installIfNeeded } from './install.mjs'

const root = join(import.meta.dirname, '..')
const rundir = join(root, 'bin', 'rundir')
const environment = { ...process.env }
// A quickstart that is itself started inside a run makes runs of its own.
for (const name of Object.keys(environment))
  if (/^(?:RUN_|RUNDIR_|FORCE_RUN_INDEX)/.test(name)) delete environment[name]

const strong = (text) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[1m${text}\u001b[22m` : text)
const heading = (text) => console.log(`\n${strong(`── ${text}`)}`)

/** Shows a command as a person would type it, then runs it. */
function type(args, shown = args) {
  console.log(strong(`$ rundir ${shown.join(' ')}`))
  const { status } = spawnSync(process.execPath, [rundir, ...args], { cwd: root, env: environment, stdio: 'inherit' })
  if (status !== 0) {
    console.error(`quickstart: "rundir ${shown.join(' ')}" ended with status ${status}`)
    process.exit(1)
  }
}

const began = performance.now()
installIfNeeded(root)
if (statSync(join(root, 'dist/cli/rundir.cjs'), { throwIfNoEntry: false }) === undefined) console.log('building …')
execFileSync(process.execPath, [join(root, 'tools/build.mjs')], { cwd: root, stdio: 'inherit' })

const workspace = mkdtempSync(join(tmpdir(), 'rundir-quickstart-'))
heading(`a throw-away workspace: ${workspace}`)
execFileSync(process.execPath, [rundir, '-C', workspace, 'init', '--example', 'gpt', '--quiet'], {
  env: environment,
  stdio: 'ignore',
})

heading('train a small language model on the documents of this repository, twice')
const at = ['--workspace', workspace]
const run = (...overrides) => {
  const words = [
    'run',
    '--phase',
    'pretrain',
    '--profile',
    'exp-pretrain',
    ...overrides,
    '--',
    'node',
    'examples/gpt/train.mjs',
  ]
  type([...at, ...words], words)
}
run()
run('training.lr=1e-3')

heading('the runs')
type([...at, 'ls'], ['ls'])
heading('the loss of the last one')
type([...at, 'metrics', 'latest', 'loss'], ['metrics', 'latest', 'loss'])

heading('where the files are')
console.log(`${workspace}/outputs/latest/`)
console.log('  run_manifest.json  config_resolved.yaml  metrics.json  artifacts/checkpoints/  artifacts.sha256')

heading('what next')
console.log(`  cd ${workspace}
  alias rundir=${rundir}
  rundir show latest                                  # where it comes from, what it measured
  rundir compare status=completed                     # what differed, and what came of it
  rundir verify --data                                # is every run what it says, to the last byte
  rundir promote latest --as demo/gpt && rundir models ls
  rundir profiles                                     # named configurations: smoke, dev, prod …
  rundir run --phase pretrain --profile smoke-pretrain -- node train.mjs
  rundir run -- python3 ${join(root, 'examples/python/train.py')}      # from Python
  examples/README.md of the checkout                  # an evaluation with a critic and a grader, a benchmark of agents
In a project of your own: rundir init, then rundir run -- python train.py`)
console.log(`\ndone in ${((performance.now() - began) / 1000).toFixed(0)} s`)
