import { basename } from 'node:path'
import { makeDirectories, walkFiles } from '../disk/directory.js'
import { readBytesIfThere, readTextIfThere, statIfThere } from '../disk/read.js'
import { createFileOnce, replaceFile } from '../disk/write.js'
import { RundirError } from '../error/rundir-error.js'
import { slug } from '../value/slug.js'
import { hasWorkspaceFile, upwards, workspaceFileIn } from './open.js'

export interface InitRequest {
  /** Absolute; becomes the workspace. */
  readonly folder: string
  readonly project: string | undefined
  readonly wrappers: boolean
  readonly example: Example | undefined
  /** Absolute; holds the examples, and the wrappers in `wrappers/`. */
  readonly templates: string
}

export interface InitResult {
  /** Paths relative to the workspace. */
  readonly made: readonly string[]
  /** Files that were there and were left as they are. */
  readonly kept: readonly string[]
  readonly notices: readonly string[]
  /** What to type next. */
  readonly next: string
}

/** The examples and the first thing to type in each. */
export const EXAMPLES = {
  gpt: 'rundir run --phase pretrain --profile smoke-pretrain -- node train.mjs',
  evaluation:
    "rundir eval full-split --split valid --specimens specimens.txt --critic 'node critic.mjs' --grader 'node grader.mjs' --jobs 4",
  benchmark: "rundir bench --agent 'node agents/careful.mjs'",
} as const
export type Example = keyof typeof EXAMPLES

const IGNORED = ['outputs/', 'runs/', 'logs/', '.rundir/'] as const

/** Makes `folder` a workspace. Nothing that exists is overwritten. Throws DISK_*. */
export function initWorkspace(request: InitRequest): InitResult {
  const { folder } = request
  const project = slug(request.project ?? basename(folder), 'project')
  const files = new Map<string, string | Uint8Array>()
  if (request.example !== undefined) addFolder(files, `${request.templates}/${request.example}`)
  if (workspaceFileIn(folder) === undefined && !files.has('rundir.yaml'))
    files.set('rundir.yaml', workspaceText(project))
  if (request.wrappers) addFolder(files, `${request.templates}/wrappers`)
  const made: string[] = []
  const kept: string[] = []
  for (const [path, bytes] of files) {
    makeDirectories(`${folder}/${path}`.replace(/\/[^/]*$/, ''), 'rebuildable')
    if (createFileOnce(`${folder}/${path}`, bytes, 'durable')) made.push(path)
    else kept.push(path)
  }
  if (ignoreRuns(folder)) made.push('.gitignore (lines added)')
  const next = request.example === undefined ? 'rundir run -- python train.py' : EXAMPLES[request.example]
  return { made, kept, notices: nestingNotices(folder), next }
}

function addFolder(files: Map<string, string | Uint8Array>, from: string): void {
  const paths = walkFiles(from)
  if (paths.length === 0) {
    throw new RundirError('FILE_MISSING', `this installation of rundir has no ${from}`, { hint: 'install it again' })
  }
  for (const path of paths) {
    const bytes = readBytesIfThere(`${from}/${path}`)
    if (bytes !== undefined) files.set(path, bytes)
  }
}

/** Adds the folders of runs to `.gitignore` where they are missing; true when something was added. */
function ignoreRuns(folder: string): boolean {
  if (statIfThere(`${folder}/.git`) === undefined && statIfThere(`${folder}/.gitignore`) === undefined) return false
  const before = readTextIfThere(`${folder}/.gitignore`) ?? ''
  const present = new Set(before.split('\n').map((line) => line.trim().replace(/^\//, '')))
  const missing = IGNORED.filter((line) => !present.has(line) && !present.has(line.slice(0, -1)))
  if (missing.length === 0) return false
  const separator = before === '' || before.endsWith('\n') ? '' : '\n'
  replaceFile(`${folder}/.gitignore`, `${before}${separator}${missing.join('\n')}\n`, 'durable')
  return true
}

function nestingNotices(folder: string): string[] {
  const [, ...parents] = upwards(folder)
  const outer = parents.find(hasWorkspaceFile)
  return outer === undefined
    ? []
    : [`this workspace lies inside another one, ${outer}; from here on the inner one is used`]
}

function workspaceText(project: string): string {
  return `# A rundir workspace: every run that is started below this folder is recorded here.
# All settings: docs/reference/settings.md of rundir.
project: ${project}

# naming:
#   run_counter_scope: model_dataset      # global, model, model_dataset or model_dataset_size
#   sources: {model: train.base_model}    # which config keys name a run

# run:
#   environment: {PYTHONUNBUFFERED: "1"}  # show what a Python program prints at once

# printed_metrics:                        # read metrics from lines that the program prints
#   - "step {step} loss {loss}"
`
}
