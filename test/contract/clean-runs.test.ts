import * as fs from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openWorkspace as openLibrary } from '../../src/index.js'
import { systemClock } from '../../src/value/instant.js'
import { openWorkspace } from '../../src/workspace/open.js'
import { verifyRuns } from '../../src/workspace/upkeep/verify.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const KINDS = process.env['RUNDIR_SOAK'] === undefined ? 20 : 1_000
const RUNS = 1_000

const name = fc
  .stringMatching(/^[a-zA-Z0-9 ._#%+\\äß😀-]{1,40}$/u)
  .filter((text) => !/^\.{1,2}$|^\..*\.tmp-/.test(text))
const key = fc.stringMatching(/^[a-z][a-z0-9 ./äß-]{0,20}$/).filter((text) => text !== 'step')
const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(Number.NaN, Infinity, -0))
const kind = fc.record({
  config: fc.dictionary(key, fc.oneof(fc.integer(), fc.boolean(), fc.stringMatching(/^[a-z äß]{0,20}$/)), {
    maxKeys: 5,
  }),
  points: fc.array(fc.dictionary(key, number, { maxKeys: 4 }), { maxLength: 5 }),
  texts: fc.dictionary(name, fc.oneof(fc.lorem(), fc.json(), fc.string({ unit: 'grapheme' })), { maxKeys: 3 }),
  noise: fc.uint8Array({ maxLength: 2_000 }),
  status: fc.constantFrom('completed' as const, 'failed' as const, 'cancelled' as const),
  tag: name,
})

/** Copies of the runs that are there, each with a name, a number and an id of its own, until there are so many. */
function multiply(workspace: WorkspaceFolder, dirs: readonly string[]): void {
  for (let number = dirs.length + 1; number <= RUNS; number++) {
    const from = dirs[number % dirs.length] ?? ''
    const to = `outputs/model-dataset-full-run${number}`
    fs.cpSync(workspace.path(from), workspace.path(to), { recursive: true })
    const run_id = `${1_763_705_649_000 + number}-${String(number).padStart(9, '0')}`
    const changes = { name: to.slice('outputs/'.length), counter: number, run_id }
    workspace.write(
      `${to}/run_manifest.json`,
      JSON.stringify({ ...workspace.json(`${to}/run_manifest.json`), ...changes }),
    )
  }
}

test(`no rule finds anything in ${RUNS} clean runs of ${KINDS} kinds`, async () => {
  const workspace = new WorkspaceFolder()
  const library = await openLibrary(workspace.root, { environment: { PATH: process.env['PATH'] } })
  for (const { config, points, texts, noise, status, tag } of fc.sample(kind, KINDS)) {
    const run = await library.createRun({ config, tags: { tag }, notes: tag })
    for (const point of points) run.log(point)
    for (const [file, text] of Object.entries(texts)) fs.writeFileSync(join(run.dir, 'artifacts', `${file}.txt`), text)
    run.write('noise.bin', noise)
    await run.finish(status)
  }
  multiply(
    workspace,
    fs
      .readdirSync(workspace.path('outputs'))
      .filter((each) => each !== 'latest')
      .map((each) => join('outputs', each)),
  )
  const opened = await openWorkspace({ start: workspace.root, at: workspace.root, environment: {}, clock: systemClock })
  const request = { target: undefined, cwd: workspace.root, depth: 'data', threadCount: 1, worker: undefined } as const
  const { runs, findings } = await verifyRuns(opened, request, () => undefined)
  expect([runs.length, findings]).toEqual([RUNS, []])
})
