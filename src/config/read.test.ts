import { truncateSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyTree, times } from '../../test/config/any-config.js'
import { makeFolder } from '../../test/config/workspace.js'
import { printYaml } from './print-yaml.js'
import { parseConfig, readConfigFile } from './read.js'
import { type ConfigValue, LIMITS } from './tree.js'

const EXPECTED = { training: { lr: 0.001, steps: 1000 }, tags: ['a', 'b'], on: true, name: 'x' }

test.each([
  ['x.yaml', 'training: {lr: 1e-3, steps: 1000}\ntags: [a, b]\non: true\nname: x\n'],
  ['x.yml', '# comment\ntraining:\n  lr: 0.001\n  steps: 1000\ntags:\n- a\n- b\n"on": true\nname: x\n'],
  ['x.json', '\uFEFF{"training":{"lr":1e-3,"steps":1000},"tags":["a","b"],"on":true,"name":"x"}'],
  ['x.json5', "{training: {lr: 1e-3, steps: 0x3e8,}, tags: ['a', \"b\"], on: true, name: 'x', }"],
  [
    'x.jsonc',
    '{// comment\n"training": {"lr": 0.001, /* all */ "steps": 1000}, "tags": ["a","b",], "on": true, "name": "x"}',
  ],
  ['x.toml', 'on = true\nname = "x"\ntags = ["a", "b"]\n[training]\nlr = 1e-3\nsteps = 1_000\n'],
])('%s gives the same settings as the other formats', (path, text) => {
  expect(parseConfig(text, path)).toEqual(EXPECTED)
})

test('a file is read from the disk, and a missing one is told', () => {
  const root = makeFolder({ 'a.yaml': 'a: 1', 'b.yaml': '', 'c.ini': 'a=1' })
  expect(readConfigFile(`${root}/a.yaml`)).toEqual({ a: 1 })
  expect(readConfigFile(`${root}/b.yaml`)).toEqual({})
  expect(() => readConfigFile(`${root}/c.ini`)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  expect(() => readConfigFile(`${root}/d.yaml`)).toThrow(expect.objectContaining({ code: 'FILE_MISSING' }))
})

test.each(['a.yaml', 'a.json', 'a.json5', 'a.toml'])('%s that is no UTF-8 is refused with its place', (name) => {
  const root = makeFolder({ [name]: '' })
  const texts: Record<string, [string, string]> = {
    'a.yaml': ['é: 1\nb: "', '"'],
    'a.json': ['{"é": 1,\n"b": "', '"}'],
    'a.json5': ['{"é": 1,\n"b": "', '"}'],
    'a.toml': ['"é" = 1\nb = "', '"'],
  }
  const [before = '', after = ''] = texts[name] ?? []
  const write = (middle: Uint8Array) =>
    writeFileSync(`${root}/${name}`, Buffer.concat([Buffer.from(before), middle, Buffer.from(after)]))
  write(Buffer.from('\uFFFD'))
  expect(readConfigFile(`${root}/${name}`)['b']).toBe('\uFFFD')
  const column = before.length - before.indexOf('\n')
  for (const bad of [[0xe4], [0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80]]) {
    write(Buffer.from(bad))
    expect(() => readConfigFile(`${root}/${name}`)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_SYNTAX',
        message: `${root}/${name}:2:${column}: byte ${Buffer.byteLength(before)} is no UTF-8`,
      }),
    )
  }
})

test('a huge file is refused before it is read', () => {
  const root = makeFolder({ 'huge.yaml': '' })
  truncateSync(`${root}/huge.yaml`, 100 * 1024 * 1024)
  expect(() => readConfigFile(`${root}/huge.yaml`)).toThrow(expect.objectContaining({ code: 'CONFIG_LIMIT' }))
})

test('many brackets that do not nest are no bomb', () => {
  const flow = Array.from({ length: 300 }, (_, index) => `k${index}: [1, {a: "[[["}, '\${x}']`).join('\n')
  expect(Object.keys(parseConfig(flow, 'a.yaml'))).toHaveLength(300)
})

