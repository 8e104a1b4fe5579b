import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Finished, RUNDIR, Running, rundir, shell } from '../kit/command.js'
import { temporaryFolder, WorkspaceFolder } from '../kit/workspace-folder.js'

const isRoot = process.getuid?.() === 0

/** What a person is told: words of the message on standard error, and never where in rundir it was found. */
function expectRefusal(done: Finished, status: number, ...said: (string | RegExp)[]): void {
  for (const words of said) expect(done.stderr).toMatch(words)
  expect(done.stderr).not.toMatch(/^\s+at /m)
  expect([done.status, done.stdout]).toEqual([status, ''])
}

describe('a mistake on the command line ends with status 2 and says what was meant', () => {
  test.each([
    ['lss', 'no command "lss"', 'did you mean ls, log?'],
    ['constructor', 'no command "constructor"', '--help lists the commands'],
    ['__proto__', 'no command "__proto__"', '--help lists the commands'],
    ['config', 'rundir config PART', 'config show', 'config check'],
    ['config shwo', 'no command "config shwo"', 'did you mean config show?'],
    ['evl', 'no command "evl"', 'did you mean eval'],
    ['ls --srot x', 'ls has no flag --srot', 'did you mean --sort?'],
    ['ls --constructor=1', 'no flag --constructor', '--help'],
    ['run --dryrun -- true', 'no flag --dryrun', '--dry-run'],
    ['ls --limit ten', '--limit needs a number, not "ten"'],
    ['ls --limit 0', '--limit is 0'],
    ['ls --color blue', '--color cannot be "blue"', 'one of auto, always, never'],
    ['ls --after nonsense', '"nonsense" is not a cursor'],
    ['ls loss<much', 'compares with "much"'],
    ['show', 'show needs RUN'],
    ['show a b', 'show does not take "b"'],
    ['ls -- true', 'ls takes nothing after --'],
    ['run', 'run needs a command after --', 'rundir run -- python train.py'],
    ['run --', 'run needs a command after --'],
    ['run python train.py', 'run needs a command after --', 'rundir run -- python train.py'],
    ['new --layout pipline', 'no layout "pipline"', 'did you mean pipeline?'],
    ['new --tag x', '--tag needs K=V'],
    ['new --pid 0', 'no process 0'],
    ['completion tcsh', 'no completion for "tcsh"', 'one of bash, zsh, fish'],
    ['finish x --status done', '--status cannot be "done"'],
    ['new --phase sft', 'sft'],
    ['new training.lr', 'training.lr'],
    ['new --project a/b', 'a/b'],
    ['new --run-index 0', '0'],
  ])('rundir %s', async (line, ...said) => {
    const workspace = new WorkspaceFolder()
    expectRefusal(await rundir(line.split(' '), { cwd: workspace.root }), 2, ...said)
    expect(workspace.files('outputs')).toEqual([])
    expect(workspace.files('.rundir/claims')).toEqual([])
  })

  test('with --json the error is one object with a code that never changes', async () => {
    const { root } = new WorkspaceFolder()
    const done = await rundir(['show', 'nothing', '--json'], { cwd: root })
    expect([done.status, done.stdout]).toEqual([3, ''])
    expect(JSON.parse(done.stderr)).toEqual({
      error: { code: 'RUN_UNKNOWN', message: 'there is no run "nothing"', hint: 'rundir ls lists the runs' },
    })
  })

  test('without a command the help is printed on standard error, with --help on standard output', async () => {
    const [bare, asked] = await Promise.all([rundir([]), rundir(['--help'])])
    expect((await rundir(['help'])).stdout).toBe(asked.stdout)
    expect((await rundir(['help', 'ls'])).stdout).toBe((await rundir(['ls', '--help'])).stdout)
    expect([bare.status, bare.stdout]).toEqual([2, ''])
    expect([asked.status, asked.stderr]).toEqual([0, ''])
    expect(bare.stderr).toBe(asked.stdout)
  })
})

