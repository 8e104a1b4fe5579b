import { CHECKSUM_FILE, parseChecksums } from '../../artifact/checksums.js'
import { captureHost } from '../../capture/host.js'
import { cloneFile } from '../../disk/clone-file.js'
import { digestFile, digestText } from '../../disk/digest.js'
import { readTextIfThere, statIfThere } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'
import { canonicalPath } from '../../layout/layout.js'
import { createModel, type NewModel } from '../../registry/create-model.js'
import { MODEL_MANIFEST_VERSION } from '../../registry/model-manifest-schema.js'
import { parseModelName, parseVariant, splitModelName } from '../../registry/model-name.js'
import { referenceOf } from '../../run/reference.js'
import { shortGitHash } from '../../run/stamp.js'
import { getRun, type Run } from '../../store/read.js'
import { printInstant } from '../../value/instant.js'
import { isJsonObject, parseJson } from '../../value/json.js'
import { locateRun } from '../find-run.js'
import { readerOf, type Workspace } from '../open.js'
import { verifyRuns } from '../upkeep/verify.js'
import { findCheckpoint } from './checkpoint.js'

export interface PromoteRequest {
  readonly run: string
  /** Absolute; where a relative path of the run starts. */
  readonly cwd: string
  /** `<skill path>/<model>` */
  readonly as: string
  readonly variant: string
  /** `best`, `last`, or a file of the checkpoints. */
  readonly checkpoint: string
}

/** What goes along with the weights, where the run has it. */
const COMPANIONS = ['metrics.json', 'metrics.npz', 'config_resolved.yaml'] as const
/** Where a program tells of its model what only it knows. */
const DESCRIPTION = 'artifacts/model.json'
const DESCRIPTION_LIMIT_BYTES = 4 * 1024 * 1024

/**
 * Copies a checkpoint out of a completed run that verifies into a new version of a model (spec 2.8). Every copy is read back and
 * compared with what the run was sealed with; then the model appears with one rename. Throws RUN_UNKNOWN, NAME_INVALID, FILE_MISSING,
 * PROMOTION_REFUSED with what `verify` found, PATH_ESCAPES, DISK_*.
 */
export async function promoteRun(
  workspace: Workspace,
  request: PromoteRequest,
  onProgress: (doing: string) => void,
): Promise<NewModel> {
  const { root, clock } = workspace
  const model = parseModelName(request.as)
  const variant = parseVariant(request.variant)
  const dir = locateRun(workspace, request.run, request.cwd)
  onProgress('verifying the run')
  const run = getRun(readerOf(workspace), dir)
  const sealed = await requireVerified(workspace, run)
  const checkpoint = findCheckpoint(root, dir, request.checkpoint)
  const described = readDescription(root, dir, sealed)
  const at = printInstant(clock.now())
  const place = { model, variant, version: `${at.slice(0, 10)}_${shortGitHash(run.manifest.git_hash)}` }
  return createModel(root, place, (staging) => {
    const keep = (file: string, name: string): string => {
      onProgress(`copying ${file}`)
      return copySealed({ root, dir, sealed }, file, `${staging}/${name}`)
    }
    const sha256 = keep(checkpoint.file, checkpoint.name)
    for (const file of COMPANIONS) if (sealed.has(file)) keep(file, file)
    const { skill, name } = splitModelName(model)
    return {
      schema_version: MODEL_MANIFEST_VERSION,
      model_name: name,
      skill,
      format: described.format ?? formatOf(checkpoint.name),
      weights: checkpoint.name,
      sha256,
      size_bytes: statIfThere(`${staging}/${checkpoint.name}`)?.sizeBytes ?? 0,
      git_hash: run.manifest.git_hash,
      input_spec: described.input_spec ?? null,
      class_map: described.class_map ?? null,
      export: described.export ?? null,
      source_run: referenceOf(canonicalPath(dir)),
      source_run_id: run.manifest.run_id,
      source_checkpoint: checkpoint.file,
      metrics: run.manifest.summary,
      promoted_at: at,
      promoted_by: captureHost().user,
    }
  })
}

/** Path in the run → checksum, of a run from which a model may come. */
type SealedFiles = ReadonlyMap<string, string>

async function requireVerified(workspace: Workspace, { dir, manifest, status }: Run): Promise<SealedFiles> {
  if (status !== 'completed') throw refusal(`${dir} is ${status}`, 'only a completed run can be promoted')
  const request = { target: `${workspace.root}/${dir}`, cwd: workspace.root, depth: 'rules', threadCount: 1 } as const
  const { findings } = await verifyRuns(workspace, { ...request, worker: undefined }, () => undefined)
  const errors = findings.filter((finding) => finding.severity === 'error')
  const [first] = errors
  if (first !== undefined) {
    const more = errors.length > 1 ? `, and ${errors.length - 1} more` : ''
    throw refusal(
      `${dir} does not verify: ${first.rule} ${first.path}: ${first.message}${more}`,
      `rundir verify ${dir} lists what is wrong`,
    )
  }
  const text = readTextIfThere(`${workspace.root}/${dir}/${CHECKSUM_FILE}`) ?? ''
  if (manifest.seal?.sha256 !== digestText(text))
    throw refusal(`${dir} is not sealed`, `rundir repair ${dir} --yes seals a run that has ended`)
  return new Map((parseChecksums(text) ?? []).map(({ path, sha256 }) => [path, sha256]))
}

/** Copies a file of the run and reads the copy back: what is kept is what was sealed. Returns its checksum. */
function copySealed(
  { root, dir, sealed }: { readonly root: string; readonly dir: string; readonly sealed: SealedFiles },
  file: string,
  to: string,
): string {
  const wanted = sealed.get(file)
  if (wanted === undefined)
    throw refusal(`${dir} was sealed without ${file}`, 'it came after the end of the run, so nothing vouches for it')
  cloneFile(`${root}/${dir}/${file}`, to, 'durable')
  if (digestFile(to) === wanted) return wanted
  throw refusal(
    `${dir}/${file} has another checksum than ${CHECKSUM_FILE}`,
    'somebody changed it after the run, or the disk did: restore it from a copy',
  )
}

interface Description {
  readonly format?: string
  readonly input_spec?: unknown
  readonly class_map?: unknown
  readonly export?: unknown
}

/** What the program says of its model; empty when it says nothing. */
function readDescription(root: string, dir: string, sealed: SealedFiles): Description {
  const wanted = sealed.get(DESCRIPTION)
  if (wanted === undefined) return {}
  const text = readTextIfThere(`${root}/${dir}/${DESCRIPTION}`, DESCRIPTION_LIMIT_BYTES) ?? ''
  const value = parseJson(text)
  const isUsable = isJsonObject(value) && ['string', 'undefined'].includes(typeof value['format'])
  if (digestText(text) === wanted && isUsable) return value as Description
  throw refusal(
    `${dir}/${DESCRIPTION} does not describe a model`,
    'it is a JSON object with format (a text), input_spec, class_map and export, and was not changed after the run',
  )
}

function formatOf(name: string): string | null {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : null
}

function refusal(message: string, hint: string): RundirError {
  return new RundirError('PROMOTION_REFUSED', message, { hint })
}
