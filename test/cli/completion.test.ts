import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { rundir, shell } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined
for (const name of ['zsh', 'fish'])
  if (!has(name)) process.stderr.write(`completion in ${name} is not tried: no ${name} here\n`)

/** What a shell offers for the last of `words`, by the script that rundir prints for it. */
const ASK: Readonly<Record<string, (words: string) => string>> = {
  bash: (words) => `source <(rundir completion bash)
COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
compopt() { :; }; _rundir; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (words) => `zsh -fc 'autoload -U compinit; compinit -u; compadd() { shift 2; print -l -- "$@"; }
source <(rundir completion zsh); words=(${words}); CURRENT=\${#words}; _rundir'`,
  fish: (words) =>
    `fish --no-config -c 'rundir completion fish | source; complete -C "$argv[1]"' -- "$(printf '%s ' ${words} | sed "s/ $//")"`,
}

describe.each(['bash', 'zsh', 'fish'].filter(has))('in %s', (name) => {
  test('commands, flags, values of flags, runs and profiles are completed', async () => {
    const workspace = new WorkspaceFolder()
    workspace.write('configs/dev-pretrain.json', '{}')
    for (const model of ['alpha', 'beta']) await rundir(['new', '--model', model], { cwd: workspace.root })
    const offered = async (words: string): Promise<string[]> => {
      const done = await shell(ASK[name]?.(words) ?? '', { cwd: workspace.root })
      expect(done.stderr).toBe('')
      return done.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split('\t')[0] ?? '')
    }
    expect(await offered("rundir me''")).toEqual(['metrics'])
    expect(await offered('rundir ls --so')).toEqual(['--sort'])
    expect(await offered('rundir show al')).toEqual(['alpha-dataset-full-run1'])
    expect(await offered('rundir show la')).toEqual(['latest'])
    expect(await offered('rundir run --profile dev-')).toEqual(['dev-pretrain'])
    expect(await offered('rundir env latest --format power')).toEqual(['powershell'])
    expect(await offered('rundir run --layout exp')).toEqual(['experiment'])
    expect(await offered('rundir ls --sort crea')).toEqual(['created_at'])
    expect(await offered('rundir metrics --points 5 be')).toEqual(['beta-dataset-full-run1'])
  })
})

test('nothing is offered after --, for a command that is none, or in a workspace that is broken; and nothing is said', async () => {
  const workspace = new WorkspaceFolder('project: [\n')
  for (const words of [
    ['run', '--', 'pyt'],
    ['constructor', 'x'],
    ['show', 'a'],
    ['-C', '/nowhere', 'show', 'a'],
  ]) {
    const done = await rundir(['__complete', ...words], { cwd: workspace.root })
    expect(done.stdout).toBe('')
    expect(done.stderr).not.toMatch(/^\s+at /m)
  }
})