describe('what is not there ends with status 3', () => {
  test.each(['show', 'metrics', 'tail', 'env', 'finish'])('%s of a run that does not exist', async (command) => {
    const { root } = new WorkspaceFolder()
    await rundir(['new', '--model', 'qwen'], { cwd: root })
    const done = await rundir([command, 'qwne-dataset-full-run1'], { cwd: root })
    expectRefusal(done, 3, 'no run "qwne-dataset-full-run1"', 'did you mean qwen-dataset-full-run1?')
  })

  test('an empty name means no run at all, not the only one', async () => {
    const { root } = new WorkspaceFolder()
    await rundir(['new'], { cwd: root })
    expectRefusal(await rundir(['finish', ''], { cwd: root }), 3, 'the name of the run is empty')
    expectRefusal(await rundir(['show', '/'], { cwd: root }), 3, 'no run "/"')
  })

  test('a part that fits two runs is refused with both', async () => {
    const { root } = new WorkspaceFolder()
    for (const model of ['a', 'b']) await rundir(['new', '--model', model, '--dataset', 'digits'], { cwd: root })
    expectRefusal(await rundir(['show', 'digits'], { cwd: root }), 3, 'fits 2 runs', 'a-digits', 'b-digits')
  })

  test('a metric, a profile, a folder', async () => {
    const { root } = new WorkspaceFolder()
    await rundir(['new'], { cwd: root })
    await rundir(['log', 'latest', 'loss=1'], { cwd: root })
    for (const no of ['0x10', '1_000', '1e', ''])
      expectRefusal(await rundir(['log', 'latest', `loss=${no}`], { cwd: root }), 2, 'is not a metric')
    expectRefusal(await rundir(['metrics', 'latest', 'los'], { cwd: root }), 3, 'no metric "los"', 'did you mean loss?')
    expectRefusal(await rundir(['new', '--parent', '../x'], { cwd: root }), 3, 'no run "../x"')
    expectRefusal(await rundir(['new', '--profile', 'nope'], { cwd: root }), 3, 'nope')
    expectRefusal(await rundir(['-C', 'nowhere', 'ls'], { cwd: root }), 3, /no folder .*\/nowhere/)
    expectRefusal(await rundir(['-C', 'rundir.yaml', 'new'], { cwd: root }), 3, 'no folder')
    expectRefusal(await rundir(['ls', '--workspace', 'nowhere'], { cwd: root }), 3, 'no folder')
  })

  test('the folder that rundir was started in is gone', async () => {
    const done = await shell('mkdir gone && cd gone && rmdir ../gone && rundir ls', { cwd: temporaryFolder() })
    expectRefusal(done, 3, 'is gone')
  })
})

describe('a command that cannot be started', () => {
  test('is 127 when it does not exist and 126 when it may not be executed, and nothing is claimed', async () => {
    const workspace = new WorkspaceFolder()
    workspace.write('train.sh', 'echo hello\n')
    const run = (...command: string[]) => rundir(['run', '--', ...command], { cwd: workspace.root })
    expectRefusal(await run('no-such-program', 'x'), 127, 'no-such-program was not found')
    expectRefusal(await run('./missing.sh'), 127, './missing.sh was not found', 'check the path')
    expectRefusal(await run('./train.sh'), 126, './train.sh is not executable', 'chmod')
    expectRefusal(await run('.'), 127)
    expectRefusal(await run('./'), 126, './ is a folder')
    expectRefusal(await run(''), 127)
    expect(workspace.files('.rundir/claims')).toEqual([])
    expect(workspace.has('outputs')).toBe(false)
  })

  test('for want of its interpreter is 127 and its run says so', async () => {
    const workspace = new WorkspaceFolder()
    workspace.write('train.sh', '#!/no/such/shell\n')
    fs.chmodSync(workspace.path('train.sh'), 0o755)
    const done = await rundir(['run', '--', './train.sh'], { cwd: workspace.root })
    expect(done.status).toBe(127)
    expect(done.stderr).not.toMatch(/^\s+at /m)
    const [run] = JSON.parse((await rundir(['ls', '--json'], { cwd: workspace.root })).stdout).runs
    expect(run.status).toBe('failed')
    expect(workspace.json(`${run.dir}/run_manifest.json`).error).toMatch('interpreter')
  })
})

describe('a configuration that does not parse is told with file, line and column, and nothing is claimed', () => {
  test.each([
    ['bad.yaml', 'a: 1\nb: [1, 2\nc: 3\n', /bad\.yaml:\d+:\d+/],
    ['bad.json', '{\n  "a": 1,\n  "b": }\n', /bad\.json:3:\d+/],
    ['bad.json5', '{\n  a: 1,\n  b: ]\n}\n', /bad\.json5:3:\d+/],
    ['bad.toml', 'a = 1\nb = = 2\n', /bad\.toml:2:\d+/],
  ])('%s', async (name, text, place) => {
    const workspace = new WorkspaceFolder()
    workspace.write(name, text)
    for (const command of [['new'], ['run']])
      expectRefusal(
        await rundir([...command, '--config', name, ...(command[0] === 'run' ? ['--', 'true'] : [])], {
          cwd: workspace.root,
        }),
        2,
        place,
      )
    expect(workspace.files('.rundir/claims')).toEqual([])
  })

  test('the workspace file too; an unknown key is told with the one that was meant', async () => {
    const workspace = new WorkspaceFolder('project: [a\n')
    expectRefusal(await rundir(['new'], { cwd: workspace.root }), 2, /rundir\.yaml:\d+:\d+/)
    workspace.write('rundir.yaml', 'projct: a\n')
    expectRefusal(await rundir(['new'], { cwd: workspace.root }), 2, 'projct', 'did you mean project?')
    workspace.write('rundir.yaml', 'printed_metrics: ["step {step"]\n')
    expectRefusal(await rundir(['run', '--', 'true'], { cwd: workspace.root }), 2, 'step {step')
    expect(workspace.files('.rundir/claims')).toEqual([])
  })
})