test.each([
  ['a.yaml', 'a: 1\nb: [1, 2\nc: 3\n', /^a\.yaml:[34]:\d+: /],
  ['a.yaml', 'a: 1\nb:\n  c: 1\n  c: 2\n', /^a\.yaml:4:3: .*twice/],
  ['a.yaml', 'a: 1\n? {x: 1}\n: 2', /^a\.yaml:2:3: a key must be plain text/],
  ['a.yaml', 'a: !python/object x', /^a\.yaml:1:4: Unresolved tag/],
  ['a.yaml', 'a: *nope', /^a\.yaml:1:4: /],
  ['a.yaml', 'a: 1\n---\nb: 1', /^a\.yaml:2:1: /],
  ['a.yaml', 'a: 1\nb: 1e999', /^a\.yaml:2:4: the number 1e999/],
  ['a.yaml', 'a: 12345678901234567890', /^a\.yaml:1:4: the number/],
  ['a.json', '{"a": 1,\n "b": }', /^a\.json:2:7: expected a value, found "}"/],
  ['a.json', '{"a": 1,}', /^a\.json:1:9: expected a key/],
  ['a.json', '{\n// note\n"a": 1}', /^a\.json:2:1: .*\.jsonc/],
  ['a.json', '{"a": {"b": 1,\n "b": 2}}', /^a\.json:2:2: the key "b" appears twice/],
  ['a.json', '{"a": 1, "\\u0061": 2}', /^a\.json:1:10: the key "a" appears twice/],
  ['a.json', '{"a": -1e999}', /^a\.json:1:7: the number -1e999/],
  ['a.json', '{"a": 01}', /^a\.json:1:8: /],
  ['a.json', '{"a": "x\ny"}', /^a\.json:1:7: this text/],
  ['a.json', '{"a": 1} x', /^a\.json:1:10: more text/],
  ['a.json', '{"a": ', /^a\.json:1:7: .*end of the file/],
  ['a.json5', '{a: 1,\n b: }', /^a\.json5:2:5: invalid character/],
  ['a.json5', "{a: 1,\n 'a': 2}", /^a\.json5:2:2: the key "a" appears twice/],
  ['a.json5', '{a: [{b: 1, b: 2}]}', /^a\.json5:1:13: the key "b"/],
  ['a.json5', '{a: 1e999}', /^a\.json5:1:5: the number 1e999/],
  ['a.toml', 'a = 1\nb = ]', /^a\.toml:2:\d+: /],
  ['a.toml', 'a = 1\na = 2', /^a\.toml:2:\d+: .*redefine/],
  ['a.toml', 'a = 1e999', /^a\.toml:1:5: the number 1e999/],
  ['a.toml', 'a = 12345678901234567890', /^a\.toml:1:\d+: /],
])('%s with %j is refused with its place', (path, text, message) => {
  expect(() => parseConfig(text, path)).toThrow(
    expect.objectContaining({ code: 'CONFIG_SYNTAX', message: expect.stringMatching(message) }),
  )
})

test('infinity may be said, in the words of each format', () => {
  expect(parseConfig('a: .inf\nb: -.inf', 'a.yaml')).toEqual({ a: Infinity, b: -Infinity })
  expect(parseConfig('{a: Infinity, b: -Infinity, c: NaN}', 'a.json5')).toEqual({ a: Infinity, b: -Infinity, c: NaN })
  expect(parseConfig('a = inf\nb = "1e999"', 'a.toml')).toEqual({ a: Infinity, b: '1e999' })
})

test('what YAML 1.1 reads otherwise is text, and a number with leading zeros is decimal', () => {
  const text = 'a: no\nb: 012\nc: 1:30\nd: 1_000\ne: 2024-01-01\nf: yes\ng: 0b11\nh: 0o14\ni: "no"'
  expect(parseConfig(text, 'a.yaml')).toEqual({
    ...{ a: 'no', b: 12, c: '1:30', d: '1_000', e: '2024-01-01', f: 'yes', g: '0b11', h: 12, i: 'no' },
  })
})

test('dates of TOML become the text that was written', () => {
  const written = {
    ...{ a: '2024-01-01', b: '07:32:00', c: '2024-01-01T00:00:00Z', d: '1979-05-27 07:32:00.999999', e: '07:32:00.5' },
    ...{ f: '1979-05-27T00:32:00.123456-07:00', g: '07:32:00.000' },
  }
  const lines = Object.entries(written).map(([key, value]) => `${key} = ${value} # 07:32:00`)
  expect(parseConfig(lines.join('\n'), 'a.toml')).toEqual(written)
  const inside = 'a = [07:32:00, 2024-01-01]\nb = {c = 07:32:00.000000}\nd = "07:32:00.0"'
  expect(parseConfig(inside, 'a.toml')).toEqual({
    a: ['07:32:00', '2024-01-01'],
    b: { c: '07:32:00.000000' },
    d: '07:32:00.0',
  })
})

