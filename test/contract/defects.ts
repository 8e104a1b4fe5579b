import { createHash } from 'node:crypto'
import { appendFileSync, cpSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CHILD, type DamagedWorkspace, LONG, RUN } from './healthy-workspace.js'

const REAL = join(import.meta.dirname, 'fixture/real')
/** No process has this number. */
const DEAD_PID = 4_194_305
const host = hostname()
const tmpHost = host.replace(/[^a-zA-Z0-9]/g, '').slice(0, 8)

/** One thing that is wrong: the rule that must find it, and how to bring it about in a healthy workspace. */
export interface Defect {
  readonly rule: string
  make(workspace: DamagedWorkspace): void
}

const place = (file: string, as: string) => (workspace: DamagedWorkspace) => {
  cpSync(join(REAL, file), workspace.path(`${RUN}/${as}`))
  workspace.reseal()
}
const writeAndSeal = (path: string, content: string | Buffer) => (workspace: DamagedWorkspace) => {
  workspace.write(`${RUN}/${path}`, content)
  workspace.reseal()
}
const removeAndSeal = (path: string) => (workspace: DamagedWorkspace) => {
  workspace.remove(`${RUN}/${path}`)
  workspace.reseal()
}
const patch = (changes: Readonly<Record<string, unknown>>, run?: string) => (workspace: DamagedWorkspace) =>
  workspace.patchManifest(changes, run)
const required = (settings: string) => (workspace: DamagedWorkspace) => {
  workspace.write('rundir.yaml', `contract: {${settings}}\n`)
  workspace.patchManifest({ phase: 'sft' })
}
const metadata = (content: unknown) => writeAndSeal('artifacts/predictions/metadata.json', JSON.stringify(content))
const entry = (id: string) => ({ frame_id: id, timestamp: 1, intrinsics: [1], contract_version: 1 })
const MODEL = 'models/seg/dino/pretrained/base'
const modelManifest = (weights: string, content: string): string =>
  JSON.stringify({ schema_version: 1, weights, sha256: createHash('sha256').update(content).digest('hex') })
const claim = (facts: object): string => JSON.stringify({ v: 1, host, pid: DEAD_PID, ...facts })

