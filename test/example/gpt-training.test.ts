import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpoint, curve, EXAMPLE, makeRunDir, readPoints, train } from './gpt-process.js'

const SMALL = {
  model: { V: 256, T: 16, C: 32, L: 2, heads: 2 },
  training: {
    max_steps: 40,
    batch_size: 4,
    lr: 0.01,
    eval_every: 1,
    eval_batches: 2,
    checkpoint_every: 3,
    sample_bytes: 20,
  },
}

describe('training', () => {
  it('lowers the loss on real text from that of guessing, and leaves a sample', async () => {
    const run = makeRunDir()
    const flags = ['--training.max_steps=150', '--training.eval_every=50', '--training.sample_bytes=60']
    const ended = await train(run, { config: SMALL, flags })
    expect(ended.code, ended.output).toBe(0)
    expect(ended.output).toMatch(/^step 10 loss \d+\.\d+$/m)
    expect(ended.output).toMatch(/^step 50 loss \d+\.\d+ val \d+\.\d+$/m)
    const points = readPoints(run, 1)
    expect(points.map(({ step }) => step)).toEqual(Array.from({ length: 150 }, (_, i) => i + 1))
    expect(points[0]?.loss).toBeGreaterThan(5)
    expect(points.at(-1)?.val_loss).toBeLessThan(3.4)
    expect(readFileSync(join(run, 'artifacts', 'sample.txt'), 'utf8').length).toBeGreaterThan(20)
  })

  it('gives the same losses for the same seed and others for another', async () => {
    const [first, again, other] = [makeRunDir(), makeRunDir(), makeRunDir()]
    const flags = ['--max-steps', '3']
    await train(first, { config: SMALL, flags })
    await train(again, { config: SMALL, flags })
    await train(other, { config: SMALL, flags: [...flags, '--training.seed=2'] })
    expect(curve(readPoints(again, 1))).toEqual(curve(readPoints(first, 1)))
    expect(curve(readPoints(other, 1))).not.toEqual(curve(readPoints(first, 1)))
  })

  it('reads the text that comes with it where there are no documents', async () => {
    const far = makeRunDir()
    cpSync(EXAMPLE, join(far, 'copy'), { recursive: true })
    const trainer = join(far, 'copy', 'train.mjs')
    const ended = await train(far, { config: SMALL, flags: ['--max-steps', '1'], trainer, cwd: far })
    expect(ended.code, ended.output).toBe(0)
    expect(ended.output).toContain(join('text', 'sample.txt'))
  })

  it('says which key is wrong', async () => {
    const ended = await train(makeRunDir(), { flags: ['--training.max_step=1'] })
    expect(ended.code).toBe(1)
    expect(ended.output).toContain('no training.max_step; there are')
  })
})

describe('a resumed training', () => {
  it.each([
    ['SIGKILL', null, 'SIGKILL'],
    ['SIGTERM', 143, null],
  ] as const)('goes on bit for bit after %s', async (signal, code, endedBy) => {
    const [whole, broken] = [makeRunDir(), makeRunDir()]
    await train(whole, { config: SMALL, env: { RUNDIR_ATTEMPT: '1' } })
    const kill = { at: 'step 7 ', signal }
    const ended = await train(broken, { config: SMALL, env: { RUNDIR_ATTEMPT: '1' }, kill })
    expect([ended.code, ended.signal]).toEqual([code, endedBy])

    const env = { RUNDIR_ATTEMPT: '2', RUNDIR_RESUME_FROM: 'artifacts/checkpoints/last.safetensors' }
    const resumed = await train(broken, { config: SMALL, env })
    expect(resumed.code, resumed.output).toBe(0)
    const second = curve(readPoints(broken, 2))
    const from = second[0]?.[0] ?? 0
    expect(from).toBeGreaterThan(6)
    const stitched = [...curve(readPoints(broken, 1)).filter(([step]) => (step ?? 0) < from), ...second]
    expect(stitched).toEqual(curve(readPoints(whole, 1)))
    for (const name of ['last', 'best']) {
      expect(readFileSync(checkpoint(broken, name)).equals(readFileSync(checkpoint(whole, name))), name).toBe(true)
    }
  })
})

describe('fine-tuning', () => {
  it('begins with the parameters of a pretrained checkpoint and a new optimizer', async () => {
    const [base, tuned, scratch] = [makeRunDir(), makeRunDir(), makeRunDir()]
    await train(base, { config: SMALL })
    const sft = { ...SMALL, phase: 'sft' }
    const flags = ['--max-steps', '1']
    const ended = await train(tuned, { config: { ...sft, init_checkpoint: checkpoint(base, 'best') }, flags })
    expect(ended.code, ended.output).toBe(0)
    await train(scratch, { config: sft, flags })
    expect(readPoints(tuned, 1)[0]?.step).toBe(1)
    expect(readPoints(tuned, 1)[0]?.loss).toBeLessThan((readPoints(scratch, 1)[0]?.loss ?? 0) - 1)
  })

  it('refuses a checkpoint of another shape and says which part differs', async () => {
    const base = makeRunDir()
    await train(base, { config: SMALL, flags: ['--max-steps', '1'] })
    const wider = { ...SMALL, model: { ...SMALL.model, C: 64 }, init_checkpoint: checkpoint(base, 'last') }
    const ended = await train(makeRunDir(), { config: wider })
    expect(ended.code).toBe(1)
    expect(ended.output).toContain('holds bytes of shape [256,32]; this configuration needs [256,64]')
  })
})