test.each([
  ['a.yaml', '__proto__: {x: 1}', 'a.yaml:1:1: '],
  ['a.yaml', 'a: &x {constructor: 1}\nb: {<<: *x}', 'a.yaml:1:8: '],
  ['a.yaml', 'a:\n - {prototype: 1}', 'a.yaml:2:5: '],
  ['a.json', '{"a": {"__proto__": {"x": 1}}}', 'a.json:1:8: '],
  ['a.json', '{"\\u005f_proto__": 1}', 'a.json:1:2: '],
  ['a.json5', "{'__proto__': 1}", 'a.json5:1:2: '],
  ['a.json5', '{\\u005f_proto__: 1}', 'a.json5:1:2: '],
  ['a.toml', 'b = 1\n"__proto__" = 1', 'a.toml:2:2: '],
  ['a.toml', '[constructor.prototype]\na = 1', 'a.toml:1:2: '],
  ['a.toml', '"\\u005f_proto__" = 1', 'a.toml has '],
])('%s with the key of a prototype is refused, with its place: %s', (path, text, place) => {
  expect(() => parseConfig(text, path)).toThrow(
    expect.objectContaining({ code: 'CONFIG_KEY', message: expect.stringMatching(`^${place}`) }),
  )
})

const many = 200_000
/** Lines that nest by their indentation; the file has no room for much more. */
const indented = (lines: number, line: (indent: string) => string): string =>
  Array.from({ length: lines }, (_, at) => line(' '.repeat(at))).join('')
const BOMBS: [string, string, string][] = [
  [
    'laughs',
    'a.yaml',
    `a0: &a0 [x]\n${Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join('\n')}`,
  ],
  ['itself', 'a.yaml', 'a: &a [*a]'],
  ['flow', 'a.yaml', `a: ${'['.repeat(many)}`],
  ['closed flow', 'a.yaml', `a: ${'['.repeat(2000)}${']'.repeat(2000)}`],
  ['dashes', 'a.yaml', `a:\n${'- '.repeat(many)}`],
  ['dashes and question marks', 'a.yaml', `a:\n${'- ? '.repeat(100_000)}`],
  ['dashes with tabs', 'a.yaml', `a:\n${'-\t'.repeat(100_000)}`],
  ['mappings in lines', 'a.yaml', indented(1000, (indent) => `${indent}a:\n`)],
  ['lists in lines', 'a.yaml', indented(1000, (indent) => `${indent}-\n`)],
  ['mappings in lists', 'a.yaml', indented(700, (indent) => `${indent}${indent}- a:\n`)],
  ['lists in the column of their mapping', 'a.yaml', indented(900, (indent) => `${indent}a:\n${indent}-\n`)],
  ['keys with marks', 'a.yaml', indented(900, (indent) => `${indent}? a\n${indent}:\n`)],
  ['quoted and tagged keys', 'a.yaml', indented(900, (indent) => `${indent}"a": &a !!map\n`)],
  ['dashes on many lines', 'a.yaml', indented(120, (indent) => `${indent.repeat(120)}${'- '.repeat(60)}\n`)],
  [
    'brackets behind mappings',
    'a.yaml',
    `${indented(60, (indent) => `${indent}a:\n`)}${' '.repeat(60)}${'['.repeat(60)}`,
  ],
  ['braces', 'a.json', `{"a": ${'['.repeat(many)}`],
  ['objects', 'a.json', '{"a":'.repeat(many)],
  ['json5', 'a.json5', `{a: ${'['.repeat(many)}`],
  ['toml', 'a.toml', `a = ${'['.repeat(many)}${']'.repeat(many)}`],
  ['dots', 'a.toml', `${'a.'.repeat(1000)}a = 1`],
  ['keys', 'a.json5', `{${'a:1,'.repeat(100_000)}}`],
  ['numbers', 'a.json5', `{a: [${'1e999,'.repeat(100_000)}]}`],
  ['open text', 'a.json', `{"a": "${'x'.repeat(1_000_000)}`],
  ['open quotes', 'a.json5', `{a: "${'\\"'.repeat(500_000)}`],
  ['tags', 'a.yaml', `a: [${'!x 1,'.repeat(20_000)}]`],
  ['size', 'a.yaml', `a: ${'x'.repeat(1024 * 1024)}`],
]

const BROKEN = ['keys', 'numbers', 'open text', 'open quotes', 'tags']

