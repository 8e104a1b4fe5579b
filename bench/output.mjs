// Is a program that prints 500 MB slowed down by being a run? Its own time, under `rundir run` and with `> file`.

import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainEnvironment, printRows, race } from './measure.mjs'

const node = process.execPath
const rundir = join(import.meta.dirname, '..', 'bin', 'rundir')

/** Prints lines with plain writes and notes how long that took, as the program itself sees it. */
const PRINTER = `
const { writeSync, writeFileSync } = require('node:fs')
const block = Buffer.from('step 120 loss 0.4312 accuracy 0.9123 tokens/s 81234\\n'.repeat(1260))
const began = process.hrtime.bigint()
for (let left = Number(process.argv[2]); left > 0; left -= block.length) {
  for (let at = 0; at < block.length; ) at += writeSync(1, block, at)
}
writeFileSync(process.argv[3], String(Number(process.hrtime.bigint() - began) / 1e6))
`

export function measureOutput(megabytes = 500, rounds = 7) {
  const root = mkdtempSync(join(tmpdir(), 'rundir-bench-'))
  const printer = join(root, 'printer.cjs')
  const noted = join(root, 'noted')
  writeFileSync(printer, PRINTER)
  const program = [printer, String(megabytes * 1e6), noted]
  const own = (file, args, options) => {
    const out = openSync(join(root, 'out.log'), 'w')
    const { status } = spawnSync(file, args, {
      cwd: root,
      env: plainEnvironment(),
      stdio: ['ignore', out, 'ignore'],
      ...options,
    })
    closeSync(out)
    rmSync(join(root, 'out.log'), { force: true })
    if (status !== 0) throw new Error(`the program ended with ${status}`)
    return Number(readFileSync(noted, 'utf8'))
  }
  const forget = () => {
    for (const folder of ['outputs', 'logs', '.rundir']) rmSync(join(root, folder), { recursive: true, force: true })
  }
  const rows = race(rounds, {
    '> file': () => own(node, program),
    'rundir run, shown to nobody': () => {
      const ms = own(node, [rundir, 'run', '--quiet', '--', node, ...program], { stdio: 'ignore' })
      forget()
      return ms
    },
    'rundir run, shown to a file': () => {
      const ms = own(node, [rundir, 'run', '--quiet', '--', node, ...program])
      forget()
      return ms
    },
  })
  rmSync(root, { recursive: true, force: true })
  printRows(`a program that prints ${megabytes} MB: its own time (goal: ≤ 1.1)`, rows)
  return rows
}

if (process.argv[1] === import.meta.filename) measureOutput(Number(process.argv[2] ?? 500))
