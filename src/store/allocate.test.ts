import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { makeManifest } from '../run/manifest.js'
import { type CounterScope, DEFAULT_NAMING, type NamingSettings } from '../run/naming.js'
import { makeSegments, type PipelineSegments } from '../run/segments.js'
import type { Clock } from '../value/instant.js'
import { printJsonFile } from '../value/json.js'
import {
  type Allocation,
  allocateRun,
  type PipelineRequest,
  previewRun,
  type RunRequest,
  type Space,
} from './allocate.js'
import { realDisk } from './allocation-disk.js'

const clock: Clock = { now: () => Date.UTC(2026, 10, 21, 6, 14, 9) }
const claimant = { runId: '1763705649000-k3j9x2m8p', host: 'here', pid: 7 }
const roots = mkdtempSync(join(tmpdir(), 'rundir-allocate-'))
afterAll(() => rmSync(roots, { recursive: true }))

let space: Space
beforeEach(() => {
  space = { root: mkdtempSync(join(roots, 'w-')), naming: DEFAULT_NAMING, patterns: {}, windows: false }
})

const using = (naming: Partial<NamingSettings>): Space => ({ ...space, naming: { ...DEFAULT_NAMING, ...naming } })
const ab = { model: 'a', dataset: 'b', size: 'full' }
const pipelineRun = (more: Partial<PipelineRequest> = {}): PipelineRequest => ({
  layout: 'pipeline',
  segments: ab,
  ...more,
})
const allocate = (request: RunRequest = pipelineRun(), where: Space = space): Allocation =>
  allocateRun(where, request, claimant, clock)
const at = (path: string): string => join(space.root, path)

/** A run as a stranger leaves it, or as another copy of rundir does. */
function putRun(dir: string, segments?: PipelineSegments): void {
  mkdirSync(at(dir), { recursive: true })
  if (segments === undefined) return
  const known = {
    run_id: '1-aaaaaaaaa',
    name: dir.slice('outputs/'.length),
    layout: 'pipeline',
    status: 'completed',
  } as const
  const manifest = makeManifest({ ...known, created_at: '2026-01-02T03:04:05Z', name_segments: { ...segments } })
  writeFileSync(at(`${dir}/run_manifest.json`), printJsonFile(manifest))
}

describe('the acceptance table', () => {
  test.each([
    ['Qwen2-7B', 'alpaca', 'full', 'model_dataset', [], 'qwen2-7b-alpaca-full-run1'],
    [
      'mistral-7b',
      'alpaca-en',
      '2048',
      'model_dataset',
      ['mistral-7b-alpaca-en-n2048-run1'],
      'mistral-7b-alpaca-en-n2048-run2',
    ],
    [
      'phi-3-medium',
      undefined,
      '32',
      'model',
      [1, 2, 3, 4].map((n) => `phi-3-medium-other-full-run${n}`),
      'phi-3-medium-dataset-n32-run5',
    ],
    [
      'meta/llama-3-8b',
      'alpaca full',
      null,
      'global',
      Array.from({ length: 16 }, (_, n) => `x-y-n${n}-run${n + 1}`),
      'meta-llama-3-8b-alpaca-full-run17',
    ],
  ] as const)('%s, %s, %s, %s', (model, dataset, sampleSize, scope, existing, name) => {
    for (const run of existing) putRun(`outputs/${run}`)
    const naming = { ...DEFAULT_NAMING, run_counter_scope: scope }
    const segments = makeSegments({ config: {}, overrides: { model, dataset, sampleSize } }, naming)
    const where = { ...space, naming }
    expect(previewRun(where, { layout: 'pipeline', segments }, clock).name).toBe(name)
    expect(allocate({ layout: 'pipeline', segments }, where)).toMatchObject({
      name,
      dir: `outputs/${name}`,
      logDir: `logs/${name}`,
    })
    expect(readdirSync(at('outputs'))).toContain(name)
  })
})