test.each(BOMBS)('the bomb of %s is refused quickly', (name, path, text) => {
  const started = performance.now()
  expect(() => parseConfig(text, path)).toThrow(
    expect.objectContaining({ code: BROKEN.includes(name) ? 'CONFIG_SYNTAX' : 'CONFIG_LIMIT' }),
  )
  expect(performance.now() - started).toBeLessThan(10_000)
})

test.each([
  ['a.yaml', `a: 1\nb: ${'['.repeat(70)}${']'.repeat(70)}`, 'a.yaml:2:68: '],
  ['a.yaml', `a: &a [1]\nb: [${'*a,'.repeat(60)}]`, 'a.yaml:2:155: more than 50 aliases'],
  ['a.json', `{"a": 1,\n "b": ${'['.repeat(70)}${']'.repeat(70)}}`, 'a.json:2:71: '],
  ['a.json5', `{a: 1,\n b: ${'['.repeat(70)}${']'.repeat(70)}}`, 'a.json5:2:69: '],
  ['a.toml', `a = 1\n${'b.'.repeat(70)}c = 1`, 'a.toml:2:1: '],
  ['a.toml', `a = 1\n${'b.'.repeat(100_000)}c = 1`, 'a.toml:2:1: '],
  ['a.toml', `a = 1\nb = ${'['.repeat(200)}${']'.repeat(200)}`, 'a.toml:2:133: '],
])('%s that goes beyond a limit is refused with the place: %#', (path, text, place) => {
  expect(() => parseConfig(text, path)).toThrow(
    expect.objectContaining({ code: 'CONFIG_LIMIT', message: expect.stringMatching(`^${place}`) }),
  )
})

test('YAML may nest as deep as the limit, in any mixture of mappings and lists, and no deeper', () => {
  const kinds = fc.array(fc.boolean(), { minLength: LIMITS.depth - 4, maxLength: LIMITS.depth + 4 })
  fc.assert(
    fc.property(kinds, ([_, ...inner]) => {
      const nested = inner.reduce<ConfigValue>((value, isList) => (isList ? [value, 1] : { a: value, b: 1 }), 'x')
      const text = printYaml({ a: nested })
      if (inner.length < LIMITS.depth) expect(parseConfig(text, 'a.yaml')).toEqual({ a: nested })
      else expect(() => parseConfig(text, 'a.yaml')).toThrow(expect.objectContaining({ code: 'CONFIG_LIMIT' }))
    }),
    times(100),
  )
})

test('text that begins far in is no bomb', () => {
  const far = `a: |\n${`${' '.repeat(80)}- - - [[ {b: c}\n`.repeat(100)}b: [1,\n${' '.repeat(90)}2]\n`
  expect(parseConfig(far, 'a.yaml')).toMatchObject({ b: [1, 2] })
})

test('separators of lines in JSON5 are read without a word on the console', () => {
  const said: unknown[] = []
  const { warn } = console
  console.warn = (...words) => said.push(words)
  try {
    const text = '{"a\u2028": "x\u2029y", b: \'c\\\u2028d\', // \u2028\n e: "\\\\\u2028"}'
    expect(parseConfig(text, 'a.json5')).toEqual({ 'a\u2028': 'x\u2029y', b: 'cd', e: '\\\u2028' })
  } finally {
    console.warn = warn
  }
  expect(said).toEqual([])
})

test('strict JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const text = JSON.stringify(tree, null, 1)
      expect(parseConfig(text, 'a.json')).toEqual(JSON.parse(text))
      expect(parseConfig(text, 'a.json5')).toEqual(JSON.parse(text))
    }),
    times(500),
  )
})

test('no damage to a file does more than refuse it with a code', () => {
  const damage = fc.tuple(
    anyTree,
    fc.nat(),
    fc.constantFrom('', '{', '}', '"', ':', ',', '\n', '&a ', '*a', '!', '\u0000'),
  )
  const path = fc.constantFrom('a.json', 'a.json5', 'a.yaml', 'a.toml')
  fc.assert(
    fc.property(damage, path, ([tree, at, with_], name) => {
      const text = JSON.stringify(tree)
      const cut = at % (text.length + 1)
      try {
        parseConfig(text.slice(0, cut) + with_ + text.slice(cut + 1), name)
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^CONFIG_(?:SYNTAX|LIMIT|KEY|INVALID)$/) })
      }
    }),
    times(1000),
  )
})