/** Defects by what is wrong. Each must make exactly its rule speak. */
export const DEFECTS: Readonly<Record<string, Defect>> = {
  'manifest-missing': { rule: 'R001', make: unborn },
  'manifest-torn': {
    rule: 'R002',
    make: (workspace) =>
      workspace.write(`${RUN}/run_manifest.json`, workspace.read(`${RUN}/run_manifest.json`).slice(0, 99)),
  },
  'manifest-without-id': { rule: 'R002', make: patch({ run_id: '' }, LONG) },
  'manifest-newer': { rule: 'R003', make: patch({ schema_version: 99 }) },
  'manifest-key-of-wrong-type': { rule: 'R004', make: patch({ device_info: 'a machine' }) },
  'manifest-date-that-is-none': { rule: 'R004', make: patch({ started_at: 'yesterday' }) },
  'folder-renamed': {
    rule: 'R005',
    make: (workspace) => {
      renameSync(workspace.path(RUN), workspace.path('outputs/a-dataset-full-run9'))
      workspace.write('.rundir/claims/names/outputs/a-dataset-full-run1.claim', claim({ burnt: 'yes' }))
      workspace.patchManifest({ parents: [] }, CHILD)
    },
  },
  'layout-of-another-place': { rule: 'R005', make: patch({ layout: 'experiment' }, LONG) },
  'counter-of-another-name': { rule: 'R005', make: patch({ counter: 7 }) },
  'absolute-cwd': { rule: 'R006', make: patch({ cwd: '/home/somebody/project' }) },
  'workspace-in-the-configuration': {
    rule: 'R006',
    make: (workspace) =>
      writeAndSeal('config_resolved.json', JSON.stringify({ out: `${workspace.root}/x` }))(workspace),
  },
  'absolute-data-path': {
    rule: 'R007',
    make: writeAndSeal('config_resolved.json', '{"data": {"root": "/mnt/data/coco"}}'),
  },
  'config-missing': { rule: 'R010', make: removeAndSeal('config.yaml') },
  'required-file-missing': { rule: 'R010', make: required('required_files: {sft: [artifacts/none.txt]}') },
  'interpolation-left': { rule: 'R011', make: writeAndSeal('config_resolved.json', '{"a": {"b": ["${env:X}"]}}') },
  'interpolation-behind-two-backslashes': {
    rule: 'R011',
    make: writeAndSeal('config_resolved.yaml', 'a: "\\\\${c}"\nb: "\\\\\\\\${b}"\n'),
  },
  'interpolation-left-in-yaml': { rule: 'R011', make: writeAndSeal('config_resolved.yaml', 'a: ${b}\n') },
  'patch-missing': { rule: 'R012', make: removeAndSeal('source.patch') },
  'process-gone': {
    rule: 'R020',
    make: (workspace) => {
      killed(workspace)
      workspace.remove(`${RUN}/artifacts.sha256`)
    },
  },
  'completed-with-exit-code': { rule: 'R021', make: patch({ exit_code: 3 }) },
  'completed-by-signal': { rule: 'R021', make: patch({ signal: 'SIGKILL', exit_code: null }) },
  'ended-without-time': { rule: 'R021', make: patch({ ended_at: null }) },
  'attempt-missing': { rule: 'R022', make: (workspace) => workspace.remove(`${RUN}/attempts/1.json`) },
  'attempt-torn': { rule: 'R022', make: (workspace) => workspace.write(`${RUN}/attempts/1.json`, '{"att') },
  'attempt-unknown-to-the-manifest': {
    rule: 'R022',
    make: (workspace) => {
      const attempt = { ...workspace.json(`${RUN}/attempts/1.json`), attempt: 2, launcher_pid: DEAD_PID, pid: null }
      workspace.write(`${RUN}/attempts/2.json`, JSON.stringify({ ...attempt, ended_at: null }))
    },
  },
  'attempt-without-end': {
    rule: 'R022',
    make: (workspace) => {
      const attempt = workspace.json(`${RUN}/attempts/1.json`)
      workspace.write(`${RUN}/attempts/1.json`, JSON.stringify({ ...attempt, ended_at: null }))
    },
  },
  'command-never-started': {
    rule: 'R023',
    make: (workspace) => {
      workspace.remove(`${RUN}/attempts`)
      workspace.patchManifest({ status: 'created', attempt: 0, seal: null, ended_at: null, exit_code: null })
      workspace.write('.rundir/claims/names/outputs/a-dataset-full-run1.claim', claim({}))
    },
  },
  'seal-missing': { rule: 'R030', make: patch({ seal: null }) },
  'checksums-missing': { rule: 'R031', make: (workspace) => workspace.remove(`${RUN}/artifacts.sha256`) },
  'checksums-edited': {
    rule: 'R031',
    make: (workspace) => appendFileSync(workspace.path(`${RUN}/artifacts.sha256`), `${'0'.repeat(64)}  x\n`),
  },
  'sealed-file-removed': { rule: 'R032', make: (workspace) => workspace.remove(`${RUN}/artifacts/table.csv`) },
  'file-added-after-the-seal': {
    rule: 'R033',
    make: (workspace) => workspace.write(`${RUN}/artifacts/late.txt`, 'late'),
  },
  'sealed-file-edited': {
    rule: 'R034',
    make: (workspace) => workspace.write(`${RUN}/artifacts/table.csv`, 'step,loss\n1,0.1\n'),
  },
  'sealed-file-grown': {
    rule: 'R034',
    make: (workspace) => appendFileSync(workspace.path(`${RUN}/artifacts/table.csv`), '2,0.1\n'),
  },
  'metrics-not-json': { rule: 'R040', make: writeAndSeal('metrics.json', '{"loss": NaN}') },
  'metrics-newer': {
    rule: 'R040',
    make: writeAndSeal('metrics.json', '{"schema_version":9,"scalars":{"loss":{}},"series":{}}'),
  },
  'metrics-never-made': { rule: 'R041', make: removeAndSeal('metrics.json') },
  'log-line-damaged': {
    rule: 'R042',
    make: (workspace) => {
      const log = workspace.read(`${RUN}/metrics/main.1.jsonl`).split('\n')
      writeAndSeal('metrics/main.1.jsonl', log.with(3, '{"step":4,"lo').join('\n'))(workspace)
    },
  },
  'archive-of-series-missing': {
    rule: 'R043',
    make: (workspace) => {
      workspace.remove(`${LONG}/metrics.npz`)
      workspace.reseal(LONG)
    },
  },
  'required-metric-missing': { rule: 'R044', make: required('required_metrics: {sft: [accuracy]}') },
  'frame-with-a-bad-name': { rule: 'R050', make: place('array.npy', 'artifacts/predictions/frame_3.npy') },
  'metadata-missing': { rule: 'R051', make: removeAndSeal('artifacts/predictions/metadata.json') },
  'metadata-torn': { rule: 'R051', make: writeAndSeal('artifacts/predictions/metadata.json', '{"frames": [') },
  'frame-without-entry': { rule: 'R052', make: metadata({ frames: [entry('0001')] }) },
  'entry-without-frame': { rule: 'R053', make: removeAndSeal('artifacts/predictions/frame_0002.npz') },
  'entry-without-camera': {
    rule: 'R054',
    make: metadata({ frames: [entry('0001'), { ...entry('0002'), intrinsics: null }] }),
  },
  'entry-twice': { rule: 'R054', make: metadata({ frames: [entry('0001'), entry('0002'), entry('0001')] }) },
  'pickle-under-another-name': { rule: 'R060', make: place('pickle-4.bin', 'artifacts/table.csv') },
  'pickle-beside-the-artifacts': { rule: 'R060', make: place('pickle-0.bin', 'notes.txt') },
  'pickle-among-checkpoints': { rule: 'R060', make: place('joblib.bin', 'artifacts/checkpoints/optimizer.pt') },
  'object-array': { rule: 'R061', make: place('objects.npy', 'artifacts/records.npy') },
  'object-array-in-an-archive': { rule: 'R061', make: place('objects-compressed.npz', 'artifacts/labels.npz') },
  'torch-outside-checkpoints': { rule: 'R062', make: place('torch-zip.bin', 'artifacts/model.bin') },
  'legacy-torch-outside-checkpoints': { rule: 'R062', make: place('torch-legacy.bin', 'artifacts/model.json') },
  'program-among-results': { rule: 'R063', make: writeAndSeal('artifacts/plots/plot.png', '#!/bin/sh\nrm -rf ~\n') },
  'page-under-another-name': {
    rule: 'R064',
    make: writeAndSeal('artifacts/plots/loss.png', '<script>alert(1)</script>'),
  },
  'drawing-with-a-script': {
    rule: 'R064',
    make: writeAndSeal('artifacts/plots/loss.svg', '<svg xmlns="x"><script>alert(1)</script></svg>'),
  },
  'unknown-ending': { rule: 'R065', make: writeAndSeal('artifacts/results.xyz123', 'whatever this is') },
  'archive-cut-off': {
    rule: 'R066',
    make: (workspace) => {
      const path = `${RUN}/artifacts/predictions/frame_0001.npz`
      writeAndSeal('artifacts/predictions/frame_0001.npz', workspace.bytes(path).subarray(0, -40))(workspace)
    },
  },
  'pickle-in-bzip2': { rule: 'R068', make: place('opaque-bzip2.bin', 'artifacts/table.csv.bz2') },
  'link-out-of-the-run': {
    rule: 'R067',
    make: (workspace) => symlinkSync('../../../rundir.yaml', workspace.path(`${RUN}/artifacts/link.yaml`)),
  },
  'link-to-nothing': {
    rule: 'R067',
    make: (workspace) => symlinkSync('nowhere', workspace.path(`${RUN}/artifacts/link.yaml`)),
  },
  'link-that-leads-in-a-circle': {
    rule: 'R067',
    make: (workspace) => symlinkSync('link.yaml', workspace.path(`${RUN}/artifacts/link.yaml`)),
  },
  'parent-missing': { rule: 'R070', make: patch({ parents: ['outputs/none-dataset-full-run1'] }, CHILD) },
  'parent-that-escapes': { rule: 'R070', make: patch({ parents: ['outputs/../../etc'] }, CHILD) },
  'batch-missing': { rule: 'R071', make: patch({ batch_id: 'batch-1704067200000-k3j9x2m8p' }, CHILD) },
  'lockfile-changed': { rule: 'R072', make: lockfileChanged },
  'claim-without-run': {
    rule: 'R080',
    make: (workspace) => workspace.write('.rundir/claims/names/outputs/c-dataset-full-run1.claim', claim({})),
  },
  'claim-torn-without-run': {
    rule: 'R080',
    make: (workspace) => workspace.write('.rundir/claims/names/runs/demo/x.claim', ''),
  },
  'id-twice': {
    rule: 'R081',
    make: (workspace) => workspace.patchManifest({ run_id: workspace.json(`${RUN}/run_manifest.json`).run_id }, CHILD),
  },
  'number-twice': {
    rule: 'R082',
    make: (workspace) => {
      const { name_segments } = workspace.json(`${RUN}/run_manifest.json`)
      workspace.patchManifest({ name_segments }, CHILD)
    },
  },
  'pointer-dangling': {
    rule: 'R083',
    make: (workspace) => {
      workspace.remove('outputs/latest')
      symlinkSync('gone-dataset-full-run1', workspace.path('outputs/latest'))
    },
  },
  'log-pointer-dangling': { rule: 'R083', make: (workspace) => workspace.write('logs/latest.txt', 'logs/gone\n') },
  'batch-torn': {
    rule: 'R084',
    make: (workspace) => workspace.write('.rundir/batches/batch-1-abcdefghi.json', '{"bat'),
  },
  'half-written-pointer': {
    rule: 'R085',
    make: (workspace) => symlinkSync('x', workspace.path(`outputs/.latest.tmp-${DEAD_PID}-0123456789abcdef`)),
  },
  'half-made-model': {
    rule: 'R085',
    make: (workspace) =>
      workspace.write(`${MODEL}/.2026-11-21_nogit.tmp-${tmpHost}-${DEAD_PID}-0123456789abcdef/best.pt`, 'half'),
  },
  'model-torn': { rule: 'R086', make: (workspace) => workspace.write(`${MODEL}/manifest.json`, '{"schema_ver') },
  'model-without-weights': {
    rule: 'R086',
    make: (workspace) => workspace.write(`${MODEL}/manifest.json`, modelManifest('best.pt', 'weights')),
  },
  'weights-changed': {
    rule: 'R087',
    make: (workspace) => {
      workspace.write(`${MODEL}/manifest.json`, modelManifest('best.pt', 'weights'))
      workspace.write(`${MODEL}/best.pt`, 'WEIGHTS')
    },
  },
  'alias-dangling': {
    rule: 'R088',
    make: (workspace) =>
      workspace.write('models/seg/dino/aliases/champion.json', '{"schema_version": 1, "target": "trained/x"}'),
  },
  'half-written-manifest': {
    rule: 'R090',
    make: (workspace) =>
      writeFileSync(workspace.path(`${RUN}/.run_manifest.json.tmp-${tmpHost}-${DEAD_PID}-0123456789abcdef`), '{"sch'),
  },
  'reserve-left': { rule: 'R091', make: (workspace) => workspace.write(`${RUN}/.reserve`, ' '.repeat(65_536)) },
}

