import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
export const RUNDIR = join(root, 'bin/rundir')

/** What a program said and how it ended. */
export interface Finished {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly cwd?: string
  /** Added to a clean environment; undefined removes. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string
}

/** A program that runs; what it said so far can be looked at. */
export class Running {
  readonly child: ChildProcess
  readonly #chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  readonly #closed: Promise<unknown[]>

  constructor(command: string, args: readonly string[], { cwd, env, input }: Surroundings = {}) {
    this.child = spawn(command, args, { cwd, env: cleanEnvironment(env), stdio: 'pipe' })
    for (const stream of ['stdout', 'stderr'] as const)
      this.child[stream]?.on('data', (chunk: Buffer) => this.#chunks[stream].push(chunk))
    this.child.stdin?.on('error', () => undefined)
    this.child.stdin?.end(input ?? '')
    this.#closed = once(this.child, 'close')
  }

  bytes(stream: 'stdout' | 'stderr'): Buffer {
    return Buffer.concat(this.#chunks[stream])
  }

  get stdout(): string {
    return this.bytes('stdout').toString()
  }

  get stderr(): string {
    return this.bytes('stderr').toString()
  }

  /** Resolves when it has ended and both streams are read. */
  async finished(): Promise<Finished> {
    await this.#closed
    const { exitCode: status, signalCode: signal } = this.child
    return { status, signal, stdout: this.stdout, stderr: this.stderr }
  }
}

/** Runs the built command line to its end. */
export function rundir(args: readonly string[], surroundings?: Surroundings): Promise<Finished> {
  return startRundir(args, surroundings).finished()
}

export function startRundir(args: readonly string[], surroundings?: Surroundings): Running {
  return new Running(process.execPath, [RUNDIR, ...args], surroundings)
}

/** Runs a shell script in which `rundir` is the built command line. */
export function shell(script: string, surroundings?: Surroundings): Promise<Finished> {
  return new Running('bash', ['-c', script], surroundings).finished()
}

/** The answer of a command with `--json`; fails with what it said when it fails. */
export async function answer(args: readonly string[], surroundings?: Surroundings) {
  const done = await rundir(['--json', ...args], surroundings)
  if (done.status !== 0) throw new Error(`rundir ${args.join(' ')}: status ${done.status}\n${done.stderr}`)
  return JSON.parse(done.stdout)
}

/** Where test programs stand that are named by what they do. */
export function program(name: string): string {
  return join(root, 'test/fixture/program', name)
}

/** Nothing of the run, job or colours that the tests themselves may be started in; `rundir` on the PATH. */
function cleanEnvironment(added: Surroundings['env']): Record<string, string | undefined> {
  const { PATH, HOME, USER, TMPDIR, LANG } = process.env
  return { PATH: `${join(root, 'bin')}:${PATH}`, HOME, USER, TMPDIR, LANG, ...added }
}
