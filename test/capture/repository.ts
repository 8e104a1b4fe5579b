import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Git as a user has it who configured nothing. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
}

/** A throw-away git repository. */
export class Repository {
  readonly root: string

  constructor(root = realpathSync(mkdtempSync(join(tmpdir(), 'rundir-git-')))) {
    this.root = root
    mkdirSync(root, { recursive: true })
    this.git('init', '--quiet', '--initial-branch=main')
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.root, env: ENVIRONMENT, encoding: 'utf8', stdio: 'pipe' })
  }

  write(path: string, content: string | Buffer): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true })
    writeFileSync(join(this.root, path), content)
  }

  commit(): string {
    this.git('add', '--all')
    this.git('commit', '--quiet', '--allow-empty', '--message', 'x')
    return this.git('rev-parse', 'HEAD').trim()
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
