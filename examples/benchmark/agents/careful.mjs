// A toy agent that can do all three tasks. A real one would send prompt.md to a model.
import { readFileSync, writeFileSync } from 'node:fs'

const { params, prompt } = JSON.parse(readFileSync('input.json', 'utf8'))
const lines = readFileSync(`workspace/${params.file}`, 'utf8').trimEnd().split('\n')
const doTask = {
  sort: () => [...lines].sort(),
  sum: () => [lines.slice(1).reduce((sum, line) => sum + Number(line.split(',')[1]), 0)],
  unique: () => [...new Set(lines)],
}[params.task]
writeFileSync('workspace/answer.txt', `${doTask().join('\n')}\n`)
writeFileSync('output.json', JSON.stringify({ tokens_in: prompt.length, tokens_out: lines.length, cost: 0.002 }))