describe('scopes', () => {
  const runs: [PipelineSegments, string][] = [
    [{ model: 'a', dataset: 'b', size: 'full' }, 'a-b-full'],
    [{ model: 'a', dataset: 'b', size: 'n8' }, 'a-b-n8'],
    [{ model: 'a', dataset: 'c', size: 'full' }, 'a-c-full'],
    [{ model: 'z', dataset: 'c', size: 'full' }, 'z-c-full'],
  ]
  test.each([
    ['global', [1, 2, 3, 4]],
    ['model', [1, 2, 3, 1]],
    ['model_dataset', [1, 2, 1, 1]],
    ['model_dataset_size', [1, 1, 1, 1]],
  ] as [CounterScope, number[]][])('%s counts %j', (scope, numbers) => {
    const where = using({ run_counter_scope: scope })
    const given = runs.map(([segments]) => allocate({ layout: 'pipeline', segments }, where).number)
    expect(given).toEqual(numbers)
  })

  test('runs of alpaca-en never move the counter of alpaca, with or without their folders', () => {
    const en = { model: 'm', dataset: 'alpaca-en', size: 'full' }
    const alpaca = { model: 'm', dataset: 'alpaca', size: 'full' }
    for (let count = 0; count < 5; count++) allocate({ layout: 'pipeline', segments: en })
    rmSync(at('outputs/m-alpaca-en-full-run5'), { recursive: true })
    putRun('outputs/m-alpaca-en-full-run9', en)
    expect(allocate({ layout: 'pipeline', segments: alpaca }).number).toBe(1)
  })

  test('a folder without a manifest counts for every scope whose prefix it starts with', () => {
    putRun('outputs/m-alpaca-en-full-run9')
    expect(allocate({ layout: 'pipeline', segments: { model: 'm', dataset: 'alpaca', size: 'full' } }).number).toBe(10)
  })

  test('the folder of logs alone keeps its number', () => {
    putRun('logs/a-b-full-run3')
    expect(allocate().number).toBe(4)
  })

  test('a change of the scope forgets no number, not even of a deleted run', () => {
    for (let count = 0; count < 3; count++) allocate()
    rmSync(at('outputs'), { recursive: true })
    expect(allocate(pipelineRun(), using({ run_counter_scope: 'model' })).number).toBe(4)
  })

  test('foreign folders and names count for nothing', () => {
    for (const name of [
      'a-b-full-run01',
      'a-b-full-run10000',
      'a-b-full-runx',
      'A-B-full-run8x',
      'latest',
      'a-b-full-ts20261121061409',
    ])
      putRun(`outputs/${name}`)
    expect(allocate().number).toBe(1)
  })
})

