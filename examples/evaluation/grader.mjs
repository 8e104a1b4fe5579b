// A grader: compares what the critic of its input found with the known answers. What is in neither list of rules is an unknown.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const read = (...parts) => JSON.parse(readFileSync(join(...parts), 'utf8'))
const workspace = process.env.RUNDIR_WORKSPACE
const { specimen, critic_run } = read('input.json')
const { issues: found } = read(workspace, 'runs', critic_run, 'output.json')
const { issues: known } = read(workspace, 'specimens', specimen, 'known.json')

const same = (a) => (b) => a.line === b.line && a.rule === b.rule
const hits = found.filter((issue) => known.some(same(issue)))
const unknowns = found.filter((issue) => !known.some(same(issue)))
if (unknowns.length > 0) mkdirSync('unknowns', { recursive: true })
for (const { line, rule } of unknowns) writeFileSync(`unknowns/${rule}-${line}.yaml`, `rule: ${rule}\n`)

// Nothing found where nothing is known is as good as everything found.
const part = (count, total) => (total === 0 ? 1 : count / total)
const metrics = { precision: part(hits.length, found.length), recall: part(hits.length, known.length) }
writeFileSync('output.json', JSON.stringify({ metrics, missed: known.filter((issue) => !found.some(same(issue))) }))