describe('which workspace', () => {
  test('without a workspace file defaults are used, and that is said once only', async () => {
    const workspace = new WorkspaceFolder(null)
    const first = await rundir(['run', '--', 'true'], { cwd: workspace.root })
    const second = await rundir(['run', '--', 'true'], { cwd: workspace.root })
    expect([first.status, second.status]).toEqual([0, 0])
    expect(first.stderr.match(/no workspace file/g)).toHaveLength(1)
    expect(second.stderr).not.toMatch('no workspace file')
  })

  test('of two nested ones the inner is used below it, and init says that it lies inside another', async () => {
    const outer = new WorkspaceFolder('project: outer\n')
    outer.write('inner/deep/x', '')
    const init = await rundir(['init'], { cwd: outer.path('inner') })
    expect(init.stderr).toMatch(`inside another one, ${outer.root}`)
    await rundir(['new'], { cwd: outer.path('inner/deep') })
    expect(outer.has('inner/outputs/latest/run_manifest.json')).toBe(true)
    expect(outer.has('outputs')).toBe(false)
    const doctor = await rundir(['doctor'], { cwd: outer.path('inner') })
    expect(doctor.stdout).toMatch(`it lies inside the workspace ${outer.root}`)
  })

  test('-C starts elsewhere, --workspace names it, and a git root stands in for a workspace file', async () => {
    const one = new WorkspaceFolder('project: one\n')
    const two = new WorkspaceFolder(null)
    two.write('src/deep/x', '')
    fs.mkdirSync(two.path('.git'))
    await rundir(['-C', one.root, 'new', '--model', 'a'])
    await rundir(['new', '--workspace', one.root, '--model', 'b'], { cwd: two.root })
    await rundir(['-C', 'src/deep', 'new', '--model', 'c'], { cwd: two.root })
    expect(fs.readdirSync(one.path('outputs')).sort()).toEqual(['a-dataset-full-run1', 'b-dataset-full-run1', 'latest'])
    expect(fs.readdirSync(two.path('outputs')).sort()).toEqual(['c-dataset-full-run1', 'latest'])
  })
})

describe('what the system refuses ends with status 6', () => {
  test.runIf(isRoot)('a folder that may not be written in, with nothing left behind', async () => {
    const workspace = new WorkspaceFolder()
    fs.chmodSync(workspace.root, 0o755)
    const asNobody = (...args: string[]) =>
      new Running('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, RUNDIR, ...args], {
        cwd: workspace.root,
      }).finished()
    expectRefusal(await asNobody('new', '--project', 'demo'), 6, 'permission denied', workspace.root)
    expectRefusal(await asNobody('run', '--', 'true'), 6, 'permission denied')
    expectRefusal(await asNobody('doctor'), 6, 'permission denied')
    expect(workspace.files()).toEqual(['rundir.yaml'])
    const list = await asNobody('ls', '--json')
    expect([list.status, JSON.parse(list.stdout)]).toEqual([0, { runs: [], next: null }])
  })

  test('an output that takes nothing more', async () => {
    const { root } = new WorkspaceFolder()
    await rundir(['new'], { cwd: root })
    expectRefusal(await shell('rundir ls > /dev/full', { cwd: root }), 6, 'no space is left')
    expectRefusal(await shell('rundir --version > /dev/full', { cwd: root }), 6, 'no space is left')
  })

  test('a file where a folder is needed', async () => {
    const workspace = new WorkspaceFolder()
    workspace.write('outputs', 'not a folder')
    const done = await rundir(['new'], { cwd: workspace.root })
    expect(done.status).not.toBe(0)
    expect(done.stderr).toMatch(join(workspace.root, 'outputs'))
    expect(done.stderr).not.toMatch(/^\s+at /m)
    expect(workspace.read('outputs')).toBe('not a folder')
  })
})

describe('a reader that goes away', () => {
  test.each(['rundir ls | true', 'rundir --help | head -1', 'rundir show latest --json | head -c 1'])(
    '%s',
    async (line) => {
      const { root } = new WorkspaceFolder()
      await rundir(['new'], { cwd: root })
      expect((await shell(line, { cwd: root })).stderr).toBe('')
    },
  )

  test('of standard error too: the status is still the right one', async () => {
    const { root } = new WorkspaceFolder()
    const script = 'exec 3>&1; (rundir show nothing 2>&1 1>&3; echo $? >&3) | true'
    expect((await shell(script, { cwd: root })).stdout).toBe('3\n')
  })
})