describe('numbers are never given twice', () => {
  test('rm -rf of the newest run frees nothing', () => {
    expect(allocate().number).toBe(1)
    rmSync(at('outputs/a-b-full-run1'), { recursive: true })
    expect(allocate().number).toBe(2)
  })

  const LEDGER = '.rundir/hints/ledger/free'

  test.each([
    ['missing', () => undefined],
    ['behind', (old: string) => old],
    ['ahead', (_: string, now: string) => now.replace(/^9 /m, '4000 ')],
    ['torn', (old: string, now: string) => now.slice(0, 40) + old.slice(40)],
    ['empty', () => ''],
    ['garbage', () => '\u0000\u0001 not a ledger\n\n'],
    ['endless', () => '1 '.repeat(100_000)],
  ])('with a ledger that is %s', (_, spoilt) => {
    for (let count = 0; count < 4; count++) allocate()
    const old = readFileSync(at(LEDGER), 'utf8')
    for (let count = 4; count < 9; count++) allocate()
    const text = spoilt(old, readFileSync(at(LEDGER), 'utf8'))
    rmSync(at(LEDGER))
    if (text !== undefined) writeFileSync(at(LEDGER), text)
    expect([allocate().number, allocate().number]).toEqual([10, 11])
  })

  test('with a ledger of which a power cut left the head and an old number, beside a run that was copied in', () => {
    for (let count = 0; count < 4; count++) allocate()
    putRun('outputs/a-b-n7-run7', { model: 'a', dataset: 'b', size: 'n7' })
    expect(allocate().number).toBe(8)
    writeFileSync(at(LEDGER), readFileSync(at(LEDGER), 'utf8').replace('\n8 ', '\n4 '))
    expect([1, 2, 3].map(() => allocate().number)).toEqual([9, 10, 11])
  })

  test.each(['hints/ledger/free', 'hints/ledger', 'hints'])(
    'hints that cannot be read or written cost nothing but time: something else in the place of %s',
    (name) => {
      for (let count = 0; count < 3; count++) allocate()
      rmSync(at(`.rundir/${name}`), { recursive: true })
      if (name === 'hints/ledger/free') spawnSync('mkfifo', [at(LEDGER)])
      else writeFileSync(at(`.rundir/${name}`), '')
      expect([allocate().number, allocate().number]).toEqual([4, 5])
    },
  )

  test('of those who have the ledger in hand, those of this host whose process is gone are known to have ended', () => {
    const disk = realDisk(space.root)
    const { pid } = spawnSync('true')
    const names = [disk.ownName(), `${pid}-123456789-${hostname()}`, `${pid}-123456789-elsewhere`, 'free', '..']
    expect(names.map((name) => disk.isEnded(name))).toEqual([false, true, false, false, false])
  })

  test.each([
    ['missing', undefined],
    ['behind', '1\n'],
    ['ahead', '4000\n'],
    ['empty', ''],
    ['garbage', '\u0000\u0001 not a number'],
    ['negative', '-3\n'],
    ['a path', '../../5\n'],
  ])('with a hint of a pattern that is %s', (_, hint) => {
    const where = { ...space, patterns: { nightly: '{model}/{counter}' } }
    const request: RunRequest = { layout: 'pattern', pattern: 'nightly', fields: { model: 'a' }, gitHash: null }
    for (let count = 0; count < 9; count++) allocate(request, where)
    rmSync(at('runs'), { recursive: true })
    rmSync(at('.rundir/hints/pattern.nightly.a'))
    if (hint !== undefined) writeFileSync(at('.rundir/hints/pattern.nightly.a'), hint)
    expect([allocate(request, where).number, allocate(request, where).number]).toEqual([10, 11])
  })

  test('a folder that nobody claimed is left alone', () => {
    allocate()
    putRun('outputs/a-b-full-run2')
    expect(allocate().number).toBe(3)
  })

  describe('a run that was put in by hand', () => {
    const more = { model: 'a', dataset: 'b', size: 'n7' }
    beforeEach(() => {
      for (let count = 0; count < 3; count++) allocate()
    })

    test('is seen though the ledger tells a number, whatever its size', () => {
      putRun('outputs/a-b-n7-run9', more)
      expect(allocate().number).toBe(10)
      mkdirSync(at('logs'))
      putRun('logs/a-b-n7-run14')
      expect([allocate().number, allocate().number]).toEqual([15, 16])
    })

    test('is seen by a counter that is asked long after, though others were asked in between', () => {
      putRun('outputs/a-b-n7-run9', more)
      for (let count = 0; count < 3; count++)
        allocate({ layout: 'pipeline', segments: { model: 'z', dataset: 'z', size: 'full' } })
      expect(allocate().number).toBe(10)
    })

    test('is a run of another scope as well', () => {
      const model = using({ run_counter_scope: 'model' })
      expect(allocate(pipelineRun({ segments: more }), model).number).toBe(4)
      expect([allocate().number, allocate(pipelineRun({ segments: more }), model).number]).toEqual([5, 6])
      expect(allocate().number).toBe(7)
    })
  })

  test('two sets of segments that print the same prefix share no name', () => {
    const left = { model: 'a-b', dataset: 'c', size: 'full' }
    const right = { model: 'a', dataset: 'b-c', size: 'full' }
    const names = Array.from(
      { length: 10 },
      (_, n) => allocate({ layout: 'pipeline', segments: n % 2 ? left : right }).name,
    )
    expect(new Set(names).size).toBe(10)
  })

  test('an empty claim file is a claim', () => {
    mkdirSync(at('.rundir/claims/numbers/model_dataset.a.b/0'), { recursive: true })
    writeFileSync(at('.rundir/claims/numbers/model_dataset.a.b/0/5'), '')
    expect(allocate().number).toBe(6)
  })

  test('a preview claims nothing and tells the next name', () => {
    for (let count = 0; count < 2; count++) expect(previewRun(space, pipelineRun(), clock).name).toBe('a-b-full-run1')
    expect(readdirSync(space.root)).toEqual([])
    allocate()
    expect(previewRun(space, pipelineRun(), clock).name).toBe('a-b-full-run2')
  })

  test('numbers cross the thousands', () => {
    allocate(pipelineRun({ forceIndex: 999 }))
    expect([allocate().number, allocate().number]).toEqual([1000, 1001])
    rmSync(at('.rundir/hints'), { recursive: true })
    expect(allocate().number).toBe(1002)
  })
})

