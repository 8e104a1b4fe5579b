import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answer, shell } from '../kit/command.js'
import { temporaryFolder } from '../kit/workspace-folder.js'

const examples = join(import.meta.dirname, '../../examples')
const readme = readFileSync(join(examples, 'README.md'), 'utf8')

/** The commands that the page gives for an example, without the first, which goes there. */
function commandsOf(name: string): string {
  const block = readme.split('```sh\n').find((part) => part.startsWith(`cd examples/${name}\n`))
  return (block ?? '').split('```')[0]?.split('\n').slice(1).join('\n') ?? ''
}

async function copyOf(name: string): Promise<string> {
  const cwd = temporaryFolder()
  await answer(['init', '--example', name], { cwd })
  return cwd
}

test('the commands of the example evaluation find a difference and call the other noise', async () => {
  const cwd = await copyOf('evaluation')
  const done = await shell(`set -euo pipefail\n${commandsOf('evaluation')}`, { cwd })
  expect(done.status).toBe(0)
  expect(done.stdout).toMatch(/^precision .* within noise$/m)
  expect(done.stdout).toMatch(/^recall .* differs$/m)
  expect(done.stdout).toMatch(/^runs\/cluster\//m)
  const { runs } = await answer(['ls', '--limit', '1000'], { cwd })
  expect(runs.every((run: { status: string }) => run.status === 'completed')).toBe(true)
  expect(runs.length).toBe(2 * (1 + 2 * 12) + 1)
})

test('the commands of the example benchmark end in a snapshot of an enriched template', async () => {
  const cwd = await copyOf('benchmark')
  const done = await shell(`set -euo pipefail\n${commandsOf('benchmark')}`, { cwd })
  expect(done.stderr).not.toContain('rundir:')
  expect(done.status).toBe(0)
  const { snapshot } = await answer(['snapshots', 'show', 'text-specialist'], { cwd })
  expect(snapshot.template).toMatchObject({
    number: 1,
    content: { hints: expect.arrayContaining(['Read the whole file first.']) },
  })
  expect(Object.keys(snapshot.results)).toEqual(['hasty'])
  expect(snapshot.results.hasty.scores.weighted_score).toMatchObject({ count: 3 })
  const text = readFileSync(join(cwd, snapshot.template.path), 'utf8')
  expect(text).toContain('// What every prompt begins with.')
})
