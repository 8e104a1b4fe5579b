import { describe, expect, test } from 'vitest'
import { type Attempt, type Here, judgeLease } from './attempt.js'

const NOW = 1_763_705_649_000
const attempt: Attempt = {
  schema_version: 1,
  attempt: 1,
  command: ['true'],
  git_hash: null,
  git_dirty: null,
  host: 'alpha',
  boot_id: 'boot-1',
  pid: 20,
  pid_started: '200',
  launcher_pid: 10,
  launcher_started: '100',
  started_at: '2026-11-21T06:14:09.000Z',
  ended_at: null,
  exit_code: null,
  signal: null,
  resumed_from: null,
}

function here(alive: readonly string[], host = 'alpha', bootId = 'boot-1'): Here {
  return {
    host,
    bootId,
    isAlive: ({ pid, started }) => alive.includes(`${pid}@${started}`),
    hasProcessOf: (runId) => alive.includes(runId),
  }
}

describe('a run that says it runs', () => {
  test.each([
    ['both live', here(['10@100', '20@200']), 'running'],
    ['only rundir lives', here(['10@100']), 'running'],
    ['only the program lives', here(['20@200']), 'running'],
    ['both are gone', here([]), 'lost'],
    ['the pids belong to younger processes', here(['10@999', '20@999']), 'lost'],
    ['the machine was rebooted', here(['10@100', '20@200'], 'alpha', 'boot-2'), 'lost'],
  ] as const)('%s: it is shown as such', (_, machine, shown) => {
    expect(judgeLease(attempt, { runId: 'r', heartbeatAt: undefined }, machine, NOW)).toBe(shown)
  })

  test('runs until its launcher has told how it ended', () => {
    const ended = { ...attempt, ended_at: '2026-11-21T06:14:10Z', exit_code: 0 }
    expect(judgeLease(ended, { runId: 'r', heartbeatAt: undefined }, here(['10@100']), NOW)).toBe('running')
    expect(judgeLease(ended, { runId: 'r', heartbeatAt: undefined }, here([]), NOW)).toBe('lost')
  })

  test('is not lost when its launcher died before it could write which process the program is', () => {
    const started = { ...attempt, pid: null, pid_started: '' }
    const shown = (one: Attempt, alive: string[]) =>
      judgeLease(one, { runId: 'r', heartbeatAt: undefined }, here(alive), NOW)
    expect([shown(started, ['r']), shown(started, [])]).toEqual(['running', 'lost'])
    expect(shown({ ...started, command: null }, ['r'])).toBe('lost')
  })

  test('is judged by its heartbeat only from another host, and silence there proves nothing', () => {
    const other = here([], 'beta')
    expect(judgeLease(attempt, { runId: 'r', heartbeatAt: NOW - 59_000 }, other, NOW)).toBe('running')
    expect(judgeLease(attempt, { runId: 'r', heartbeatAt: NOW - 61_000 }, other, NOW)).toBe('unknown')
    expect(judgeLease(attempt, { runId: 'r', heartbeatAt: undefined }, other, NOW)).toBe('unknown')
    expect(judgeLease(attempt, { runId: 'r', heartbeatAt: NOW }, here([]), NOW)).toBe('lost')
  })

  test('is lost when its attempt was never written', () => {
    expect(judgeLease(undefined, { runId: 'r', heartbeatAt: NOW }, here([]), NOW)).toBe('lost')
  })
})