describe('a number that is asked for', () => {
  test('is given when it is free, and the counter goes on after it', () => {
    expect(allocate(pipelineRun({ forceIndex: 7 })).name).toBe('a-b-full-run7')
    expect(allocate().number).toBe(8)
  })

  test('is refused with the run that has it and since when', () => {
    allocate(pipelineRun({ forceIndex: 7 }))
    expect(() => allocate(pipelineRun({ forceIndex: 7 }))).toThrow(
      expect.objectContaining({
        code: 'NAME_TAKEN',
        message:
          'the name a-b-full-run7 is taken by run a-b-full-run7 (1763705649000-k3j9x2m8p) since 2026-11-21T06:14:09.000Z',
      }),
    )
  })

  test('is refused where only a manifest, a bare folder or the claim of a deleted run has it', () => {
    putRun('outputs/a-b-full-run7', ab)
    expect(() => allocate(pipelineRun({ forceIndex: 7 }))).toThrow(/\(1-aaaaaaaaa\) since 2026-01-02T03:04:05Z/)
    putRun('outputs/a-b-full-run8')
    expect(() => allocate(pipelineRun({ forceIndex: 8 }))).toThrow(/the folder outputs\/a-b-full-run8 exists/)
    allocate(pipelineRun({ forceIndex: 9 }))
    rmSync(at('outputs/a-b-full-run9'), { recursive: true })
    expect(() => allocate(pipelineRun({ forceIndex: 9 }))).toThrow(
      /was claimed for run .* since .*, and there is no such folder: .*; a name is never given twice/,
    )
  })

  const other = { model: 'a', dataset: 'b', size: 'n5' }

  test('is refused where a run of another name has it, with force too, and the folder of that name is not made', () => {
    allocate(pipelineRun({ forceIndex: 5 }))
    for (const force of [false, true])
      expect(() => allocate(pipelineRun({ segments: other, forceIndex: 5, force }))).toThrow(
        expect.objectContaining({
          message: expect.stringMatching(/^number 5 is taken by run a-b-full-run5 /),
          hint: 'leave the index out to get the next number',
        }),
      )
    expect(readdirSync(at('outputs'))).toEqual(['a-b-full-run5'])
  })

  test('is refused where a run has it that never claimed it here: one of a copy, and one of another scope', () => {
    putRun('outputs/a-b-n5-run2', other)
    expect(() => allocate(pipelineRun({ forceIndex: 2 }))).toThrow(/^number 2 is taken by run a-b-n5-run2 /)
    allocate(pipelineRun({ segments: other, forceIndex: 6 }))
    expect(() => allocate(pipelineRun({ forceIndex: 6 }), using({ run_counter_scope: 'model' }))).toThrow(
      /^number 6 is taken by run a-b-n5-run6 /,
    )
  })

  test('is not given again with force when its run was deleted', () => {
    allocate(pipelineRun({ forceIndex: 5 }))
    rmSync(at('outputs'), { recursive: true })
    expect(() => allocate(pipelineRun({ forceIndex: 5, force: true }))).toThrow(/a name is never given twice/)
  })

  test('below one that nobody claimed moves no counter back', () => {
    putRun('outputs/a-b-n5-run9', other)
    allocate(pipelineRun({ forceIndex: 4 }))
    expect(allocate().number).toBe(10)
  })

  test.each([false, true])('is refused where something stands that is no folder, with force: %s', (force) => {
    mkdirSync(at('outputs'))
    writeFileSync(at('outputs/a-b-full-run7'), '')
    expect(() => allocate(pipelineRun({ forceIndex: 7, force }))).toThrow(
      expect.objectContaining({
        message: 'the name a-b-full-run7 is taken: outputs/a-b-full-run7 exists and is no folder',
        hint: 'leave the index out to get the next number',
      }),
    )
  })

  test('a refusal burns no number', () => {
    putRun('outputs/a-b-full-run7')
    expect(() => allocate(pipelineRun({ forceIndex: 7 }))).toThrow(/taken/)
    expect(readdirSync(space.root)).toEqual(['outputs'])
  })

  test('with force the folder is used again, and every old manifest is kept', () => {
    putRun('outputs/a-b-full-run7', ab)
    writeFileSync(at('outputs/a-b-full-run7/weights.bin'), 'kept')
    const manifest = readFileSync(at('outputs/a-b-full-run7/run_manifest.json'), 'utf8')
    for (let count = 0; count < 2; count++)
      expect(allocate(pipelineRun({ forceIndex: 7, force: true })).dir).toBe('outputs/a-b-full-run7')
    const files = readdirSync(at('outputs/a-b-full-run7')).sort()
    expect(files).toEqual(['run_manifest.1.json', 'run_manifest.2.json', 'run_manifest.json', 'weights.bin'])
    expect(readFileSync(at('outputs/a-b-full-run7/run_manifest.1.json'), 'utf8')).toBe(manifest)
  })

  test.each([0, -1, 1.5, 10_000, Number.NaN, Number.POSITIVE_INFINITY])('%s is refused', (forceIndex) => {
    expect(() => allocate(pipelineRun({ forceIndex }))).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }))
  })
})

