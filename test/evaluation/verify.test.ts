import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answer, rundir, shell } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

/** A repository with an uncommitted change, and a critic and a grader that do next to nothing. */
async function dirtyRepository(): Promise<WorkspaceFolder> {
  const folder = new WorkspaceFolder()
  folder.write('.gitignore', 'runs\n.rundir\n')
  folder.write('critic.sh', "echo '{}' > output.json\n")
  folder.write(
    'grader.sh',
    `mkdir unknowns; echo 'what: x' > unknowns/a.yaml; echo '{"metrics":{"m":1}}' > output.json\n`,
  )
  folder.write('suites/s/scenarios/c/e.sh', `echo '{"score":1,"max_score":1}' > output.json\n`)
  folder.write('suites/s/scenarios/c/scenario.yaml', 'evaluators: [{name: e, command: sh e.sh}]\n')
  folder.write('suites/s/prompts/c/L1.md', 'do')
  await shell(
    'git init -q && git add . && git -c user.name=t -c user.email=t@t commit -qm first && echo "# more" >> critic.sh',
    {
      cwd: folder.root,
    },
  )
  return folder
}

test('verify has nothing to say of typed runs that came to their end, and misses an input that is gone', async () => {
  const folder = await dirtyRepository()
  const at = { cwd: folder.root }
  const specimens = ['--specimen', 'a/1', '--specimen', 'a/2']
  const commands = ['--critic', 'sh critic.sh', '--grader', 'sh grader.sh']
  const session = await answer(['eval', 'full-split', '--split', 'valid', ...specimens, ...commands], at)
  await answer(['eval', 'run', 'cluster'], at)
  await answer(['bench', 'run', 's', 'c', '-n', '2'], at)
  expect(await answer(['verify', '--all', '--data'], at)).toMatchObject({ runs: 8, findings: [] })

  const [first] = session.results
  expect(folder.read(`runs/${first.critic_run}/source.patch`)).toContain('+# more')
  rmSync(folder.path(`runs/${first.critic_run}/input.json`))
  rmSync(folder.path(`runs/${first.critic_run}/artifacts.sha256`))
  const found = JSON.parse((await rundir(['verify', `runs/${first.critic_run}`, '--json'], at)).stdout)
  expect(found.findings).toContainEqual(expect.objectContaining({ rule: 'R010', message: 'input.json is missing' }))
})
