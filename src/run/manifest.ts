import type { z } from 'zod'
import { isJsonObject, type Json, parseNumber } from '../value/json.js'
import type { manifestSchema } from './manifest-schema.js'
import { isStoredStatus } from './status.js'

export type Manifest = z.infer<typeof manifestSchema>

/** The keys that this version knows; a manifest may hold others. */
export type ManifestKeys = { [Key in keyof Manifest as string extends Key ? never : Key]: Manifest[Key] }

/** The version that this code writes; it reads every older one. */
export const MANIFEST_VERSION = 1

/** Why a manifest cannot be used. */
export class ManifestProblem {
  readonly kind: 'invalid' | 'newer'
  readonly why: string

  constructor(kind: ManifestProblem['kind'], why: string) {
    this.kind = kind
    this.why = why
  }
}

/** Values of keys that a hand-written manifest may leave out. */
const DEFAULTS = {
  started_at: null,
  ended_at: null,
  run_type: 'train',
  project_name: '',
  exit_code: null,
  signal: null,
  error: null,
  command: null,
  cwd: null,
  host: null,
  user: null,
  git_hash: null,
  git_branch: null,
  git_remote: null,
  git_dirty: null,
  git_untracked: [],
  package_versions: {},
  package_source: null,
  lockfile_path: null,
  lockfile_sha256: null,
  environment: {},
  name_segments: {},
  counter: null,
  phase: null,
  profile: null,
  seed: null,
  parents: [],
  reproduces: null,
  batch_id: null,
  part: null,
  identity: null,
  group: null,
  tags: {},
  notes: '',
  attempt: 0,
  summary: {},
  seal: null,
} satisfies Partial<Manifest>

const DEFAULT_KEYS = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[]

type RequiredKey = 'run_id' | 'name' | 'layout' | 'status' | 'created_at'

/** A manifest from what is known at the claim; everything else has its default. */
export function makeManifest(known: Pick<Manifest, RequiredKey> & Partial<Manifest>): Manifest {
  const { run_id, name, layout, status, created_at, ...others } = known
  return { schema_version: MANIFEST_VERSION, run_id, name, layout, status, created_at, ...DEFAULTS, ...others }
}

const REQUIRED_TEXTS = ['run_id', 'name', 'layout', 'created_at'] as const

type Kind = readonly [is: (value: unknown) => boolean, what: string]

/** What the code relies on in keys that may be missing. */
const KINDS: readonly (readonly [key: string, kind: Kind])[] = [
  ...forKeys('package_versions environment name_segments', [isJsonObject, 'an object']),
  ...forKeys('tags', [(value) => isJsonObject(value) && Object.values(value).every(isText), 'an object of texts']),
  ...forKeys('summary', [
    (value) => isJsonObject(value) && Object.values(value).every(isFigure),
    'an object of numbers',
  ]),
  ...forKeys('parents git_untracked', [isTexts, 'a list of texts']),
  ...forKeys('command', [(value) => value === null || isTexts(value), 'a list of texts']),
  ...forKeys('run_type project_name notes', [isText, 'a text']),
  ...forKeys('started_at ended_at signal error cwd host user git_hash git_branch git_remote', [isTextOrNull, 'a text']),
  ...forKeys('package_source lockfile_path lockfile_sha256 phase profile reproduces batch_id part identity group', [
    isTextOrNull,
    'a text',
  ]),
  ...forKeys('git_dirty', [(value) => value === null || typeof value === 'boolean', 'true or false']),
  ...forKeys('attempt', [Number.isInteger, 'an integer']),
  ...forKeys('counter exit_code seed', [(value) => value === null || Number.isInteger(value), 'an integer']),
  ...forKeys('seal', [(value) => value === null || isJsonObject(value), 'an object']),
]

function forKeys(keys: string, kind: Kind): typeof KINDS {
  return keys.split(' ').map((key) => [key, kind])
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isTextOrNull(value: unknown): boolean {
  return value === null || isText(value)
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText)
}

function isFigure(value: unknown): boolean {
  return parseNumber(value) !== undefined
}

/**
 * Checks what the rest of the code relies on, and fills in defaults in `value`, which was just parsed. Cheap beside the parsing, so
 * that lists can use it.
 * `verify` uses the whole schema.
 */
export function checkManifest(value: Json | undefined): Manifest | ManifestProblem {
  if (!isJsonObject(value)) return new ManifestProblem('invalid', 'it is not a JSON object')
  const version = value['schema_version']
  if (typeof version !== 'number') return new ManifestProblem('invalid', 'schema_version is missing')
  if (version > MANIFEST_VERSION)
    return new ManifestProblem('newer', `it has schema_version ${version}, this rundir reads up to ${MANIFEST_VERSION}`)
  for (const key of REQUIRED_TEXTS) {
    if (typeof value[key] !== 'string' || value[key] === '') return new ManifestProblem('invalid', `${key} is missing`)
  }
  if (!isStoredStatus(value['status']))
    return new ManifestProblem('invalid', `status is ${JSON.stringify(value['status'])}`)
  for (const [key, [is, what]] of KINDS) {
    const given = value[key]
    if (given !== undefined && !is(given)) return new ManifestProblem('invalid', `${key} is not ${what}`)
  }
  return complete(value)
}

/** Fills in defaults, in place: the value was just parsed and is nobody else's, and a copy would cost more than the parsing. */
function complete(value: Record<string, unknown>): Manifest {
  for (const key of DEFAULT_KEYS) if (!(key in value)) value[key] = DEFAULTS[key]
  return value as Manifest
}