/** What is left of a run whose rundir and program were killed together. */
export function killed(workspace: DamagedWorkspace): void {
  const attempt = workspace.json(`${RUN}/attempts/1.json`)
  const open = { launcher_pid: DEAD_PID, pid: DEAD_PID, ended_at: null, exit_code: null }
  workspace.write(`${RUN}/attempts/1.json`, JSON.stringify({ ...attempt, ...open }))
  workspace.patchManifest({ status: 'running', ended_at: null, exit_code: null, seal: null, summary: {} })
}

/** A folder that was claimed by a process that died before its first manifest. */
export function unborn(workspace: DamagedWorkspace): void {
  const segments = { model: 'c', dataset: 'dataset', size: 'full', scope: 'model_dataset' }
  const name = 'c-dataset-full-run1'
  workspace.write(`outputs/${name}/.keep`, '')
  workspace.remove(`outputs/${name}/.keep`)
  const facts = { name, run_id: '1795246216358-abcdefghi', at: '2026-11-21T07:30:16.358Z', segments }
  workspace.write(`.rundir/claims/names/outputs/${name}.claim`, claim(facts))
}

function lockfileChanged(workspace: DamagedWorkspace): void {
  workspace.patchManifest({ lockfile_path: null, lockfile_sha256: null }, LONG)
  workspace.patchManifest({ lockfile_path: null, lockfile_sha256: null }, CHILD)
  workspace.write('package-lock.json', '{}')
}
