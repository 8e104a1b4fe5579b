import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { parse, stringify } from 'smol-toml'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestText } from '../disk/digest.js'
import { lockedByNpm } from './lockfile-npm.js'
import { lockedByPnpm } from './lockfile-pnpm.js'
import { lockedByRequirements } from './lockfile-requirements.js'
import { lockedByToml } from './lockfile-toml.js'
import { type AddPackage, MAX_PACKAGES, PackageList } from './package-list.js'
import { capturePackages } from './packages.js'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rundir-packages-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function capture(command: string, folders = ['.'], environment: Record<string, string> = {}) {
  const absolute = folders.map((folder) => join(root, folder))
  return capturePackages({ folders: absolute, root, command: command.split(' '), environment })
}

function read(reader: (text: string, add: AddPackage) => void, text: string): Record<string, string> {
  const packages = new PackageList()
  reader(text, packages.add)
  return packages.versions
}

const UV = `version = 1
requires-python = ">=3.9"

[[package]]
name = "numpy"
version = "1.26.4"
source = { registry = "https://example.org/simple" }
dependencies = [
    { name = "inner", version = "9.9" },
]

[package.optional-dependencies]
name = "not-a-package"
version = "0"

[[package]]
name = "numpy"
version = "2.0.1"

[[package]]
name = "own"
source = { virtual = "." }
`
const POETRY = `# written by a tool
[[package]]
name = "Typing_Extensions"
version = "4.12.2"
description = """
[[package]]
name = "fooled"
version = "1"
"""

[package.extras]
test = ["pytest"]

[metadata]
name = "nor-this"
version = "2"
`
const REQUIREMENTS = `--index-url https://example.org
torch==2.4.0+cu121 \\
    --hash=sha256:abc
numpy[extra] == 1.26.4 ; python_version < "3.13"
Foo.Bar===1.0 # why
loose>=2
wild==1.*
-e .
-r other.txt
pkg @ https://example.org/pkg.whl
# commented==1
`
const PNPM_9 = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      lodash:
        version: 4.17.21

packages:

  '@babel/core@7.24.0':
    resolution: {integrity: sha512-x}
    peerDependencies:
      left@1.0.0: x

  lodash@4.17.21:
    resolution: {integrity: sha512-y}

  local@file:../local:
    resolution: {directory: ../local}

snapshots:

  other@1.0.0: {}
`
const PNPM_6 = `lockfileVersion: '6.0'

packages:

  /@babel/core@7.24.0(peer@1.0.0):
    resolution: {integrity: sha512-x}
    dependencies:
      update-db: 1.0.0(lodash@4.17.21)

  /lodash@4.17.21:
    resolution: {integrity: sha512-y}
