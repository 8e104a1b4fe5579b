// How long does it take to read and resolve a configuration of 2,000 keys with 500 interpolations, here and with OmegaConf?
//
//   node bench/config.mjs [--python /path/to/python-with-omegaconf] [--rounds 15]
//
// Both sides do the same, alternating: parse the YAML text, resolve all, and once more as a whole process.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildSync } from 'esbuild'

const { values } = parseArgs({
  options: { python: { type: 'string', default: 'python3' }, rounds: { type: 'string', default: '15' } },
})
const rounds = Number(values.rounds)
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'rundir-bench-config-'))

const lines = []
for (let section = 0; section < 100; section++) {
  lines.push(`section${section}:`)
  for (let key = 0; key < 15; key++) lines.push(`  key${key}: ${section * 15 + key}`)
  for (let key = 0; key < 5; key++) {
    const target = `section${(section * 7 + key + 1) % 100}.key${(key * 3) % 15}`
    lines.push(key % 2 === 0 ? `  ref${key}: \${${target}}` : `  ref${key}: run-\${.key${key}}-\${${target}}`)
  }
}
const file = join(folder, 'config.yaml')
writeFileSync(file, `${lines.join('\n')}\n`)

const entry = `
import { parseYaml } from '${here}../src/config/yaml-text.ts'
import { resolve } from '${here}../src/config/resolve.ts'
import { readFileSync } from 'node:fs'
const [, , file, rounds] = process.argv
const text = readFileSync(file, 'utf8')
const context = { environment: {}, now: 0, run: undefined }
const out = { parse: [], resolve: [] }
let resolved
for (let round = 0; round < Number(rounds); round++) {
  const start = performance.now()
  const tree = parseYaml(text, file)
  const parsed = performance.now()
  resolved = resolve(tree, context)
  out.parse.push(parsed - start)
  out.resolve.push(performance.now() - parsed)
}
console.log(JSON.stringify({ ...out, last: resolved.section99.ref4 }))
`
const ours = join(folder, 'ours.mjs')
buildSync({
  stdin: { contents: entry, resolveDir: here, loader: 'ts' },
  outfile: ours,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
})

const theirs = join(folder, 'theirs.py')
writeFileSync(
  theirs,
  `
import json, sys, time
from omegaconf import OmegaConf
text = open(sys.argv[1]).read()
out = {"parse": [], "resolve": []}
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    config = OmegaConf.create(text)
    parsed = time.perf_counter()
    resolved = OmegaConf.to_container(config, resolve=True)
    out["parse"].append((parsed - start) * 1000)
    out["resolve"].append((time.perf_counter() - parsed) * 1000)
out["last"] = resolved["section99"]["ref4"]
print(json.dumps(out))
`,
)

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
const hasOmegaConf = spawnSync(values.python, ['-c', 'import omegaconf']).status === 0
const sides = { rundir: [process.execPath, ours], ...(hasOmegaConf ? { omegaconf: [values.python, theirs] } : {}) }
if (!hasOmegaConf) console.log(`${values.python} has no omegaconf: only rundir is measured (use --python PATH)`)

const results = Object.fromEntries(Object.keys(sides).map((name) => [name, { process: [], parse: [], resolve: [] }]))
const answers = new Set()
for (let round = 0; round < rounds; round++) {
  for (const [name, [command, script]] of Object.entries(sides)) {
    const start = performance.now()
    const first = JSON.parse(execFileSync(command, [script, file, '1'], { encoding: 'utf8' }))
    results[name].process.push(performance.now() - start)
    answers.add(first.last)
  }
}
for (const [name, [command, script]] of Object.entries(sides)) {
  const many = JSON.parse(execFileSync(command, [script, file, String(rounds)], { encoding: 'utf8' }))
  results[name].parse.push(...many.parse)
  results[name].resolve.push(...many.resolve)
}
rmSync(folder, { recursive: true })
if (answers.size !== 1) throw new Error(`the two sides disagree: ${[...answers].join(', ')}`)

console.log(`2,000 keys, 500 interpolations; median of ${rounds}, ms; ${cpus()[0]?.model}, node ${process.version}`)
for (const [name, times] of Object.entries(results)) {
  const cells = Object.entries(times).map(([what, numbers]) => `${what} ${median(numbers).toFixed(1)}`)
  console.log(`${name.padEnd(10)} ${cells.join('   ')}`)
}
