import { hostname } from 'node:os'
import { hasProcessWith, isProcessAlive } from '../disk/process.js'
import { readTextIfThere } from '../disk/read.js'
import type { Here } from '../run/attempt.js'

/** This machine, as leases are judged from it. */
export function lookAround(): Here {
  return {
    host: hostname(),
    bootId: readTextIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? '',
    isAlive: ({ pid, started }) => isProcessAlive(pid, started),
    hasProcessOf: (runId) => hasProcessWith('RUN_ID', runId),
  }
}
