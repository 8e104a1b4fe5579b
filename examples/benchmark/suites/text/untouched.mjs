// An evaluator: whether the files that the agent was given are as they were.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const given = process.argv[2]
const same = readdirSync(given).every(
  (name) => readFileSync(join(given, name), 'utf8') === readFileSync(join('../../workspace', name), 'utf8'),
)
writeFileSync('output.json', JSON.stringify({ score: same ? 1 : 0, max_score: 1 }))
