import { expect, test } from 'vitest'
import { rundir, shell } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const ESCAPE = '\u001b'
/** Clears the screen, sets the title, moves the cursor, reorders the text. */
const HOSTILE = `${ESCAPE}[2J${ESCAPE}]0;owned\u0007\r\u009b31m\u202eevil`

test('names, tags, errors and metrics that hold commands for a terminal are made harmless wherever they are shown', async () => {
  const workspace = new WorkspaceFolder()
  const manifest = {
    schema_version: 1,
    run_id: '1763705649000-handmade1',
    name: `bad ${HOSTILE}`,
    layout: 'pipeline',
    status: 'failed',
    created_at: HOSTILE,
    error: HOSTILE,
    command: ['sh', HOSTILE],
    tags: { [HOSTILE]: HOSTILE },
    notes: HOSTILE,
    host: HOSTILE,
    parents: [HOSTILE],
  }
  workspace.write('outputs/bad/run_manifest.json', JSON.stringify(manifest))
  workspace.write('outputs/worse/run_manifest.json', JSON.stringify({ ...manifest, status: HOSTILE }))
  const points = [1, 2].map(
    (step) => `${JSON.stringify({ step, [`loss${HOSTILE}`]: step, a: 1, b: 1, c: 1, d: 1, e: 1 })}\n`,
  )
  workspace.write('outputs/bad/metrics/main.1.jsonl', points.join(''))
  workspace.write(`outputs/bad/artifacts/${HOSTILE}.txt`, 'x')
  const commands = [
    'ls',
    'ls --md',
    `ls --columns name,notes,loss${HOSTILE}`,
    'show outputs/bad',
    'metrics outputs/bad',
    'tail outputs/bad --no-follow',
    'show outputs/worse',
    'show evil',
    'metrics outputs/bad lossy',
  ]
  for (const command of commands) {
    const done = await rundir(command.split(' '), { cwd: workspace.root })
    const shown = `${done.stdout}${done.stderr}`
    expect([command, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.exec(shown)?.[0]]).toEqual([command, undefined])
    expect([command, shown.includes('evil')]).toEqual([
      command,
      command !== 'show outputs/worse' ? shown.includes('evil') : true,
    ])
  }
})

test('there is colour when it is asked for, and none in a pipe or with NO_COLOR', async () => {
  const { root } = new WorkspaceFolder()
  await rundir(['new'], { cwd: root })
  const coloured = async (args: string[], env = {}) => (await rundir(args, { cwd: root, env })).stdout.includes(ESCAPE)
  expect(await coloured(['ls'])).toBe(false)
  expect(await coloured(['ls', '--color', 'always'])).toBe(true)
  expect(await coloured(['--color=always', 'ls'], { NO_COLOR: '1' })).toBe(true)
  expect(await coloured(['ls', '--color', 'never'])).toBe(false)
  const terminal = async (env: Record<string, string>, flag = '') =>
    (await shell(`script -qec "rundir ls ${flag}" /dev/null`, { cwd: root, env: { TERM: 'xterm', ...env } })).stdout
  expect(await terminal({})).toMatch(ESCAPE)
  expect(await terminal({ NO_COLOR: '1' })).not.toMatch(ESCAPE)
  expect(await terminal({ TERM: 'dumb' })).not.toMatch(ESCAPE)
  expect(await terminal({}, '--color never')).not.toMatch(ESCAPE)
})

test('the help of every command names its flags, fits a terminal, and shows an example', async () => {
  const overview = (await rundir(['--help'])).stdout
  const names = [...overview.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}\S/gm)].map(([, name]) => name ?? '')
  expect(names.length).toBeGreaterThan(14)
  for (const name of names) {
    const done = await rundir([...name.split(' '), '--help'])
    expect([name, done.status, done.stderr]).toEqual([name, 0, ''])
    expect(done.stdout).toMatch(`Usage: rundir ${name}`)
    expect(done.stdout).toMatch(`rundir ${name}`)
    expect(done.stdout).toMatch('Examples')
  }
})
