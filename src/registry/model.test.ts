import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { listAliases, moveAlias, removeAlias } from './alias.js'
import { createModel } from './create-model.js'
import { modelManifestSchema } from './model-manifest-schema.js'
import { parseModelName } from './model-name.js'
import { checkWeights, findModel, findVersion, parseModelReference } from './model-reference.js'
import { DamagedModel, listModels } from './read-model.js'

const DINO = parseModelName('seg/dino')
const moved = { at: '2026-11-21T06:14:09.000Z', by: 'ada' }

let root: string

beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'rundir-registry-')))
  onTestFinished(() => fs.rmSync(root, { recursive: true }))
})

function write(path: string, text: string): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true })
  fs.writeFileSync(join(root, path), text)
}

function manifestOf(content: string, more: object = {}) {
  const sha256 = createHash('sha256').update(content).digest('hex')
  return modelManifestSchema.parse({ schema_version: 1, sha256, ...more })
}

/** A model as a person brings it. */
function bring(path: string, more: object = {}): void {
  write(`models/${path}/weights.bin`, path)
  write(`models/${path}/manifest.json`, JSON.stringify({ ...manifestOf(path), ...more }))
}

function find(reference: string): string {
  return findModel(root, parseModelReference(reference)).folder.path
}

const refused = (code: string, hint?: string) =>
  expect.objectContaining({ code, ...(hint === undefined ? {} : { hint: expect.stringContaining(hint) }) })

describe('a new model', () => {
  const place = { model: DINO, variant: 'default', version: '2026-11-21_nogit' }
  const fill = (content: string) => (folder: string) => {
    fs.writeFileSync(`${folder}/weights.bin`, content)
    return manifestOf(content)
  }

  test('appears whole, and a second one of the same day and commit gets the next turn', () => {
    const paths = ['a', 'b', 'c'].map((content) => createModel(root, place, fill(content)).folder.path)
    const base = 'models/seg/dino/trained/default/2026-11-21_nogit'
    expect(paths).toEqual([base, `${base}_2`, `${base}_3`])
    expect(paths.map((path) => fs.readFileSync(join(root, path, 'weights.bin'), 'utf8'))).toEqual(['a', 'b', 'c'])
  })

  test('leaves nothing when it cannot be filled', () => {
    const fails = () => {
      throw new Error('no')
    }
    expect(() => createModel(root, place, fails)).toThrow('no')
    expect(fs.readdirSync(join(root, 'models/seg/dino/trained/default'))).toEqual([])
  })

  test('takes no name that is there, not even an empty folder, a file or a link of that name', () => {
    const folder = join(root, 'models/seg/dino/trained/default')
    fs.mkdirSync(join(folder, '2026-11-21_nogit'), { recursive: true })
    fs.writeFileSync(join(folder, '2026-11-21_nogit_2'), 'mine')
    fs.symlinkSync('nowhere', join(folder, '2026-11-21_nogit_3'))
    expect(createModel(root, place, fill('a')).folder.version).toBe('2026-11-21_nogit_4')
    expect(fs.readFileSync(join(folder, '2026-11-21_nogit_2'), 'utf8')).toBe('mine')
  })

  test('is not seen before it is whole', () => {
    createModel(root, place, (folder) => {
      fs.writeFileSync(`${folder}/manifest.json.copy`, JSON.stringify(manifestOf('a')))
      expect(listModels(root)).toEqual([])
      return fill('a')(folder)
    })
    expect(listModels(root)).toHaveLength(1)
  })

  test('is not made through a link, nor beside a name that differs in case only', () => {
    fs.mkdirSync(join(root, 'models/Seg'), { recursive: true })
    expect(() => createModel(root, place, fill('a'))).toThrow(refused('FILE_EXISTS', 'use Seg'))
    fs.rmdirSync(join(root, 'models/Seg'))
    fs.mkdirSync(join(root, 'elsewhere'))
    fs.symlinkSync('../elsewhere', join(root, 'models/seg'))
    expect(() => createModel(root, place, fill('a'))).toThrow(refused('PATH_ESCAPES'))
    expect(fs.readdirSync(join(root, 'elsewhere'))).toEqual([])
  })

  test('may lie on another disk that models is a link to', () => {
    fs.mkdirSync(join(root, 'disk'))
    fs.symlinkSync('disk', join(root, 'models'))
    createModel(root, place, fill('a'))
    expect(listModels(root)).toHaveLength(1)
  })
})

