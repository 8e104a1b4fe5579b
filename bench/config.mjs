// A configuration of 2,000 keys with 500 interpolations: `rundir config show` against OmegaConf, as whole processes and
// per resolve. The Python with omegaconf is named with --python or in RUNDIR_BENCH_PYTHON.
// `node bench/config.mjs [--python P] [--rounds N] [--keep]`; --keep writes bench/results/config-<date>.json.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSync } from 'esbuild'
import { machine, median, plainEnvironment, printRows, race, round, timeProcess } from './measure.mjs'

const node = process.execPath
const rundir = join(import.meta.dirname, '..', 'bin', 'rundir')
const source = join(import.meta.dirname, '..', 'src', 'config')

/** Parses and resolves again and again in one process; prints the medians and one value, to compare. */
const OURS = `
import { parseYaml } from '${source}/yaml-text.ts'
import { resolve } from '${source}/resolve.ts'
import { readFileSync } from 'node:fs'
const [, , file, rounds] = process.argv
const text = readFileSync(file, 'utf8')
const out = { parse: [], resolve: [] }
for (let round = 0; round < Number(rounds); round++) {
  const start = performance.now()
  const tree = parseYaml(text, file)
  const parsed = performance.now()
  out.last = resolve(tree, { environment: {}, now: 0, run: undefined }).section99.ref4
  out.resolve.push(performance.now() - parsed)
  out.parse.push(parsed - start)
}
console.log(JSON.stringify(out))
`
const THEIRS = `
import json, sys, time
from omegaconf import OmegaConf
text = open(sys.argv[1]).read()
out = {"parse": [], "resolve": []}
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    config = OmegaConf.create(text)
    parsed = time.perf_counter()
    out["last"] = OmegaConf.to_container(config, resolve=True)["section99"]["ref4"]
    out["resolve"].append((time.perf_counter() - parsed) * 1000)
    out["parse"].append((parsed - start) * 1000)
print(json.dumps(out))
`
const SHOW = `
import sys
from omegaconf import OmegaConf
config = OmegaConf.load(sys.argv[1])
OmegaConf.resolve(config)
print(OmegaConf.to_yaml(config))
`

export function measureConfig(python = process.env.RUNDIR_BENCH_PYTHON ?? 'python3', rounds = 11) {
  const root = mkdtempSync(join(tmpdir(), 'rundir-bench-'))
  const file = join(root, 'config.yaml')
  writeFileSync(file, makeConfig())
  const isThere = spawnSync(python, ['-c', 'import omegaconf'], { stdio: 'ignore' }).status === 0
  if (!isThere) console.log(`${python} has no omegaconf, so that rundir stands alone; name another with --python`)

  const show = write(root, 'show.py', SHOW)
  const processes = race(rounds, {
    'rundir config show': () => timeProcess([node, rundir, '-C', root, 'config', 'show', '--config', file]),
    ...(isThere ? { 'python, OmegaConf': () => timeProcess([python, show, file]) } : {}),
  })
  printRows('2,000 keys, 500 interpolations: whole processes', processes)

  const sides = { rundir: [node, bundle(root)] }
  if (isThere) sides.OmegaConf = [python, write(root, 'theirs.py', THEIRS)]
  const inside = Object.entries(sides).map(([name, [command, script]]) => {
    const options = { encoding: 'utf8', env: plainEnvironment() }
    const { parse, resolve, last } = JSON.parse(execFileSync(command, [script, file, String(rounds)], options))
    return { name, parseMs: round(median(parse)), resolveMs: round(median(resolve)), last }
  })
  printRows('the same within a process', inside)
  rmSync(root, { recursive: true })
  if (new Set(inside.map((row) => row.last)).size !== 1) throw new Error('the two sides disagree')
  return { processes, inside }
}

/** 100 sections of 15 values and 5 texts that refer to their neighbours and to other sections. */
function makeConfig() {
  const lines = []
  for (let section = 0; section < 100; section++) {
    lines.push(`section${section}:`)
    for (let key = 0; key < 15; key++) lines.push(`  key${key}: ${section * 15 + key}`)
    for (let key = 0; key < 5; key++) {
      const target = `section${(section * 7 + key + 1) % 100}.key${(key * 3) % 15}`
      lines.push(`  ref${key}: ${key % 2 === 0 ? `\${${target}}` : `run-\${.key${key}}-\${${target}}`}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function write(root, name, text) {
  writeFileSync(join(root, name), text)
  return join(root, name)
}

function bundle(root) {
  const outfile = join(root, 'ours.mjs')
  const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)"
  const stdin = { contents: OURS, resolveDir: source, loader: 'ts' }
  buildSync({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', banner: { js: banner } })
  return outfile
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      python: { type: 'string' },
      rounds: { type: 'string', default: '11' },
      keep: { type: 'boolean', default: false },
    },
  })
  const result = { at: new Date().toISOString(), machine, ...measureConfig(values.python, Number(values.rounds)) }
  if (values.keep) {
    const path = join(import.meta.dirname, 'results', `config-${result.at.slice(0, 10)}.json`)
    writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`)
  }
}
