import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Relay } from './relay.js'

function logs(): { stdoutPath: string; stderrPath: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rundir-relay-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return { stdoutPath: join(folder, 'stdout.log'), stderrPath: join(folder, 'stderr.log') }
}

test('everything that was written before the end is shown, in chunks, even when the terminal is slow', async () => {
  const paths = logs()
  const shown: number[] = []
  const relay = new Relay(
    paths,
    async (_, bytes) => {
      shown.push(bytes.length)
      // What is written while the terminal is busy is shown too.
      if (shown.length === 1) appendFileSync(paths.stdoutPath, 'more')
    },
    () => undefined,
  )
  writeFileSync(paths.stdoutPath, Buffer.alloc(3_000_000))
  await relay.finish()
  expect(shown.reduce((sum, bytes) => sum + bytes)).toBe(3_000_004)
  expect(Math.max(...shown)).toBeLessThanOrEqual(1024 * 1024)
})

test('a stream that cannot be read is told once, and the other one is shown on', async () => {
  const paths = logs()
  mkdirSync(paths.stdoutPath)
  writeFileSync(paths.stderrPath, 'said')
  const problems: string[] = []
  const shown: string[] = []
  const relay = new Relay(
    paths,
    async (stream, bytes) => void shown.push(`${stream} ${Buffer.from(bytes)}`),
    (text) => problems.push(text),
  )
  await relay.finish()
  expect(shown).toEqual(['stderr said'])
  expect(problems).toEqual([expect.stringContaining('it is no longer shown, the program goes on')])
})
