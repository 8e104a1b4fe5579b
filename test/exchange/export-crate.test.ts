import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestFile } from '../../src/disk/digest.js'
import { CHILD, HealthyWorkspace, RUN } from '../contract/healthy-workspace.js'
import { answer, rundir } from '../kit/command.js'

const healthy = new HealthyWorkspace()

interface Entity {
  readonly '@id': string
  readonly '@type': string
  readonly [key: string]: unknown
}

function entitiesOf(crate: string): Map<string, Entity> {
  const { '@graph': graph } = JSON.parse(fs.readFileSync(join(crate, 'ro-crate-metadata.json'), 'utf8'))
  const entities = new Map<string, Entity>(graph.map((entity: Entity) => [entity['@id'], entity]))
  expect(entities.size).toBe(graph.length)
  return entities
}

/** Every `@id` that an entity refers to. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references)
  if (typeof value !== 'object' || value === null) return []
  if ('@id' in value && Object.keys(value).length === 1) return [String(value['@id'])]
  return Object.values(value).flatMap(references)
}

test('a crate is the run with a description in which every file, and nothing that is not there, is named', async () => {
  const workspace = await healthy.copy()
  workspace.write(`${RUN}/artifacts/a b#c?/größe %41.csv`, 'a,b\n')
  workspace.reseal()
  await answer(['export', RUN, '--to', 'crate', '-o', 'crate', '--license', 'CC-BY-4.0'], { cwd: workspace.root })
  const crate = workspace.path('crate')
  execFileSync('sha256sum', ['-c', '--quiet', 'artifacts.sha256'], { cwd: crate })
  const entities = entitiesOf(crate)
  const files = [...entities.values()].filter((entity) => entity['@type'] === 'File')
  const paths = files.map((file) => decodeURIComponent(file['@id']))
  expect(paths.sort()).toEqual(workspace.files('crate').filter((path) => path !== 'ro-crate-metadata.json'))
  for (const file of files) {
    const path = join(crate, decodeURIComponent(file['@id']))
    expect(file).toMatchObject({ sha256: digestFile(path), contentSize: String(fs.statSync(path).size) })
  }
  const outside = /^https:\/\/w3id\.org\/ro\/crate\/1\.1$|^http:\/\/schema\.org\//
  for (const id of references([...entities.values()])) expect(entities.has(id) || outside.test(id), id).toBe(true)
  expect(entities.get('#run')).toMatchObject({
    '@type': 'CreateAction',
    actionStatus: 'http://schema.org/CompletedActionStatus',
    startTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/),
    result: expect.arrayContaining([{ '@id': 'metrics.json' }, { '@id': '#metric-loss' }]),
  })
  expect(entities.get('./')).toMatchObject({ license: { '@id': 'https://spdx.org/licenses/CC-BY-4.0' } })
})

test('a run that failed says so, and a run of its own making is not overwritten by the description', async () => {
  const workspace = await healthy.copy()
  await rundir(['run', '-q', '--model', 'bad', '--', 'sh', '-c', 'exit 3'], { cwd: workspace.root })
  await answer(['export', 'bad', '--to', 'crate'], { cwd: workspace.root })
  const action = entitiesOf(workspace.path('bad-dataset-full-run1-crate')).get('#run')
  expect(action).toMatchObject({ actionStatus: 'http://schema.org/FailedActionStatus', error: 'exit status 3' })
  workspace.write(`${RUN}/ro-crate-metadata.json`, '{}')
  const done = await rundir(['export', RUN, '--to', 'crate', '-o', 'crate'], { cwd: workspace.root })
  expect([done.status, workspace.has('crate')]).toEqual([4, false])
})

/** Where `roc-validator` and `rocrate` are installed (`.ci/run` does that); else on Python's own path. */
const packages = process.env['RUNDIR_CRATE_VALIDATOR'] ?? ''
const script = join(import.meta.dirname, 'validate_crate.py')
const validate = (...words: string[]) =>
  spawnSync('python3', [script, ...words], { encoding: 'utf8', env: { ...process.env, PYTHONPATH: packages } })
const isMissing = validate('REQUIRED').status === 3

test.skipIf(isMissing)(
  `the public validator finds the crate valid, and a broken one not${isMissing ? ', not run: roc-validator is not installed' : ''}`,
  async () => {
    const workspace = await healthy.copy()
    workspace.write(`${RUN}/artifacts/a b#c?/größe %41.csv`, 'a,b\n')
    workspace.patchManifest({
      user: 'ada',
      parents: [CHILD],
      git_remote: 'git@example.org:team/project.git',
      git_hash: 'a'.repeat(40),
    })
    workspace.reseal()
    await answer(['export', RUN, '--to', 'crate', '-o', 'crate'], { cwd: workspace.root })
    const broken = workspace.json('crate/ro-crate-metadata.json')
    broken['@graph'] = broken['@graph'].map((entity: Entity) => ({ ...entity, instrument: undefined }))
    workspace.write('broken/ro-crate-metadata.json', JSON.stringify(broken))
    const crates = ['crate', 'broken'].map((name) => workspace.path(name))
    const done = validate('REQUIRED', ...crates)
    expect(done.stderr).not.toContain('Traceback')
    const [valid, invalid] = crates.map((crate) => JSON.parse(done.stdout)[crate])
    expect(valid).toEqual([])
    expect(invalid.join()).toContain('instrument')
  },
)
