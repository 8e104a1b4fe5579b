import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openWorkspace } from '../open.js'
import { checkFirstUse, requireExclusiveCreate } from './suitable.js'

test('a file system that lets two create one name is refused with the reason and the cure', () => {
  expect(() => requireExclusiveCreate('/w', { exclusiveCreate: true, type: 'ext4' })).not.toThrow()
  expect(() => requireExclusiveCreate('/w', { exclusiveCreate: false, type: 'fuse' })).toThrow(
    expect.objectContaining({
      code: 'WORKSPACE_UNSUITABLE',
      message: expect.stringContaining('/w is on fuse that lets two processes create one name'),
      hint: expect.stringContaining('another disk'),
    }),
  )
})

test('an ordinary folder passes, and the look leaves nothing behind', async () => {
  const root = mkdtempSync(join(tmpdir(), 'rundir-suitable-'))
  const workspace = await openWorkspace({ start: root, at: root, environment: {}, clock: { now: () => Date.now() } })
  checkFirstUse(workspace)
  expect(existsSync(join(root, '.rundir'))).toBe(false)
  rmSync(root, { recursive: true })
})
