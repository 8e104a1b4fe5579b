import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRundirError } from '../error/rundir-error.js'
import { parsePrintedLine, parsePrintedPattern } from './printed.js'

const read = (pattern: string, line: string) => parsePrintedLine(parsePrintedPattern(pattern), line)

test.each([
  ['step {step} loss {loss}', 'step 10 loss 0.31', 10, { loss: 0.31 }],
  ['step {step} loss {loss}', '[rank0]  step   7\tloss 1e-3 (12 it/s)', 7, { loss: 1e-3 }],
  ['loss={loss}, acc={train/acc}', 'epoch 3: loss=.5, acc=+1.', undefined, { loss: 0.5, 'train/acc': 1 }],
  ['loss {loss}', 'val_loss 9 loss 2', undefined, { loss: 2 }],
  ['loss {loss}', 'loss nothing, loss -inf', undefined, { loss: Number.NEGATIVE_INFINITY }],
  ['loss {loss}', 'loss NaN', undefined, { loss: Number.NaN }],
  ['{step}/{total}', 'at 3/100', 3, { total: 100 }],
  ['{loss} loss', '1.2.3 loss, 4.5 loss', undefined, { loss: 4.5 }],
  ['a{{{a}}}', 'a{5}', undefined, { a: 5 }],
  ['größe {x}', 'größe 5', undefined, { x: 5 }],
  ['step {step} loss {loss}', '\u001b[32mstep 5 loss \u001b[1;31m0.1\u001b[0m\u001b[K', 5, { loss: 0.1 }],
  ['{a},{b}', '1,2', undefined, { a: 1, b: 2 }],
  ['loss {loss}', 'loss 0.3, 0.4', undefined, { loss: 0.3 }],
])('%j finds the numbers of %j', (pattern, line, step, values) => {
  expect(read(pattern, line)).toEqual({ step, values })
})

test.each([
  ['loss {loss}', 'loss'],
  ['loss {loss}', 'loss0.5'],
  ['loss {loss}', 'val_loss 0.5'],
  ['loss {loss}', 'loss 1.2.3'],
  ['loss {loss}', 'loss infinite'],
  ['loss {loss}', 'loss 1,234'],
  ['loss {loss}', 'loss 0,31'],
  ['{loss} loss', '1,234 loss'],
  ['step {step} loss {loss}', 'step -1 loss 2'],
  ['step {step} loss {loss}', 'step 1.5 loss 2'],
  ['loss {loss}', ''],
])('%j finds nothing in %j', (pattern, line) => {
  expect(read(pattern, line)).toBeUndefined()
})

test.each(['', 'loss', '{step}', '{a}{b}', '{a} {a}', 'loss {my loss}', 'loss {_x}', 'loss {'])(
  'the pattern %j is refused with the reason',
  (pattern) => {
    let refusal: unknown
    try {
      parsePrintedPattern(pattern)
    } catch (error) {
      refusal = error
    }
    expect(isRundirError(refusal, 'SETTINGS_INVALID')).toBe(true)
  },
)

test('what is printed by the pattern is read back, whatever stands around it', () => {
  const around = fc.string({ unit: 'grapheme-ascii' }).map((text) => `${text.replace(/loss|step/g, '')} `)
  fc.assert(
    fc.property(around, around, fc.maxSafeNat(), fc.double({ noNaN: true }), (before, after, step, loss) => {
      const found = read('step {step} loss {loss}', `${before}step ${step} loss ${loss} ${after}`)
      expect([found?.step, found?.values['loss']]).toEqual([step, loss + 0])
    }),
    { numRuns: 10_000 },
  )
})

test('no line and no pattern takes long', () => {
  const started = performance.now()
  read('{a} {b} {c} {d} x', '1'.repeat(100_000))
  read('{a} {b} {c} {d} x', '1 '.repeat(50_000))
  read('a a a a {x}', 'a '.repeat(50_000))
  read('{x}e', '1e'.repeat(50_000))
  expect(performance.now() - started).toBeLessThan(500)
})
