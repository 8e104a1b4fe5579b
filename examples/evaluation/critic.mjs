// A critic: reads input.json in its working folder, looks at the code of the specimen, and writes output.json.
// `--rules few` knows the first three rules only, so that there is something to compare.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const RULES = [
  ['bare-except', /^\s*except\s*:/],
  ['mutable-default', /^\s*def .*=\s*(?:\[\]|\{\})/],
  ['none-comparison', /[=!]=\s*None\b/],
  ['eval', /\beval\(/],
  ['shell-injection', /os\.system\(.*\+/],
  ['secret', /^[A-Z_]*PASSWORD\s*=\s*["']/],
  ['float-equality', /==\s*\d+\.\d/],
  ['constant-return', /return f?"/],
]
const rules = process.argv.includes('few') ? RULES.slice(0, 3) : RULES

const { specimen } = JSON.parse(readFileSync('input.json', 'utf8'))
const code = readFileSync(join(process.env.RUNDIR_WORKSPACE, 'specimens', specimen, 'code.py'), 'utf8')
const issues = code
  .split('\n')
  .flatMap((text, at) => rules.filter(([, pattern]) => pattern.test(text)).map(([rule]) => ({ line: at + 1, rule })))
writeFileSync('output.json', JSON.stringify({ issues }))