describe('a name that is given whole', () => {
  test('is adopted, and the counter of its prefix goes on after it', () => {
    expect(allocate(pipelineRun({ adoptName: 'a-b-full-run5' }))).toMatchObject({ name: 'a-b-full-run5', number: 5 })
    expect(allocate().number).toBe(6)
  })

  test('of another prefix takes its number as well, and says what it is made of where its text does', () => {
    const xy = (size: string) => allocate({ layout: 'pipeline', segments: { model: 'x', dataset: 'y', size } })
    xy('full')
    const adopted = allocate(pipelineRun({ adoptName: 'x-y-n8-run3' }))
    expect(adopted).toMatchObject({
      name: 'x-y-n8-run3',
      number: 3,
      prefix: 'x-y-n8',
      segments: { model: 'x', dataset: 'y', size: 'n8', scope: 'model_dataset' },
    })
    expect(xy('n5').number).toBe(4)
    rmSync(at('outputs'), { recursive: true })
    expect(xy('n5').number).toBe(5)
    expect(() => allocate(pipelineRun({ adoptName: 'x-y-n16-run4' }))).toThrow(
      /^number 4 was claimed for run x-y-n5-run4 /,
    )
  })

  test('that can be read in several ways takes its number in each of them', () => {
    expect(allocate(pipelineRun({ adoptName: 'a-b-c-full-run1' })).segments).toEqual({})
    for (const segments of [
      { model: 'a-b', dataset: 'c', size: 'n8' },
      { model: 'a', dataset: 'b-c', size: 'n9' },
    ])
      expect(allocate({ layout: 'pipeline', segments }).number).toBe(2)
    expect(() => allocate(pipelineRun({ adoptName: 'a-b-c-n7-run2' }))).toThrow(
      /number 2 is taken by run a-b-c-n9-run2/,
    )
  })

  test('is refused when it is taken, or no name', () => {
    allocate()
    expect(() => allocate(pipelineRun({ adoptName: 'a-b-full-run1' }))).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/is taken by run/),
        hint: 'unset RUN_NAME to get the next number, or use --force to reuse the folder',
      }),
    )
    expect(() => allocate(pipelineRun({ adoptName: '../a-b-full-run1' }))).toThrow(/is not a run name/)
  })
})

