import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { checkManifest, ManifestProblem } from '../../src/run/manifest.js'
import { parseJson } from '../../src/value/json.js'
import { rundir, shell } from '../kit/command.js'

const root = join(import.meta.dirname, '../..')
const scratch = fs.mkdtempSync(join(tmpdir(), 'rundir-docs-'))
afterAll(() => fs.rmSync(scratch, { recursive: true }))

const read = (path: string): string => fs.readFileSync(join(root, path), 'utf8')

/** Fenced blocks of one language between two headings. */
function blocks(text: string, language: string, { from, to }: { from: string; to: string }): string[] {
  const [start, end] = [text.indexOf(`\n${from}\n`), text.indexOf(`\n${to}\n`)]
  if (start < 0 || end < start) throw new Error(`the headings ${from} and ${to} are gone`)
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm')
  return [...text.slice(start, end).matchAll(fence)].map(([, block = '']) => block)
}

const TOUR = { from: '## A tour in a minute', to: '## What it promises' }

test('every command of the tour in the README works when it is typed', async () => {
  const tour = blocks(read('README.md'), 'sh', TOUR)
  expect(tour.length).toBeGreaterThan(5)
  const done = await shell(`set -euo pipefail\n${tour.join('\n')}\npwd\n`, { cwd: root, env: { TMPDIR: scratch } })
  expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('completed mlp-digits-full-run1')])
  const folder = done.stdout.trimEnd().split('\n').at(-1) ?? ''
  const listed = JSON.parse((await rundir(['-C', folder, 'ls', '--json'])).stdout)
  expect(listed.runs.map(({ status }: { status: string }) => status)).toEqual(Array(4).fill('completed'))
  expect(done.stdout).toContain('\nmlp-digits-full-run3\n')
})

test('the pipeline of the documents is checked and runs when it is typed', async () => {
  const [example = ''] = blocks(read('docs/pipelines.md'), 'sh', { from: '## An example that works', to: '## Steps' })
  const folder = fs.mkdtempSync(join(scratch, 'pipeline-'))
  const done = await shell(`set -euo pipefail\n${example}`, { cwd: folder })
  expect([done.status, done.stdout]).toEqual([0, expect.stringContaining('no problems')])
  const { runs } = JSON.parse((await rundir(['-C', folder, 'ls', '--json'])).stdout)
  expect(runs.map(({ phase, status }: { phase: string; status: string }) => [phase, status])).toEqual([
    ['sft', 'completed'],
    ['pretrain', 'completed'],
    ['pipeline', 'completed'],
  ])
})

/** Bundles a program of the documents and runs it in an empty folder. */
async function runTypeScript(contents: string) {
  const program = join(fs.mkdtempSync(join(scratch, 'program-')), 'program.mjs')
  await build({
    stdin: { contents, resolveDir: scratch, loader: 'ts' },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: { rundir: join(root, 'src/index.ts') },
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'error',
  })
  const workspace = fs.mkdtempSync(join(scratch, 'workspace-'))
  return { ...(await shell(`node ${program}`, { cwd: workspace })), workspace }
}

test('the TypeScript of the README makes a run and reads it back', async () => {
  const [example = ''] = blocks(read('README.md'), 'ts', TOUR)
  const done = await runTypeScript(example)
  expect([done.status, done.stderr]).toEqual([0, ''])
  expect(done.stdout).toMatch(/^0\.0909\d* \[ '[\d_-]+_nogit' \]\n$/)
})

test('the skill of its page writes into the run, in TypeScript and in Python', async () => {
  const page = { from: '# Skills', to: '## What counts as leading out' }
  const text = `\n${read('docs/skills.md')}`
  const [example = ''] = blocks(text, 'ts', page)
  const done = await runTypeScript(example)
  expect([done.status, done.stderr]).toEqual([0, ''])
  const [program = ''] = blocks(text, 'python', page)
  const variables = { PYTHONPATH: join(root, 'python'), PYTHONDONTWRITEBYTECODE: '1' }
  const again = await shell(`PATH=${root}/bin:$PATH python3 -c '${program.replaceAll("'", `'"'"'`)}'`, {
    cwd: done.workspace,
    env: variables,
  })
  expect([again.status, again.stderr]).toEqual([0, ''])
  const listed = JSON.parse((await rundir(['-C', done.workspace, 'ls', '--json'])).stdout)
  expect(listed.runs).toMatchObject([{ status: 'completed' }, { status: 'completed' }])
  for (const { dir } of listed.runs)
    expect(fs.readdirSync(join(done.workspace, dir, 'artifacts/masks'))).toEqual(['0000.json', '0001.json'])
})

test('the shortest run of the format page is listed and drawn', async () => {
  const headings = { from: '## The shortest run that works', to: '## The workspace' }
  const [byHand = ''] = blocks(read('docs/format.md'), 'sh', headings)
  const workspace = fs.mkdtempSync(join(scratch, 'workspace-'))
  const done = await shell(`set -e\n${byHand}\ncd ../..\nrundir ls\nrundir metrics latest`, { cwd: workspace })
  expect(done.status).toBe(0)
  expect(done.stdout).toMatch(/mlp-digits-full-run1 +completed .*0\.4\nMETRIC [\s\S]*\nloss +0\.4 [\s\S]*\n\nloss\n/)
})

test('the published schema of a manifest takes and refuses what a reader takes and refuses', () => {
  const schema = z.fromJSONSchema(JSON.parse(read('schemas/run_manifest.schema.json')))
  const smallest = /'(\{"schema_version".*\})'/.exec(read('docs/format.md'))?.[1] ?? ''
  const manifest = JSON.parse(smallest)
  expect(schema.safeParse(manifest).success).toBe(true)
  expect(schema.safeParse({ ...manifest, a_key_of_tomorrow: 1 }).success).toBe(true)
  for (const key of Object.keys(manifest)) {
    const { [key]: _, ...without } = manifest
    expect([key, schema.safeParse(without).success]).toEqual([key, false])
    expect(checkManifest(parseJson(JSON.stringify(without)))).toBeInstanceOf(ManifestProblem)
  }
})