describe('a list of models', () => {
  test('holds what has a manifest, and passes over everything else', () => {
    bring('seg/dino/pretrained/base')
    bring('seg/dino/trained/default/2026-11-21_nogit')
    bring('seg/dino/trained/default/not-a-version')
    bring('solo/pretrained/tiny')
    bring('pretrained/base')
    for (const name of ['pretrained', 'Trained', 'aliases', 'con', 'bad name', '.hidden'])
      bring(`${name}/x/pretrained/base`)
    write('models/code/net.py', 'class Net: ...')
    write('models/seg/dino/pretrained/empty/weights.bin', 'no manifest')
    bring('elsewhere/x/pretrained/base')
    fs.renameSync(join(root, 'models/elsewhere'), join(root, 'elsewhere'))
    fs.symlinkSync('../elsewhere', join(root, 'models/linked'))
    expect(listModels(root).map((model) => model.folder.path)).toEqual([
      'models/seg/dino/pretrained/base',
      'models/seg/dino/trained/default/2026-11-21_nogit',
      'models/solo/pretrained/tiny',
    ])
  })

  test.each([
    ['torn', '{"schema_version": 1, "sha', 'not the manifest of a model'],
    ['of no model', '[]', 'not the manifest of a model'],
    ['without a checksum', '{"schema_version": 1}', 'sha256'],
    ['newer', '{"schema_version": 2}', 'schema_version 2'],
    ['that names weights elsewhere', JSON.stringify(manifestOf('x', { weights: '../../../x' })), 'no regular file'],
    ['that names no file', JSON.stringify(manifestOf('x', { weights: 'gone.bin' })), 'no regular file'],
    ['with another size', JSON.stringify(manifestOf('x', { weights: 'weights.bin', size_bytes: 1 })), 'bytes'],
  ])('tells of a manifest %s, and hides no other model', (_, text, why) => {
    bring('seg/dino/pretrained/base')
    bring('seg/dino/pretrained/bad')
    write('models/seg/dino/pretrained/bad/manifest.json', text)
    const [bad, good] = listModels(root)
    expect(bad).toBeInstanceOf(DamagedModel)
    expect(bad).toMatchObject({ why: expect.stringContaining(why) })
    expect(good).toMatchObject({ weights: 'weights.bin' })
  })

  test('tells of a link in the place of a manifest or of weights, and does not follow it', () => {
    bring('seg/a/pretrained/base')
    const folder = join(root, 'models/seg/a/pretrained/base')
    for (const file of ['weights.bin', 'manifest.json']) {
      fs.renameSync(`${folder}/${file}`, join(root, file))
      fs.symlinkSync(join(root, file), `${folder}/${file}`)
      expect(listModels(root)[0]).toBeInstanceOf(DamagedModel)
    }
  })

  test('takes no weights whose name could end a line', () => {
    write('models/seg/dino/pretrained/base/a\nb.bin', 'x')
    write('models/seg/dino/pretrained/base/manifest.json', JSON.stringify(manifestOf('x', { weights: 'a\nb.bin' })))
    expect(listModels(root)[0]).toBeInstanceOf(DamagedModel)
  })

  test('does not guess between two files that could be the weights', () => {
    bring('seg/dino/pretrained/base')
    write('models/seg/dino/pretrained/base/README.md', '# DINO')
    expect(listModels(root)[0]).toMatchObject({ weights: 'weights.bin' })
    write('models/seg/dino/pretrained/base/other.bin', '')
    expect(listModels(root)[0]).toMatchObject({ why: expect.stringContaining('which file holds the weights') })
  })
})

