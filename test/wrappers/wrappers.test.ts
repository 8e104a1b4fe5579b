import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { exportedVariables } from '../../src/run/exported.js'
import { printVariables } from '../../src/run/quoting.js'

const folder = join(import.meta.dirname, '..', '..', 'examples', 'wrappers')
const batch = readFileSync(join(folder, 'run_pipeline.bat'), 'utf8')
const compose = readFileSync(join(folder, 'docker-compose.yml'), 'utf8')

/** Variables that cmd itself makes, and numbers: nothing in them can be read as a command. */
const HARMLESS = /%(?:RANDOM|ERRORLEVEL|PIPELINE_STATUS)%/g

/** The text of a line that stands outside of double quotes, as cmd splits it. */
function outsideQuotes(line: string): string {
  return line
    .split('"')
    .filter((_, at) => at % 2 === 0)
    .join('')
}

test('the batch file expands every value inside quotes, where & | < > ^ are plain characters', () => {
  for (const line of batch.split('\n').filter((text) => !text.startsWith('rem '))) {
    expect(outsideQuotes(line).replace(HARMLESS, ''), line).not.toMatch(/%[A-Za-z_]+%/)
    expect(line.split('"').length % 2, line).toBe(1)
  }
  expect(batch).toContain('DisableDelayedExpansion')
})

/** What variables become in a line: by cmd once, and by `call` a second time, after it has doubled the carets in quotes. */
function expand(line: string, values: Readonly<Record<string, string>>): string {
  const once = (text: string): string => text.replace(/%([A-Za-z_]+)%/g, (_, name) => values[name] ?? '')
  const expanded = once(line)
  return /(?:^|\s)call /.test(line) ? once(expanded.replaceAll('^', '^^')) : expanded
}

test('no value that rundir gets through `call` is changed on the way, whatever the path of the workspace', () => {
  const root = 'C:\\50% off %PATH% ^ x'
  const run = { runId: '1763705649000-abcdefghi', name: 'a-b-full-run1', number: 1, prefix: 'a-b-full' }
  const place = { dir: 'outputs/a-b-full-run1', logDir: 'logs/a-b-full-run1', segments: { model: 'a' } }
  const exported = exportedVariables({ ...run, ...place }, { root, containerRoot: '/app', windows: true })
  const values = {
    ...exported,
    PATH: 'changed',
    TEMP: root,
    RANDOM: '7',
    RUNDIR_FILE: 'rundir-7-7',
    RUNDIR_CLAIMED: run.name,
  }
  const calls = batch.split(/\r?\n/).filter((line) => /^\s*call /.test(line))
  expect(calls.length).toBeGreaterThan(3)
  for (const line of calls) {
    // Where the output goes to is settled before `call` looks at the rest.
    const [command = ''] = line.split(' > ')
    expect(expand(command, values), line).toBe(
      expand(command.replace('call ', ''), values).replace(/^\s*/, (indent) => `${indent}call `),
    )
  }
})

test('a hostile workspace path reaches the batch file as text: quotes are whole and percent signs doubled', () => {
  const run = {
    runId: '1763705649000-abcdefghi',
    name: 'a-b-full-run1',
    number: 1,
    prefix: 'a-b-full',
    dir: 'outputs/a-b-full-run1',
    logDir: 'logs/a-b-full-run1',
    segments: { model: 'a' },
  }
  const root = 'C:\\x & calc | more ^ %PATH% !PATH! (y)'
  const text = printVariables(exportedVariables(run, { root, containerRoot: '/app', windows: true }), 'cmd')
  for (const line of text.trim().split(/\r?\n/)) {
    expect(line).toMatch(/^set "[A-Z_]+=[^"\r\n]*"$/)
    expect(line.replaceAll('%%', '')).not.toContain('%')
  }
})

test('every name in both files is one that rundir env exports', () => {
  const known = new Set(
    Object.keys(
      exportedVariables(
        { runId: '1-a', name: 'a', number: 1, prefix: 'a', dir: 'outputs/a', logDir: 'logs/a', segments: {} },
        { root: '/w', containerRoot: '/app', windows: false },
      ),
    ),
  )
  const used = [...batch.matchAll(/%(RUN_[A-Z_]+)%/g), ...compose.matchAll(/\$\{((?!PIPELINE_IMAGE)[A-Z_]+)/g)]
  expect(used.length).toBeGreaterThan(10)
  for (const [, name] of used) expect(known).toContain(name)
})

/** The parts of the Compose specification that the file uses. */
const composeSchema = z.strictObject({
  services: z.record(
    z.string().regex(/^[a-zA-Z0-9._-]+$/),
    z.strictObject({
      image: z.string(),
      container_name: z.string(),
      working_dir: z.string(),
      command: z.array(z.string()),
      environment: z.record(z.string(), z.string()),
      volumes: z.array(z.strictObject({ type: z.literal('bind'), source: z.string(), target: z.string() })),
      labels: z.record(z.string(), z.string()),
    }),
  ),
})

test('the compose file fits the Compose schema', () => {
  const parsed = composeSchema.parse(parse(compose))
  expect(Object.keys(parsed.services)).toEqual(['pipeline'])
})

const hasCompose = spawnSync('docker-compose', ['version']).status === 0

test.skipIf(!hasCompose)(
  'where docker-compose is installed, it puts the folders of the run where the workspace is mounted',
  () => {
    const place = mkdtempSync(join(tmpdir(), 'rundir-compose-'))
    copyFileSync(join(folder, 'docker-compose.yml'), join(place, 'docker-compose.yml'))
    writeFileSync(
      join(place, '.env'),
      'RUN_NAME=a-b-full-run1\nRUN_OUTPUTS_DIR_CONTAINER=/data/o\nRUN_LOGS_DIR_CONTAINER=/data/l\nRUN_CONTAINER_ROOT=/data\n',
    )
    const { status, stdout, stderr } = spawnSync('docker-compose', ['config'], { cwd: place, encoding: 'utf8' })
    rmSync(place, { recursive: true })
    expect(stderr).not.toMatch(/error/i)
    expect(status).toBe(0)
    expect(stdout).toContain('container_name: a-b-full-run1')
    expect(stdout).toMatch(/target: \/data$/m)
    expect(stdout).toMatch(/working_dir: \/data$/m)
  },
)
