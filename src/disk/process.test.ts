import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isProcessAlive, listProcesses, parseProcessStat, processMemoryBytes, processStarted } from './process.js'

const hasProc = existsSync('/proc/self/stat')

function statLine(name: string, state: string, started: number): string {
  const tail = [1, 7, 7, 0, -1, 4194560, 100, 0, 0, 0, 11, 12, 13, 14, 20, 0, 1, 0, started, 1000, 50, 9]
  return `4321 (${name}) ${state} ${tail.join(' ')}\n`
}

describe('a line of /proc/<pid>/stat', () => {
  test.each(['node', 'a) R 1 (b', ') Z 0 0 0', '((((', 'a b\nc', ')', ''])(
    'is read past the process name %j',
    (name) => {
      expect(parseProcessStat(statLine(name, 'S', 987654))).toEqual({
        pid: 4321,
        isEnded: false,
        parent: 1,
        group: 7,
        ticks: 50,
        started: '987654',
      })
    },
  )

  test('is read whatever the process calls itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 15 }), fc.nat(), (name, started) => {
        expect(parseProcessStat(statLine(name, 'R', started))).toMatchObject({
          isEnded: false,
          started: String(started),
        })
      }),
      { numRuns: 10_000 },
    )
  })

  test.each(['', 'x', '12', '12 (a', '12 (a) S', '12 (a) S 1 2 3'])(
    'that is no such line gives nothing: %j',
    (text) => {
      expect(parseProcessStat(text)).toBeUndefined()
    },
  )
})

describe('a process', () => {
  test('is alive under its own start and not under another', () => {
    const started = processStarted(process.pid)
    expect(isProcessAlive(process.pid, started)).toBe(true)
    if (hasProc) expect(isProcessAlive(process.pid, `${started}1`)).toBe(false)
  })

  test.each([0, -1, 1.5, Number.NaN])('never has the number %s', (pid) => {
    expect(isProcessAlive(pid, '')).toBe(false)
  })

  test('is gone after its end', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
    const pid = child.pid ?? 0
    const started = processStarted(pid)
    expect(isProcessAlive(pid, started)).toBe(true)
    child.stdin.end()
    await once(child, 'close')
    expect(isProcessAlive(pid, started)).toBe(false)
    expect(processMemoryBytes(pid)).toBe(0)
  })

  test.runIf(hasProc)('that ended without being waited for is not alive', async () => {
    // The shell starts a child and turns into cat, which never waits for it; an echo tells that it has.
    const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] })
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(line.toString())
    parent.stdin.write('echo')
    await once(parent.stdout, 'data')
    process.kill(pid, 'SIGKILL')
    const isEnded = (): boolean | undefined => listProcesses().find((facts) => facts.pid === pid)?.isEnded
    while (isEnded() === false);
    expect(isEnded()).toBe(true)
    expect(isProcessAlive(pid, processStarted(pid))).toBe(false)
    parent.stdin.end()
    await once(parent, 'close')
  })

  test.runIf(hasProc)('is listed with its parent and its memory', () => {
    const own = listProcesses().find((facts) => facts.pid === process.pid)
    expect(own).toMatchObject({ parent: process.ppid, started: processStarted(process.pid) })
    expect(processMemoryBytes(process.pid)).toBeGreaterThan(1024 * 1024)
  })
})
