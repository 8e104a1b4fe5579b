import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding } from './finding.js'
import { printJunit } from './junit.js'
import { RULE_GROUPS, RULE_IDS } from './rules.js'
import { printSarif } from './sarif.js'

const finding: Finding = {
  rule: 'R060',
  severity: 'error',
  run: 'outputs/a',
  path: 'outputs/a/artifacts/größe 1.csv',
  message: 'is <a> & "b"',
  fix: 'do this',
}

test('ids are in order, none twice, and each rule says what, why and how', () => {
  expect(RULE_IDS.every((id) => /^R\d{3}$/.test(id))).toBe(true)
  expect(new Set(RULE_IDS).size).toBe(RULE_IDS.length)
  for (const rule of RULE_GROUPS.flatMap((group) => group.rules)) {
    expect([rule.what.endsWith('.'), rule.why.endsWith('.'), rule.fix.endsWith('.')]).toEqual([true, true, false])
  }
})

test('SARIF names the rule, the level and the file as a URI', () => {
  const { version, runs } = JSON.parse(printSarif([finding], '1.2.3'))
  const [{ tool, results }] = runs
  expect(version).toBe('2.1.0')
  expect(tool.driver).toMatchObject({ name: 'rundir', version: '1.2.3' })
  expect(tool.driver.rules[results[0].ruleIndex].id).toBe('R060')
  expect(results[0]).toMatchObject({ ruleId: 'R060', level: 'error' })
  const { uri } = results[0].locations[0].physicalLocation.artifactLocation
  expect(uri).toBe('outputs/a/artifacts/gr%C3%B6%C3%9Fe%201.csv')
})

test('JUnit fails the runs with errors, and only those', () => {
  const warning: Finding = { ...finding, rule: 'R033', severity: 'warning', run: 'outputs/b' }
  const text = printJunit(['outputs/a', 'outputs/b', 'outputs/c'], [finding, warning])
  expect(text).toContain('<testsuites tests="4" failures="1">')
  expect(text).toContain('<failure type="R060" message="R060 is &#60;a&#62; &#38; &#34;b&#34;">')
  expect(text).toContain('<system-out>warning R033')
  expect(text).toContain('<testcase classname="verify" name="outputs/c"/>')
})

test('JUnit is XML, whatever the files are called', () => {
  const parse =
    'import sys, json, xml.etree.ElementTree as tree\n[tree.fromstring(text) for text in json.load(sys.stdin)]'
  const names = fc.sample(fc.string({ unit: 'binary' }), 300)
  const texts = names.map((name) => printJunit([name], [{ ...finding, run: name, path: name, message: name }]))
  const done = spawnSync('python3', ['-c', parse], { input: JSON.stringify(texts), encoding: 'utf8' })
  expect([done.status, done.stderr]).toEqual([0, ''])
})