describe('without a number', () => {
  test('past run9999 the name has a time stamp, and each is another one', () => {
    putRun('outputs/a-b-full-run9999')
    const names = [allocate(), allocate(), allocate()]
    expect(names.map((run) => run.name)).toEqual([
      'a-b-full-ts20261121061409',
      'a-b-full-ts20261121061409-2',
      'a-b-full-ts20261121061409-3',
    ])
    expect(names[0]).toMatchObject({
      number: null,
      prefix: 'a-b-full',
      notices: [expect.stringContaining('at its end (9999)')],
    })
  })

  test('the old naming has no counter and gives no name twice', () => {
    const legacy = using({ use_legacy: true })
    expect(allocate(pipelineRun({ legacyName: 'alpaca_en_n32_Qwen2_7B' }), legacy)).toMatchObject({
      name: 'alpaca_en_n32_Qwen2_7B',
      number: null,
      dir: 'outputs/alpaca_en_n32_Qwen2_7B',
    })
    expect(() => allocate(pipelineRun({ legacyName: 'ALPACA_en_n32_qwen2_7b' }), legacy)).toThrow(
      /the name ALPACA_en_n32_qwen2_7b is taken by run alpaca_en_n32_Qwen2_7B/,
    )
    expect(allocate(pipelineRun(), legacy).name).toBe('b_full_a')
    expect(allocate(pipelineRun({ force: true }), legacy).name).toBe('b_full_a')
  })
})

describe('the other layouts', () => {
  const requests: [RunRequest, string][] = [
    [{ layout: 'experiment', project: 'Vision', gitHash: '0A1B2C3D4e5f' }, 'runs/Vision/2026-11-21_06-14-09_0a1b2c3d'],
    [{ layout: 'experiment', project: 'vision', gitHash: null }, 'runs/vision/2026-11-21_06-14-09_nogit'],
    [
      { layout: 'evaluation', split: 'valid', runType: 'grader', scopeId: 'specimen-a__b' },
      'runs/valid/grader/specimen-a__b/2026-11-21_06-14-09',
    ],
    [{ layout: 'cluster' }, 'runs/cluster/2026-11-21_06-14-09'],
    [
      { layout: 'session', sessionType: 'full-split', split: 'train' },
      'runs/evals/full-split:train/2026-11-21_06-14-09',
    ],
    [{ layout: 'benchmark', suite: 's', scenario: 'x' }, 'runs/benchmarks/s/x/1763705649000-k3j9x2m8p'],
  ]
  test.each(requests)('%j', (request, dir) => {
    expect(previewRun(space, request, clock).layout).toBe(request.layout)
    expect(allocate(request)).toMatchObject({ layout: request.layout, dir, number: null, logDir: `${dir}/logs` })
    expect(allocate(request).dir).toBe(`${dir}_2`)
    rmSync(at('runs'), { recursive: true })
    for (let turn = 3; turn < 9; turn++) expect(allocate(request).dir).toBe(`${dir}_${turn}`)
  })

  test('on Windows the colon is written %3A', () => {
    const where = { ...space, windows: true }
    const session = allocate({ layout: 'session', sessionType: 'full-split', split: 'train' }, where)
    expect(session.dir).toBe('runs/evals/full-split%3Atrain/2026-11-21_06-14-09')
    for (let turn = 2; turn < 7; turn++)
      expect(allocate({ layout: 'session', sessionType: 'full-split', split: 'train' }, where).name).toBe(
        `2026-11-21_06-14-09_${turn}`,
      )
  })

  test('a project that is a device, a path or hidden is refused', () => {
    for (const project of ['con', '..', 'a/b', '.git', '', 'x'.repeat(300)])
      expect(() => allocate({ layout: 'experiment', project, gitHash: null })).toThrow(/project/)
    expect(readdirSync(space.root)).toEqual([])
  })

  test('a pattern of the user counts in its folder', () => {
    const where = {
      ...space,
      patterns: { sweep: '{project}/{model}/{date}-{counter:3}', nightly: 'Nightly/{model}-{time}' },
    }
    const sweep = (model: string) =>
      allocate({ layout: 'pattern', pattern: 'sweep', fields: { project: 'My P', model }, gitHash: null }, where)
    expect(sweep('M')).toMatchObject({
      layout: 'sweep',
      name: '2026-11-21-001',
      number: 1,
      dir: 'runs/my-p/m/2026-11-21-001',
    })
    rmSync(at('runs'), { recursive: true })
    rmSync(at('.rundir/hints'), { recursive: true })
    expect(sweep('M').dir).toBe('runs/my-p/m/2026-11-21-002')
    expect(sweep('N').dir).toBe('runs/my-p/n/2026-11-21-001')
    const nightly = () =>
      allocate({ layout: 'pattern', pattern: 'nightly', fields: { model: 'M' }, gitHash: null }, where).dir
    expect([nightly(), nightly(), nightly()]).toEqual(
      [1, 2, 3].map((n) => `runs/Nightly/m-06-14-09${n === 1 ? '' : `_${n}`}`),
    )
    putRun('runs/my-p/m/2026-11-21-040')
    rmSync(at('.rundir/hints'), { recursive: true })
    expect(sweep('M').number).toBe(41)
  })

  test('a layout that nobody defined is refused', () => {
    expect(() =>
      allocate(
        { layout: 'pattern', pattern: 'swep', fields: {}, gitHash: null },
        { ...space, patterns: { sweep: '{a}/{counter}' } },
      ),
    ).toThrow(expect.objectContaining({ code: 'FLAG_INVALID', hint: 'did you mean sweep?' }))
  })
})

