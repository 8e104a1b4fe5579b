/** Starts the trainer of `examples/gpt` as a real process in a folder of its own. */

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export const EXAMPLE = fileURLToPath(new URL('../../examples/gpt', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

export interface Start {
  readonly config?: object | string
  readonly env?: Record<string, string>
  readonly flags?: readonly string[]
  readonly trainer?: string
  readonly cwd?: string
  /** Sent when the output first contains `at`. */
  readonly kill?: { readonly at: string; readonly signal: NodeJS.Signals }
}

/** An empty folder that is removed when the test ends. */
export function makeRunDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'rundir-gpt-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** Runs the trainer to its end. A `config` object is written to a file first; a string is the path of one. */
export function train(runDir: string, start: Start): Promise<Ended> {
  const environment: NodeJS.ProcessEnv = { PATH: process.env.PATH, RUN_DIR: runDir, ...start.env }
  if (typeof start.config === 'string') environment.RUNDIR_CONFIG = start.config
  else if (start.config) {
    environment.RUNDIR_CONFIG = join(runDir, 'given.json')
    writeFileSync(environment.RUNDIR_CONFIG, JSON.stringify(start.config))
  }
  const trainer = start.trainer ?? join(EXAMPLE, 'train.mjs')
  const child = spawn(process.execPath, [trainer, ...(start.flags ?? [])], {
    cwd: start.cwd ?? EXAMPLE,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let killed = false
  const read = (chunk: Buffer): void => {
    output += chunk.toString('utf8')
    if (start.kill && !killed && output.includes(start.kill.at)) {
      killed = true
      child.kill(start.kill.signal)
    }
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code, signal) => done({ code, signal, output }))
  })
}

export interface Point {
  readonly step: number
  readonly loss: number
  readonly val_loss?: number
}

/** The points of one attempt's log; none where there is no log. */
export function readPoints(runDir: string, attempt: number): Point[] {
  const path = join(runDir, 'metrics', `main.${attempt}.jsonl`)
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Point)
}

/** Step, loss and validation loss only: what must not depend on the clock. */
export function curve(points: readonly Point[]): (readonly (number | undefined)[])[] {
  return points.map(({ step, loss, val_loss }) => [step, loss, val_loss])
}

export function checkpoint(runDir: string, name: string): string {
  return join(runDir, 'artifacts', 'checkpoints', `${name}.safetensors`)
}
