import { createEnriched } from '../../src/specialist/enriched.js'
import { createSnapshot } from '../../src/specialist/snapshot.js'

/** Writes as many files of both kinds as it is told, each with its own text, and prints where each one is. */
const [root = '', rounds = '0', who = ''] = process.argv.slice(2)

process.stdin.once('data', () => {
  for (let round = 0; round < Number(rounds); round++) {
    const text = `{ by: '${who}', round: ${round} }`
    const enriched = createEnriched(root, 'next.js', '0.0.1', text)
    const snapshot = createSnapshot(`${root}/output`, 'next.js', '0.0.1', () => text)
    process.stdout.write(`${JSON.stringify({ path: enriched.path, text })}\n`)
    process.stdout.write(`${JSON.stringify({ path: `output/${snapshot.path}`, text })}\n`)
  }
  process.exit(0)
})
process.stdout.write('ready\n')
