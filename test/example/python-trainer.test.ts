import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { curve, makeRunDir, readPoints } from './gpt-process.js'

const TRAINER = fileURLToPath(new URL('../../examples/python/train.py', import.meta.url))

function train(runDir: string, epochs: number, env: Record<string, string>): void {
  const config = join(runDir, 'given.json')
  writeFileSync(config, JSON.stringify({ training: { epochs } }))
  const ended = spawnSync('python3', [TRAINER], {
    env: { ...process.env, RUN_DIR: runDir, RUNDIR_CONFIG: config, ...env },
    encoding: 'utf8',
  })
  expect(ended.status, ended.stderr).toBe(0)
}

describe('the Python trainer', () => {
  it('learns, with the settings of the run over its own', () => {
    const run = makeRunDir()
    train(run, 40, { RUNDIR_ATTEMPT: '1' })
    const points = readPoints(run, 1)
    expect(points).toHaveLength(40)
    expect(points.at(-1)?.loss).toBeLessThan((points[0]?.loss ?? 0) / 2)
    expect(JSON.parse(readFileSync(join(run, 'artifacts', 'checkpoints', 'last.json'), 'utf8'))).toMatchObject({
      epoch: 40,
    })
  })

  it('goes on from a checkpoint with the numbers of a run that was never interrupted', () => {
    const [whole, broken] = [makeRunDir(), makeRunDir()]
    train(whole, 60, { RUNDIR_ATTEMPT: '1' })
    train(broken, 20, { RUNDIR_ATTEMPT: '1' })
    train(broken, 60, { RUNDIR_ATTEMPT: '2', RUNDIR_RESUME_FROM: 'artifacts/checkpoints/last.json' })
    expect(curve([...readPoints(broken, 1), ...readPoints(broken, 2)])).toEqual(curve(readPoints(whole, 1)))
  })
})
