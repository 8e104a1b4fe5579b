import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
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
  expect(text).toContain('<testsuites name="rundir" tests="4" failures="1" errors="0">')
  expect(text).toContain('<failure type="R060" message="R060 is &#60;a&#62; &#38; &#34;b&#34;">')
  expect(text).toContain('<system-out>warning R033')
  expect(text).toContain('<testcase classname="verify" name="outputs/c"/>')
})

test('JUnit tells all errors of a run in its one failure', () => {
  const text = printJunit(['outputs/a'], [finding, { ...finding, rule: 'R034', message: 'changed' }])
  expect(text.match(/<failure /g)).toHaveLength(1)
  expect(text).toContain('(and 1 more)')
  expect(text).toContain('error R034 outputs/a/artifacts/größe 1.csv: changed')
})

/** The parts of the SARIF 2.1.0 schema that rundir uses; there as here, no object takes a key that it does not know. */
const message = z.strictObject({ text: z.string().min(1) })
const level = z.enum(['none', 'note', 'warning', 'error'])
const reference = z.strictObject({ uri: z.string().regex(/^(?:[\w.~!'()*/-]|%[0-9A-F]{2})+$/), uriBaseId: z.string() })
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          version: z.string(),
          rules: z
            .strictObject({
              id: z.string(),
              name: z.string(),
              shortDescription: message,
              fullDescription: message,
              help: message,
              defaultConfiguration: z.strictObject({ level }),
            })
            .array(),
        }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      originalUriBaseIds: z.record(z.string(), z.strictObject({ description: message })),
      results: z
        .strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(-1),
          level,
          message,
          locations: z.strictObject({ physicalLocation: z.strictObject({ artifactLocation: reference }) }).array(),
        })
        .array(),
    })
    .array(),
})

/** Half a character too, which no encoding of a URI or of XML has. */
const NAMES = [
  ...fc.sample(fc.string({ unit: 'binary', minLength: 1 }), 300),
  'a\ud800',
  ']]>',
  'a/../b',
  '\0\x1f\u2028',
]

test('SARIF has the form of its schema, whatever the files are called', () => {
  for (const name of NAMES) {
    const named = { ...finding, run: name, path: name, message: name }
    sarif.parse(JSON.parse(printSarif([finding, named, { ...named, rule: 'R033', severity: 'warning' }], '1.2.3')))
  }
})

/** What the schema of the Jenkins plugin `xunit` (junit-10) asks of the elements that rundir uses. */
const JUNIT_FORM = {
  testsuites: { needs: [], takes: ['name', 'time', 'tests', 'failures', 'errors'], holds: ['testsuite'] },
  testsuite: {
    needs: ['name', 'tests', 'failures', 'errors'],
    takes: ['time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'group', 'log', 'url'],
    holds: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  testcase: {
    needs: ['name'],
    takes: ['classname', 'time', 'group'],
    holds: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { needs: [], takes: ['type', 'message'], holds: [] },
  'system-out': { needs: [], takes: [], holds: [] },
}
const CHECK_JUNIT = `
import sys, json, xml.etree.ElementTree as tree
given = json.load(sys.stdin)
def check(element):
    form = given["form"][element.tag]
    keys = set(element.keys())
    assert set(form["needs"]) <= keys <= set(form["needs"] + form["takes"]), (element.tag, keys)
    for inner in element:
        assert inner.tag in form["holds"], (element.tag, inner.tag)
        check(inner)
for text in given["texts"]:
    root = tree.fromstring(text)
    assert root.tag == "testsuites"
    check(root)
`

test('JUnit is XML of the form that Jenkins asks for, whatever the files are called', () => {
  const texts = NAMES.map((name) => {
    const named: Finding = { ...finding, run: name, path: name, message: name }
    return printJunit([name], [named, { ...named, severity: 'note' }])
  })
  const input = JSON.stringify({ form: JUNIT_FORM, texts })
  const done = spawnSync('python3', ['-c', CHECK_JUNIT], { input, encoding: 'utf8' })
  expect([done.status, done.stderr]).toEqual([0, ''])
})
