import { describe, expect, test } from 'vitest'
import {
  checkResumable,
  checkStep,
  isStoredStatus,
  isTerminalStatus,
  STORED_STATUSES,
  TERMINAL_STATUSES,
} from './status.js'

/** Spec 2.3: from each status, those that may follow without a new attempt. */
const FOLLOWING = {
  created: ['queued', 'running', 'completed', 'failed', 'cancelled'],
  queued: ['running', 'failed', 'cancelled', 'lost'],
  running: ['completed', 'failed', 'cancelled', 'lost'],
  completed: [],
  failed: [],
  cancelled: [],
  lost: [],
} as const

describe('the status of a run', () => {
  test.each(STORED_STATUSES)('goes from %s where the table says, and nowhere else', (from) => {
    for (const to of STORED_STATUSES) {
      const step = (): void => checkStep('some-run1', from, to)
      if ((FOLLOWING[from] as readonly string[]).includes(to)) expect(step).not.toThrow()
      else
        expect(step).toThrow(
          expect.objectContaining({
            code: 'STATUS_ILLEGAL',
            message: `run some-run1 is ${from} and cannot become ${to}`,
          }),
        )
    }
  })

  test('leaves a terminal one by a new attempt only, and completed never', () => {
    for (const status of ['failed', 'cancelled', 'lost', 'running'] as const)
      expect(() => checkResumable('r', status)).not.toThrow()
    for (const status of ['created', 'queued', 'completed'] as const)
      expect(() => checkResumable('r', status)).toThrow('nothing to resume')
  })

  test('terminal ones are told apart from those that a reader only shows', () => {
    expect(STORED_STATUSES.filter(isTerminalStatus)).toEqual([...TERMINAL_STATUSES])
    expect(isTerminalStatus('unknown')).toBe(false)
    expect(['unknown', 'done', '', null, 1, 'toString'].some(isStoredStatus)).toBe(false)
  })
})
