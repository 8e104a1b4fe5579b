import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { specimenSlug, splitName } from '../../src/evaluation/branded-schema.js'
import { conductRun, defineRun, parseSpecimenSlug, parseSplit, specimenScopeId } from '../../src/index.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const environment = { PATH: process.env['PATH'] }

const count = defineRun({
  type: 'count',
  input: z.object({ split: splitName, specimen: specimenSlug, words: z.array(z.string()) }),
  output: z.object({ count: z.int() }),
  scopeId: (input) => specimenScopeId(input.specimen),
  execute: async (run) => ({ count: run.input.words.length }),
  metrics: ({ count: words }) => ({ words }),
})

test('a program defines a type of runs and does one', async () => {
  const folder = new WorkspaceFolder()
  const input = { split: parseSplit('train', []), specimen: parseSpecimenSlug('demo/1'), words: ['a', 'b'] }
  const options = { folder: folder.root, environment, group: 'g' }
  const { typed, output, run } = await conductRun(count, input, options)
  expectTypeOf(output).toEqualTypeOf<{ count: number }>()
  expect(output).toEqual({ count: 2 })
  expect(typed.path).toMatch(/^runs\/train\/count\/specimen-demo__1\//)
  expect(folder.json(`${typed.path}/input.json`)).toEqual(input)
  expect(run.manifest).toMatchObject({ status: 'completed', group: 'g', summary: { words: 2 } })
  await expect(conductRun(count, input, { ...options, batch: 'batch-1-abcdefghi' })).rejects.toMatchObject({
    code: 'REFERENCE_DANGLING',
  })
})
