// A toy agent that always sorts, and sometimes spoils the file that it was given.
import { readFileSync, writeFileSync } from 'node:fs'

const { params, prompt, iteration } = JSON.parse(readFileSync('input.json', 'utf8'))
const path = `workspace/${params.file}`
const sorted = `${readFileSync(path, 'utf8').trimEnd().split('\n').sort().join('\n')}\n`
writeFileSync('workspace/answer.txt', sorted)
if (iteration % 2 === 0) writeFileSync(path, sorted)
writeFileSync('output.json', JSON.stringify({ tokens_in: prompt.length, tokens_out: 1, cost: 0.001 }))
