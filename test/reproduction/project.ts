import { readdirSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { Repository } from '../capture/repository.js'
import { answer, type Finished, rundir } from '../kit/command.js'
import { temporaryFolder, WorkspaceFolder } from '../kit/workspace-folder.js'

interface Restorable {
  readonly what: string
  readonly how: string
}

interface Missing {
  readonly what: string
  readonly why: string
  readonly stops: boolean
}

/** What `reproduce --json` prints. */
export interface Report {
  readonly status: number | null
  readonly reproduces: string
  readonly restorable: readonly Restorable[]
  readonly missing: readonly Missing[]
  readonly run: string | null
  readonly verdict: string | null
  readonly differences: readonly { readonly section: string; readonly key: string; readonly [more: string]: unknown }[]
  readonly ignored: readonly string[]
}

/** A git repository that is a workspace, and a temporary place of its own for worktrees. */
export class Project extends WorkspaceFolder {
  readonly repository: Repository
  readonly place = temporaryFolder()

  constructor(settings: string | null = 'project: demo\n') {
    const repository = new Repository()
    super(settings, repository.root)
    this.repository = repository
    this.write('.gitignore', 'outputs/\nruns/\nlogs/\n.rundir/\nnode_modules/\ndata/\n')
    onTestFinished(() => repository.remove())
  }

  get surroundings() {
    return { cwd: this.root, env: { TMPDIR: this.place } }
  }

  /** Runs a command as a run. */
  async run(...command: readonly string[]): Promise<Finished> {
    return await rundir(['run', '--quiet', '--', ...command], this.surroundings)
  }

  async reproduce(...words: readonly string[]): Promise<Report> {
    const done = await rundir(['reproduce', '--json', ...words], this.surroundings)
    if (done.stdout === '') throw new Error(`reproduce ${words.join(' ')}: status ${done.status}\n${done.stderr}`)
    return { status: done.status, ...JSON.parse(done.stdout) }
  }

  async manifest(run: string) {
    return await answer(['show', run], this.surroundings)
  }

  /** A run as anybody can make it by hand, of the commit that is checked out unless told otherwise. Returns its name. */
  handmade(number: number, manifest: Record<string, unknown>): string {
    const name = `model-dataset-full-run${number}`
    const whole = {
      schema_version: 1,
      run_id: `1763705649000-handmade${number}`,
      name,
      layout: 'pipeline',
      status: 'completed',
      created_at: '2026-11-21T06:14:09Z',
      command: ['true'],
      cwd: '.',
      git_hash: this.repository.git('rev-parse', 'HEAD').trim(),
      ...manifest,
    }
    this.write(`outputs/${name}/run_manifest.json`, JSON.stringify(whole))
    return name
  }

  /** What reproduce left in the repository and in the temporary place. */
  leftovers(): string[] {
    const worktrees = this.repository.git('worktree', 'list').trimEnd().split('\n').slice(1)
    return [...worktrees, ...readdirSync(this.place)]
  }
}
