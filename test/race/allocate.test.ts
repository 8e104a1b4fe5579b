import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunRequest } from '../../src/store/allocate.js'
import { bundleProgram } from '../kit/bundled-program.js'
import type { Acknowledged, Task } from './allocating-process.js'
import { historyFaults, readHistory } from './check-history.js'

const soak = process.env['RUNDIR_SOAK'] !== undefined
const NAMES_IN_ALL = soak ? 3_200 : 320
/** Fewer beside many runs: each spoilt ledger costs a look at all of them. */
const NAMES_BESIDE_MANY = soak ? 320 : 48
const EXISTING = 100_000

const folder = mkdtempSync(join(tmpdir(), 'rundir-race-'))
const program = join(folder, 'allocating-process.mjs')

beforeAll(async () => {
  const entry = fileURLToPath(new URL('allocating-process.ts', import.meta.url))
  await bundleProgram(entry, program)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (model: string): RunRequest => ({ layout: 'pipeline', segments: { model, dataset: 'd', size: 'full' } })
const ONE = [run('m')]
const MANY = Array.from({ length: 12 }, (_, at) => run(`m${at}`))

type Race = Pick<Task, 'requests' | 'deletedOf100' | 'spoilsLedger' | 'choosesOf100'>

/** Lets processes loose at once; what each was told. */
async function race(root: string, processes: number, each: Race, names = NAMES_IN_ALL): Promise<Acknowledged[]> {
  const histories = mkdtempSync(join(folder, 'history-'))
  const children = Array.from({ length: processes }, (_, at) => {
    const task: Task = {
      ...each,
      root,
      history: join(histories, `${at}.jsonl`),
      count: names / processes,
      seed: at + 1,
    }
    return spawn(process.execPath, [program, JSON.stringify(task)], { stdio: ['pipe', 'pipe', 'inherit'] })
  })
  const ends = children.map((child) => once(child, 'exit'))
  await Promise.all(children.map((child) => once(child.stdout, 'data')))
  for (const child of children) child.stdin.end('go\n')
  for (const [status] of await Promise.all(ends)) expect(status).toBe(0)
  return readHistory(histories)
}

function check(root: string, history: Acknowledged[], names = NAMES_IN_ALL): void {
  expect(history.length).toBe(names)
  expect(historyFaults(root, history)).toEqual([])
}

describe.each([2, 8, 32])('%d processes', (processes) => {
  const emptyRoot = (): string => mkdtempSync(join(folder, 'w-'))

  test('share one counter in an empty workspace, without a gap', async () => {
    const root = emptyRoot()
    const history = await race(root, processes, { requests: ONE, deletedOf100: 0, spoilsLedger: false })
    check(root, history)
    const numbers = history.map((line) => line.number ?? 0).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: NAMES_IN_ALL }, (_, at) => at + 1))
  })

  test('count in many families at once', async () => {
    const root = emptyRoot()
    check(root, await race(root, processes, { requests: MANY, deletedOf100: 0, spoilsLedger: false }))
  })

  test('get other names while some choose theirs, every third run is deleted and the ledger is missing, old and garbage', async () => {
    const root = emptyRoot()
    const requests = [...ONE, ...MANY]
    const history = await race(root, processes, { requests, deletedOf100: 30, spoilsLedger: true, choosesOf100: 20 })
    const counted = history.filter(({ isChosen }) => !isChosen)
    expect([counted.length, history.length > counted.length]).toEqual([NAMES_IN_ALL, true])
    expect(historyFaults(root, history)).toEqual([])
  })

  test('claim the same second', async () => {
    const root = emptyRoot()
    const requests: RunRequest[] = [
      { layout: 'cluster' },
      { layout: 'session', sessionType: 'full-split', split: 'all' },
    ]
    check(root, await race(root, processes, { requests, deletedOf100: 30, spoilsLedger: false }))
  })
})

test(`8 processes go on after ${EXISTING} runs that nobody claimed, while runs are deleted and the ledger is spoilt`, async () => {
  const root = mkdtempSync(join(folder, 'w-'))
  mkdirSync(join(root, 'outputs'))
  // Names are all that counts, and links are five times as cheap as folders.
  for (let at = 0; at < EXISTING; at++) {
    if (at % 50_000 === 0) writeFileSync(join(root, `run${at}`), '')
    linkSync(
      join(root, `run${at - (at % 50_000)}`),
      join(root, 'outputs', `old${at % 100}-d-full-run${1 + Math.floor(at / 100)}`),
    )
  }
  const requests = [run('old0'), run('old1'), ...ONE]
  const history = await race(root, 8, { requests, deletedOf100: 30, spoilsLedger: true }, NAMES_BESIDE_MANY)
  check(root, history, NAMES_BESIDE_MANY)
  for (const { dir, number } of history) if (dir.includes('/old')) expect(number).toBeGreaterThan(EXISTING / 100)
})

test('the checker sees a name that was given twice, one without a claim, and one out of order', () => {
  const root = mkdtempSync(join(folder, 'w-'))
  const line = { family: 'f', dir: 'outputs/a', number: 2, isChosen: false, askedAtNs: '1', gotAtNs: '2' }
  const late = { ...line, dir: 'outputs/b', number: 1, askedAtNs: '3', gotAtNs: '4' }
  expect(historyFaults(root, [line, line, late])).toEqual([
    'outputs/a has no claim',
    'f/2 has no claim',
    'outputs/a was given twice',
    'outputs/a has no claim',
    'f/2 was given twice',
    'f/2 has no claim',
    'outputs/b has no claim',
    'f/1 has no claim',
    'outputs/b was given after number 2 of its family',
  ])
})
