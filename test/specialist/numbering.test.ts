import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bundleProgram } from '../kit/bundled-program.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const PROCESSES = 16
const ROUNDS = process.env['RUNDIR_SOAK'] === undefined ? 8 : 60

test('16 processes that number at once never overwrite and leave no gap', async () => {
  const folder = new WorkspaceFolder()
  const program = folder.path('numbering.mjs')
  const entry = fileURLToPath(new URL('numbering-process.ts', import.meta.url))
  await bundleProgram(entry, program)
  folder.write('templates/enriched/0.0.1/next.js.enriched.990.json5', '{ by: "hand" }')

  const children = Array.from({ length: PROCESSES }, (_, who) =>
    spawn(process.execPath, [program, folder.root, String(ROUNDS), `p${who}`], { stdio: ['pipe', 'pipe', 'inherit'] }),
  )
  const told: Promise<string>[] = children.map(async (child) => {
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    const [status] = await once(child, 'close')
    expect(status).toBe(0)
    return Buffer.concat(chunks).toString()
  })
  await Promise.all(children.map((child) => once(child.stdout, 'data')))
  for (const child of children) child.stdin.end('go\n')
  const lines = (await Promise.all(told)).flatMap((text) => text.trim().split('\n').slice(1))
  const written: { path: string; text: string }[] = lines.map((line) => JSON.parse(line))

  expect(written.length).toBe(PROCESSES * ROUNDS * 2)
  expect(new Set(written.map((each) => each.path)).size).toBe(written.length)
  for (const { path, text } of written) expect(folder.read(path)).toBe(text)
  const expected = (from: number, name: (digits: string) => string): string[] =>
    Array.from({ length: PROCESSES * ROUNDS }, (_, at) => name(String(from + at).padStart(3, '0')))
  expect(written.map((each) => each.path).sort()).toEqual(
    [
      ...expected(991, (digits) => join('templates/enriched/0.0.1', `next.js.enriched.${digits}.json5`)),
      ...expected(1, (digits) => join('output/next.js/0.0.1', `snapshot-${digits}.json5`)),
    ].sort(),
  )
  expect(folder.read('templates/enriched/0.0.1/next.js.enriched.990.json5')).toBe('{ by: "hand" }')
})