describe('limits', () => {
  test('a name is shortened in its longest segment, and two that are cut alike never collide', () => {
    const long = { model: 'm'.repeat(64), dataset: 'd'.repeat(60), size: 'n2048' }
    const name = allocate({ layout: 'pipeline', segments: long }).name
    expect(name.length).toBeLessThanOrEqual(128)
    const where = using({ max_name_length: 64 })
    const names = Array.from({ length: 4 }, () => allocate({ layout: 'pipeline', segments: long }, where).name)
    expect(new Set([name, ...names]).size).toBe(5)
    for (const each of names) expect(each.length).toBeLessThanOrEqual(64)
  })

  test('a run with a shortened name that is still being copied in counts already, whatever its size', () => {
    const long = { model: 'm'.repeat(64), dataset: 'd'.repeat(64), size: 'n7' }
    const { prefix } = previewRun(space, { layout: 'pipeline', segments: long }, clock)
    putRun(`outputs/${prefix}-run5`)
    expect(allocate({ layout: 'pipeline', segments: { ...long, size: 'full' } }).number).toBe(6)
    expect(allocate({ layout: 'pipeline', segments: { ...long, dataset: `d${'e'.repeat(63)}` } }).number).toBe(1)
  })

  test('the number of a shortened name is known from its manifest', () => {
    const long = { model: 'm'.repeat(64), dataset: 'd'.repeat(64), size: 'full' }
    const { prefix } = previewRun(space, { layout: 'pipeline', segments: long }, clock)
    putRun(`outputs/${prefix}-run6`, long)
    expect(allocate({ layout: 'pipeline', segments: long }).number).toBe(7)
  })

  test('a path that Windows could not hold is refused with the figure', () => {
    const deep = { ...using({ windows_paths: true }), root: `${space.root}/${'x'.repeat(160)}` }
    expect(() => allocate(pipelineRun(), deep)).toThrow(/would have \d+ characters, Windows takes 240/)
    expect(readdirSync(space.root)).toEqual([])
  })
})
