import { allocateRun } from './allocate.mjs'

/** One of several contending processes: allocates, and prints how long each took. */
const [root, count] = process.argv.slice(2)
const naming = JSON.parse(process.argv[4])
const space = { root, naming, patterns: {}, windows: false }
const claimant = { runId: '1763705649000-k3j9x2m8p', host: 'bench', pid: process.pid }
const request = { layout: 'pipeline', segments: { model: 'm', dataset: 'd', size: 'full' } }
const clock = { now: () => Date.now() }

process.stdin.once('data', () => {
  const tookMs = []
  for (let at = 0; at < Number(count); at++) {
    const from = performance.now()
    allocateRun(space, request, claimant, clock)
    tookMs.push(performance.now() - from)
  }
  process.stdout.write(`${JSON.stringify(tookMs)}\n`)
  process.exit(0)
})
process.stdout.write('ready\n')