`

describe('a lockfile', () => {
  test('of uv tells all versions of each package, and no dependency or option', () => {
    expect(read(lockedByToml, UV)).toEqual({ numpy: '1.26.4, 2.0.1' })
  })

  test('of poetry is not fooled by a text of several lines', () => {
    expect(read(lockedByToml, POETRY)).toEqual({ 'typing-extensions': '4.12.2' })
  })

  test('with CRLF line ends is read as well', () => {
    expect(read(lockedByToml, UV.replaceAll('\n', '\r\n'))).toEqual({ numpy: '1.26.4, 2.0.1' })
    expect(read(lockedByPnpm, PNPM_9.replaceAll('\n', '\r\n'))).toEqual(read(lockedByPnpm, PNPM_9))
  })

  test('says what a TOML parser says', () => {
    const entry = fc.record({
      name: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z]$/),
      version: fc.stringMatching(/^[0-9]\.[0-9]{1,2}$/),
      description: fc.string(),
      files: fc.array(fc.record({ file: fc.string(), version: fc.string() }), { maxLength: 2 }),
    })
    fc.assert(
      fc.property(fc.array(entry), (packages) => {
        const text = stringify({ version: 1, package: packages })
        const told = parse(text)['package']
        expect(told).toEqual(packages)
        const expected = new PackageList()
        for (const { name, version } of packages) expected.add(name.replace(/-+/g, '-'), version)
        expect(read(lockedByToml, text)).toEqual(expected.versions)
      }),
      { numRuns: 1000 },
    )
  })

  test('of pip pins only what is pinned', () => {
    expect(read(lockedByRequirements, REQUIREMENTS)).toEqual({
      'foo-bar': '1.0',
      numpy: '1.26.4',
      torch: '2.4.0+cu121',
    })
  })

  test('of pnpm is read in both spellings', () => {
    const packages = { '@babel/core': '7.24.0', lodash: '4.17.21' }
    expect(read(lockedByPnpm, PNPM_9)).toEqual(packages)
    expect(read(lockedByPnpm, PNPM_6)).toEqual(packages)
  })

  test('of npm tells what is installed at the top first', () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        '': { version: '0.1.0' },
        'node_modules/a/node_modules/b': { version: '1.0.0' },
        'node_modules/b': { version: '2.0.0' },
        'node_modules/@x/y': { version: '3.0.0' },
        'node_modules/alias': { name: 'real', version: '4.0.0' },
        'packages/own': { version: '5.0.0' },
        'node_modules/own': { link: true },
      },
    }
    expect(read(lockedByNpm, JSON.stringify(lock))).toEqual({ '@x/y': '3.0.0', b: '2.0.0, 1.0.0', real: '4.0.0' })
  })

  test('of npm names every package of this repository', () => {
    const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')
    expect(Object.keys(read(lockedByNpm, text))).toContain('fast-check')
  })

  test('of any content is no reason to fail', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const reader of [lockedByToml, lockedByNpm, lockedByPnpm, lockedByRequirements]) read(reader, text)
      }),
    )
  })
})

describe('the packages of a command', () => {
  test('come from the nearest lockfile, with its path and checksum', () => {
    write('uv.lock', UV)
    write('work/poetry.lock', POETRY)
    expect(capture('python train.py', ['work', '.'])).toEqual({
      versions: { 'typing-extensions': '4.12.2' },
      source: 'poetry.lock',
      lockfilePath: 'work/poetry.lock',
      lockfileSha256: digestText(POETRY),
    })
  })

  test.each([
    ['python train.py', 'uv.lock'],
    ['torchrun --nproc 2 t.py', 'uv.lock'],
    ['srun ./t.py', 'uv.lock'],
    ['/opt/venv/bin/python3.11 -m t', 'uv.lock'],
    ['node t.js', 'package-lock.json'],
    ['env A=1 tsx t.ts', 'package-lock.json'],
    ['bash t.sh', 'uv.lock'],
  ])('of %s come from %s where both languages have one', (command, source) => {
    write('uv.lock', UV)
    write('package-lock.json', '{"packages":{"node_modules/a":{"version":"1.0.0"}}}')
    expect(capture(command).source).toBe(source)
  })

  test('never come from the lockfile of another language', () => {
    write('package-lock.json', '{"packages":{"node_modules/a":{"version":"1.0.0"}}}')
    expect(capture('python t.py')).toMatchObject({ source: null, versions: {} })
  })

  test('come from what is installed when the requirements pin nothing', () => {
    write('requirements.txt', 'numpy>=1\n')
    for (const name of ['numpy-1.26.4.dist-info', 'Old_Style-2.0-py3.11.egg-info', 'numpy', 'x.pth'])
      mkdirSync(join(root, 'venv/lib/python3.11/site-packages', name), { recursive: true })
    const installed = { source: 'environment', versions: { numpy: '1.26.4', 'old-style': '2.0' }, lockfilePath: null }
    expect(capture('python t.py', ['.'], { VIRTUAL_ENV: join(root, 'venv') })).toMatchObject(installed)
    expect(capture('venv/bin/python t.py')).toMatchObject(installed)
    write('venv/bin/python3', '')
    expect(capture('torchrun t.py', ['.'], { PATH: `relative:${join(root, 'venv/bin')}` })).toMatchObject(installed)
  })

  test('are not guessed where two versions of Python share a folder', () => {
    for (const version of ['3.10', '3.11'])
      mkdirSync(join(root, `venv/lib/python${version}/site-packages/numpy-1.0.dist-info`), { recursive: true })
    expect(capture('python t.py', ['.'], { VIRTUAL_ENV: join(root, 'venv') }).source).toBeNull()
  })

  test('are at most two thousand', () => {
    const pins = Array.from({ length: MAX_PACKAGES + 500 }, (_, index) => `p${index}==1.0\n`)
    write('requirements.txt', pins.join(''))
    expect(Object.keys(capture('python t.py').versions)).toHaveLength(MAX_PACKAGES)
  })
})
