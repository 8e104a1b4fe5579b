import { copyTree } from '../../config/tree.js'
import { readTextIfThere } from '../../disk/read.js'
import { readMetrics } from '../../metric/read-metrics.js'
import type { Manifest } from '../../run/manifest.js'
import type { Run } from '../../store/read.js'
import { type Facts, flattenFacts } from '../../value/fact.js'
import { type Json, parseJson, printNumber } from '../../value/json.js'
import type { Workspace } from '../open.js'
import { readRecordedConfig } from '../recorded-config.js'
import { splitPatch } from './patch-files.js'

/** In the order in which they are shown. */
export const SECTIONS = ['configuration', 'code', 'packages', 'data', 'environment', 'metrics'] as const

export type Section = (typeof SECTIONS)[number]

export type RunFacts = Readonly<Record<Section, Facts>>

/** What can be compared of a run, section by section (spec 6). Throws CONFIG_* and DISK_* for files that cannot be read. */
export async function readRunFacts(workspace: Workspace, run: Run): Promise<RunFacts> {
  const path = `${workspace.root}/${run.dir}`
  const { manifest } = run
  return {
    configuration: flattenFacts(await readRecordedConfig(path, 'config_resolved.yaml')),
    code: codeFacts(manifest, readTextIfThere(`${path}/source.patch`) ?? ''),
    packages: packageFacts(manifest),
    data: dataFacts(manifest, path),
    environment: environmentFacts(manifest),
    metrics: metricFacts(path),
  }
}

function codeFacts(manifest: Manifest, patch: string): Facts {
  const { command, cwd, git_hash, git_branch, git_remote, git_untracked } = manifest
  const files = [...splitPatch(patch)].map(([path, { added, removed, sha256 }]): [string, Json] => {
    return [`patch ${path}`, `+${added} -${removed} (${sha256.slice(0, 8)})`]
  })
  const untracked = git_untracked.map((path): [string, Json] => [`untracked ${path}`, 'content not kept'])
  return known({ git_hash, git_branch, git_remote, command, cwd, ...Object.fromEntries([...files, ...untracked]) })
}

export function packageFacts({ package_versions, package_source, lockfile_sha256 }: Manifest): Facts {
  return known({ ...package_versions, '(source)': package_source, '(lockfile sha256)': lockfile_sha256 })
}

function dataFacts(manifest: Manifest, path: string): Facts {
  const { model, dataset, size } = manifest.name_segments
  const input = copyTree(parseJson(readTextIfThere(`${path}/input.json`) ?? '{}'), `${path}/input.json`)
  const parents = manifest.parents.length === 0 ? null : manifest.parents
  return known({ model, dataset, size, parents, ...Object.fromEntries(flattenFacts({ input })) })
}

/** The machine, and the variables whose values were kept. */
export function environmentFacts(manifest: Manifest): Facts {
  const { host, user, device_info, cuda_version, torch_version, environment } = manifest
  return known({ host, user, ...device_info, cuda_version, torch_version, ...environment })
}

/** The last value of each metric; those of the machine are never twice the same. */
function metricFacts(path: string): Facts {
  const { scalars } = readMetrics(path, [])
  const keys = Object.keys(scalars).filter((key) => !key.startsWith('system/'))
  return new Map(keys.map((key) => [key, printNumber(scalars[key]?.last ?? Number.NaN)]))
}

/** What says something, and is a text, a number or a list of texts: a manifest may come from anywhere. */
function known(values: Readonly<Record<string, unknown>>): Facts {
  return new Map(Object.entries(values).filter((entry): entry is [string, Json] => isPlain(entry[1])))
}

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string')
  return typeof value === 'string' || typeof value === 'number'
}
