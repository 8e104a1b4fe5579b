// An evaluator that is a module: whether the files that the agent was given are as they were.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export default function untouched({ scenario, workspace }) {
  const given = new URL(`scenarios/${scenario}/files/`, import.meta.url)
  const changed = readdirSync(given).filter(
    (name) => !readFileSync(new URL(name, given)).equals(readFileSync(join(workspace, name))),
  )
  return { score: changed.length === 0 ? 1 : 0, max_score: 1, details: { changed } }
}