describe('a reference', () => {
  test('to a model means its newest trained version, to a variant or version that one', () => {
    bring('seg/dino/pretrained/base')
    expect(find('local://seg/dino')).toBe('models/seg/dino/pretrained/base')
    bring('seg/dino/trained/default/2026-11-21_ffffffff', { promoted_at: '2026-11-21T08:00:00Z' })
    bring('seg/dino/trained/default/2026-11-21_00000000', { promoted_at: '2026-11-21T09:00:00Z' })
    bring('seg/dino/trained/default/2026-11-20_aaaaaaaa', { promoted_at: '2026-11-20T23:59:59Z' })
    expect(find('local://seg/dino')).toBe('models/seg/dino/trained/default/2026-11-21_00000000')
    expect(find('seg/dino/trained/default')).toBe('models/seg/dino/trained/default/2026-11-21_00000000')
    expect(find('seg/dino/pretrained')).toBe('models/seg/dino/pretrained/base')
    expect(find('seg/dino/trained/default/2026-11-20_aaaaaaaa')).toMatch(/2026-11-20_aaaaaaaa$/)
  })

  test('is refused where several variants fit', () => {
    bring('seg/dino/trained/default/2026-11-21_nogit')
    bring('seg/dino/trained/large/2026-11-21_nogit')
    expect(() => find('seg/dino')).toThrow(refused('MODEL_AMBIGUOUS'))
    expect(() => findVersion(root, 'seg/dino', '2026-11-21_nogit')).toThrow(refused('MODEL_AMBIGUOUS'))
    expect(findVersion(root, 'seg/dino', 'large/2026-11-21_nogit').variant).toBe('large')
  })

  test('to what is not there names the nearest', () => {
    bring('perception/segmentation/dinov3/trained/default/2026-11-21_nogit')
    for (const text of ['perception/segmentation/dinov2', 'dinov3', 'dnov3', 'perception', 'perception/segmentation'])
      expect(() => find(text), text).toThrow(refused('MODEL_UNKNOWN', 'perception/segmentation/dinov3'))
    expect(() => find('quite/different')).toThrow(refused('MODEL_UNKNOWN', 'rundir models ls'))
    expect(() => find('Perception/Segmentation/DINOv3')).toThrow(refused('MODEL_UNKNOWN', 'did you mean'))
  })

  test('to a damaged version says so, and no older one is taken for the newest', () => {
    bring('seg/dino/trained/default/2026-11-20_nogit')
    bring('seg/dino/trained/default/2026-11-21_nogit')
    write('models/seg/dino/trained/default/2026-11-21_nogit/manifest.json', '{')
    expect(() => find('seg/dino')).toThrow(refused('MODEL_DAMAGED'))
    expect(find('seg/dino/trained/default/2026-11-20_nogit')).toMatch(/2026-11-20_nogit$/)
  })

  test('is used only with the weights that the manifest vouches for', () => {
    bring('seg/dino/pretrained/base')
    const model = findModel(root, parseModelReference('seg/dino'))
    checkWeights(root, model)
    write('models/seg/dino/pretrained/base/weights.bin', 'seg/dino/pretrained/BASE')
    expect(() => checkWeights(root, model)).toThrow(refused('MODEL_DAMAGED'))
  })
})

describe('an alias', () => {
  const OLD = 'trained/default/2026-11-20_nogit'
  const NEW = 'trained/default/2026-11-21_nogit'

  beforeEach(() => {
    for (const target of [OLD, NEW]) bring(`seg/dino/${target}`)
  })

  test('leads to one version, can be moved and removed', () => {
    moveAlias(root, { model: DINO, name: 'champion' }, OLD, moved)
    expect(find('local://seg/dino@champion')).toBe(`models/seg/dino/${OLD}`)
    moveAlias(root, { model: DINO, name: 'champion' }, NEW, moved)
    expect(find('local://seg/dino@champion')).toBe(`models/seg/dino/${NEW}`)
    const [alias] = listAliases(root, DINO)
    if (alias !== undefined) removeAlias(root, alias)
    expect(() => find('local://seg/dino@champion')).toThrow(refused('MODEL_UNKNOWN', 'rundir models alias'))
  })

  test('that is unknown or leads nowhere is told, with the nearest', () => {
    moveAlias(root, { model: DINO, name: 'champion' }, 'trained/default/2026-11-19_nogit', moved)
    expect(() => find('seg/dino@champoin')).toThrow(refused('MODEL_UNKNOWN', 'champion'))
    expect(() => find('seg/dino@champion')).toThrow(refused('MODEL_UNKNOWN'))
    expect(() => find('seg/dino/trained@champion')).toThrow(refused('NAME_INVALID', 'local://seg/dino@champion'))
  })

  test.each(['{', '{"target": "../../../etc"}', '{"target": 1}', ''])('whose file is %j leads nowhere', (text) => {
    write('models/seg/dino/aliases/champion.json', text)
    write('models/seg/dino/aliases/NOT AN ALIAS.json', '{}')
    expect(listAliases(root, DINO)).toEqual([
      { name: 'champion', target: undefined, path: 'models/seg/dino/aliases/champion.json' },
    ])
  })
})
