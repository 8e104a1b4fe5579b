import { type ChildProcess, spawn, spawnSync } from 'node:child_process'

/** How a program is asked: nothing is inherited, no shell sees the arguments. */
export interface Question {
  /** Absolute. */
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly timeoutMs: number
  /** Of standard output; a program that says more is ended. */
  readonly maxBytes: number
}

export interface Reply {
  /** Exit status; null when the program did not start, was ended by a signal, took too long or said too much. */
  readonly status: number | null
  /** What it said, at most `maxBytes`. */
  readonly stdout: Buffer
  readonly stderr: string
  /** No such program. */
  readonly missing: boolean
  readonly truncated: boolean
  readonly timedOut: boolean
}

const MAX_STDERR_BYTES = 64 * 1024

/** Runs a program to its end and returns what it said; its failure is a value. `input` is what it can read; it need not. */
export function ask(command: readonly string[], question: Question, input?: string): Reply {
  const [file = '', ...args] = command
  const done = spawnSync(file, args, {
    cwd: question.cwd,
    env: question.environment,
    timeout: question.timeoutMs,
    maxBuffer: question.maxBytes,
    killSignal: 'SIGKILL',
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
    windowsHide: true,
  })
  const errno = done.error === undefined ? undefined : errnoOf(done.error)
  // A program that ends without having read its input has answered all the same.
  const answered = done.error === undefined || errno === 'EPIPE'
  // A program that never started has no streams.
  const stdout = done.stdout ?? Buffer.alloc(0)
  return {
    status: answered ? done.status : null,
    stdout: stdout.subarray(0, question.maxBytes),
    stderr: (done.stderr ?? Buffer.alloc(0)).toString('utf8', 0, MAX_STDERR_BYTES),
    missing: errno === 'ENOENT',
    truncated: errno === 'ENOBUFS',
    timedOut: errno === 'ETIMEDOUT',
  }
}

/** As `ask`, without waiting: the caller goes on, and may end before the answer is there. */
export function askLater(command: readonly string[], question: Question): Promise<Reply> {
  const [file = '', ...args] = command
  return new Promise((settle) => {
    const chunks: Buffer[] = []
    let errors = ''
    let saidBytes = 0
    let problem: 'missing' | 'truncated' | 'timedOut' | 'failed' | undefined
    const child = spawn(file, args, {
      cwd: question.cwd,
      env: question.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    const stop = (why: 'truncated' | 'timedOut'): void => {
      problem ??= why
      child.kill('SIGKILL')
    }
    const timer = setTimeout(stop, question.timeoutMs, 'timedOut').unref()
    child.stdout.on('data', (chunk: Buffer) => {
      saidBytes += chunk.length
      chunks.push(chunk)
      if (saidBytes > question.maxBytes) stop('truncated')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      if (errors.length < MAX_STDERR_BYTES) errors += chunk.toString('utf8')
    })
    const finish = (status: number | null): void => {
      clearTimeout(timer)
      settle({
        status: problem === undefined ? status : null,
        stdout: Buffer.concat(chunks).subarray(0, question.maxBytes),
        stderr: errors,
        missing: problem === 'missing',
        truncated: problem === 'truncated',
        timedOut: problem === 'timedOut',
      })
    }
    child.once('error', (error) => {
      problem ??= errnoOf(error) === 'ENOENT' ? 'missing' : 'failed'
      if (child.pid === undefined) finish(null)
    })
    child.once('close', finish)
    letGo(child)
  })
}

/** The process that asked may end first. */
function letGo(child: ChildProcess): void {
  child.unref()
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
  }
}

function errnoOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
