import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import { CHECKSUM_FILE, checksumLine, parseChecksums } from '../../src/artifact/checksums.js'
import { digestFile, digestText } from '../../src/disk/digest.js'
import { createBatch } from '../../src/store/batch.js'
import { systemClock } from '../../src/value/instant.js'
import { openWorkspace } from '../../src/workspace/open.js'
import { type RepairAction, repairRuns } from '../../src/workspace/upkeep/repair.js'
import { verifyRuns } from '../../src/workspace/upkeep/verify.js'
import { RUNDIR, shell } from '../kit/command.js'
import { WorkspaceFolder } from '../kit/workspace-folder.js'

const SETTINGS = `project: demo
contract:
  required_files: {training: [artifacts/table.csv]}
  required_metrics: {pipeline: [loss]}
`

/** The run that the real tool made, with everything that a run may have. */
export const RUN = 'outputs/a-dataset-full-run1'
/** A run that refers to the other one and to a batch. */
export const CHILD = 'outputs/b-dataset-full-run1'
/** A run whose series stand in an archive. */
export const LONG = 'outputs/long-dataset-full-run1'

/** A workspace that the real tool made; made once for a test file. `prepare` adds to it. */
export class HealthyWorkspace {
  readonly #root = mkdtempSync(join(tmpdir(), 'rundir-healthy-'))
  readonly #prepare: (workspace: DamagedWorkspace) => void
  #made: Promise<void> | undefined

  constructor(prepare: (workspace: DamagedWorkspace) => void = () => undefined) {
    this.#prepare = prepare
    afterAll(() => rmSync(this.#root, { recursive: true, force: true }))
  }

  /** A copy to be damaged; it is another folder, so that each use shows that a workspace can be moved. */
  async copy(): Promise<DamagedWorkspace> {
    this.#made ??= make(this.#root).then(() => this.#prepare(new DamagedWorkspace(null, this.#root)))
    await this.#made
    const root = mkdtempSync(join(tmpdir(), 'rundir-damaged-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    cpSync(this.#root, root, { recursive: true, verbatimSymlinks: true })
    return new DamagedWorkspace(null, root)
  }
}

async function make(root: string): Promise<void> {
  const workspace = new WorkspaceFolder(SETTINGS, root)
  workspace.write('package-lock.json', '{"lockfileVersion": 3, "packages": {"node_modules/x": {"version": "1.0.0"}}}')
  workspace.write('train.yaml', 'seed: 7\ntraining: {lr: 0.1}\nname: "lr ${training.lr}"\n')
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args])
  git('init', '-q')
  workspace.write('.gitignore', 'outputs\nlogs\n.rundir\n')
  git('add', '.')
  git('commit', '-q', '-m', 'first')
  workspace.write('train.yaml', 'seed: 8\ntraining: {lr: 0.1}\nname: "lr ${training.lr}"\n')
  const batch = createBatch(root, { kind: 'manual' }, systemClock).batch_id
  const fixture = join(import.meta.dirname, 'fixture')
  const manyPoints = `for i in $(seq 21000); do echo "{\\"step\\":$i,\\"x\\":1}"; done > $RUN_DIR/metrics/main.1.jsonl`
  const made = await shell(
    `set -e
    rundir run -q --model a --config train.yaml -- ${process.execPath} ${fixture}/trainer.mjs ${fixture}/real
    rundir new -q --model b --batch ${batch} --parent ${RUN}
    rundir log b-dataset-full-run1 loss=0.5
    rundir finish b-dataset-full-run1
    rundir run -q --model long -- bash -c 'loss=0.5; echo "{\\"step\\":0,\\"loss\\":0.5}" > $RUN_DIR/metrics/rank1.1.jsonl; ${manyPoints}'`,
    { cwd: root, env: { RUNDIR } },
  )
  if (made.status !== 0) throw new Error(made.stderr)
  rmSync(join(root, '.git'), { recursive: true })
}

/** A workspace with something wrong, and a way to verify it in this process. */
export class DamagedWorkspace extends WorkspaceFolder {
  /** Changes keys of the manifest of a run. */
  patchManifest(changes: Readonly<Record<string, unknown>>, run = RUN): void {
    const manifest = { ...this.json(`${run}/run_manifest.json`), ...changes }
    this.write(`${run}/run_manifest.json`, JSON.stringify(manifest))
  }

  remove(path: string): void {
    rmSync(this.path(path), { recursive: true })
  }

  /** Seals a run over what stands there now, so that only the defect itself is left to be found. */
  reseal(run = RUN): void {
    const listed = this.files(run).filter(
      (path) => !/^(run_manifest\.json|artifacts\.sha256|attempts\/.*|\.reserve)$/.test(path),
    )
    const files = listed.filter((path) => !path.split('/').at(-1)?.startsWith('.'))
    const list = files.map((path) => checksumLine(digestFile(this.path(`${run}/${path}`)), path)).join('')
    writeFileSync(this.path(`${run}/${CHECKSUM_FILE}`), list)
    const bytes = files.reduce((sum, path) => sum + this.bytes(`${run}/${path}`).length, 0)
    this.patchManifest({ seal: { files: files.length, bytes, sha256: digestText(list) } }, run)
  }

  bytes(path: string): Buffer {
    return readFileSync(this.path(path))
  }

  sealed(run = RUN): string[] {
    return (parseChecksums(this.read(`${run}/${CHECKSUM_FILE}`)) ?? []).map((each) => `${run}/${each.path}`)
  }

  async verify(depth: 'rules' | 'data' = 'data', target?: string) {
    const request = { target, cwd: this.root, depth, threadCount: 1, worker: undefined }
    return (await verifyRuns(await this.#open(), request, () => undefined)).findings
  }

  async repair(mode: 'plan' | 'apply' = 'apply'): Promise<RepairAction[]> {
    return await repairRuns(await this.#open(), { target: undefined, cwd: this.root, mode }, () => undefined)
  }

  async #open() {
    return await openWorkspace({ start: this.root, at: this.root, environment: {}, clock: systemClock })
  }
}
