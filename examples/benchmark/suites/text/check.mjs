// An evaluator that is a command: one point for each line of the answer that is as expected. It runs in a folder of its own below the run.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const answer = '../../workspace/answer.txt'
const expected = readFileSync(process.argv[2], 'utf8').split('\n')
const lines = existsSync(answer) ? readFileSync(answer, 'utf8').split('\n') : []
const score = expected.filter((line, at) => lines[at] === line).length
writeFileSync('output.json', JSON.stringify({ score, max_score: expected.length, details: { lines: lines.length } }))
