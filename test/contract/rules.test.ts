import { expect, test } from 'vitest'
import { RULE_IDS } from '../../src/contract/rules.js'
import { DEFECTS } from './defects.js'
import { HealthyWorkspace, RUN } from './healthy-workspace.js'

const healthy = new HealthyWorkspace()

test('no rule finds anything in runs that the tool itself made, at any depth', async () => {
  const workspace = await healthy.copy()
  expect(await workspace.verify('rules')).toEqual([])
  expect(await workspace.verify('data')).toEqual([])
})

test('a name may hold whatever the file system allows', async () => {
  const workspace = await healthy.copy()
  for (const name of ['a\nb', 'a\\b', '\\n', ' ', '-rf', 'C:x', 'größe \u0001', 'x..'])
    workspace.write(`${RUN}/artifacts/${name}.txt`, 'x')
  workspace.reseal()
  expect(await workspace.verify('data')).toEqual([])
  workspace.write(`${RUN}/artifacts/a\nb.txt`, 'y')
  expect((await workspace.verify('data')).map((finding) => finding.rule)).toEqual(['R034'])
})

test('there is a defect for every rule', () => {
  expect([...new Set(Object.values(DEFECTS).map((defect) => defect.rule))].sort()).toEqual([...RULE_IDS].sort())
})

test.each(Object.entries(DEFECTS))('%s is found by exactly its rule', async (_, { rule, make }) => {
  const workspace = await healthy.copy()
  make(workspace)
  const findings = await workspace.verify()
  expect(findings.map((finding) => `${finding.rule} ${finding.path} ${finding.message}`)).toEqual([
    expect.stringContaining(rule),
  ])
})
