import type { Manifest } from '../../run/manifest.js'
import type { ShownStatus } from '../../run/status.js'
import { type Instant, parseInstant, printInstant } from '../../value/instant.js'
import { printNumber } from '../../value/json.js'
import { printUriPath } from '../../value/uri.js'
import { mediaTypeOf } from './media-type.js'

/** A file of a crate, after it was written. */
export interface CrateFile {
  /** Relative to the crate. */
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: string
}

export interface CrateFacts {
  readonly manifest: Manifest
  readonly status: ShownStatus
  readonly files: readonly CrateFile[]
  /** Last values by metric. */
  readonly metrics: ReadonlyMap<string, number>
  /** An SPDX id or an address; undefined when nobody said. */
  readonly license: string | undefined
  readonly publishedAt: Instant
}

export const CRATE_FILE = 'ro-crate-metadata.json'
const CRATE = 'https://w3id.org/ro/crate/1.1'
const PROFILE = 'https://w3id.org/ro/wfrun/process/0.5'
const ACTION = '#run'
const INPUTS: ReadonlySet<string> = new Set([
  'config.yaml',
  'config_resolved.yaml',
  'input.json',
  'pipeline.json',
  'source.patch',
])
const RESULTS: ReadonlySet<string> = new Set(['output.json', 'metrics.json', 'metrics.npz'])

type Entity = Readonly<Record<string, unknown>> & { readonly '@id': string }
type Reference = Pick<Entity, '@id'>

/**
 * The metadata of an RO-Crate 1.1 by the profile Process Run Crate 0.5: the run is one action, its program the instrument, settings and
 * parents are its objects, artifacts and metrics its results.
 */
export function describeCrate(facts: CrateFacts): unknown {
  const { manifest, files } = facts
  const license = licenseEntity(facts.license)
  const agent = agentEntities(manifest)
  const program = programEntity(manifest)
  const metrics = [...facts.metrics].map(([name, value]) => propertyEntity('metric', name, printNumber(value)))
  const variables = Object.entries(manifest.environment).flatMap(([name, value]) =>
    typeof value === 'string' ? [propertyEntity('env', name, value)] : [],
  )
  const parents = manifest.parents.map(parentEntity)
  const action = {
    '@id': ACTION,
    '@type': 'CreateAction',
    name: `Run ${manifest.name}`,
    description: manifest.command?.join(' ') ?? manifest.run_type,
    ...timesOf({ startTime: manifest.started_at, endTime: manifest.ended_at }),
    ...endOf(facts),
    ...withReferences('agent', agent),
    instrument: referTo(program),
    ...withReferences('object', [...pick(files, isInput), ...parents]),
    ...withReferences('result', [...pick(files, isResult), ...metrics]),
    ...withReferences('environment', variables),
  }
  const root = {
    '@id': './',
    '@type': 'Dataset',
    name: manifest.name,
    description: manifest.notes || `A run of type ${manifest.run_type} in the layout ${manifest.layout}`,
    identifier: manifest.run_id,
    datePublished: printOffset(facts.publishedAt),
    ...timesOf({ dateCreated: manifest.created_at }),
    license: referTo(license),
    ...withReferences('author', agent),
    conformsTo: { '@id': PROFILE },
    ...withReferences(
      'hasPart',
      pick(files, () => true),
    ),
    mentions: { '@id': ACTION },
  }
  const own = [program, ...agent, license]
  const graph = [
    descriptor,
    root,
    profile,
    action,
    ...own,
    ...files.map(fileEntity),
    ...metrics,
    ...variables,
    ...parents,
  ]
  return { '@context': [`${CRATE}/context`, TERMS], '@graph': graph }
}

/** Terms that the context of RO-Crate 1.1 does not have. */
const TERMS = {
  environment: 'https://w3id.org/ro/terms/workflow-run#environment',
  sha256: 'http://schema.org/sha256',
}

const descriptor: Entity = {
  '@id': CRATE_FILE,
  '@type': 'CreativeWork',
  conformsTo: { '@id': CRATE },
  about: { '@id': './' },
}

const profile: Entity = { '@id': PROFILE, '@type': 'CreativeWork', name: 'Process Run Crate', version: '0.5' }

function referTo({ '@id': id }: Reference): Reference {
  return { '@id': id }
}

/** One value where there is one, a list where there are more, no key where there are none. */
function withReferences(key: string, entities: readonly Reference[]): Record<string, unknown> {
  const [first, ...more] = entities.map(referTo)
  if (first === undefined) return {}
  return { [key]: more.length === 0 ? first : [first, ...more] }
}

function isInput({ path }: CrateFile): boolean {
  return INPUTS.has(path)
}

function isResult({ path }: CrateFile): boolean {
  return path.startsWith('artifacts/') || RESULTS.has(path)
}

function pick(files: readonly CrateFile[], isWanted: (file: CrateFile) => boolean): Reference[] {
  return files.filter(isWanted).map((file) => ({ '@id': printUriPath(file.path) }))
}

function fileEntity({ path, sizeBytes, sha256 }: CrateFile): Entity {
  const facts = { name: path, encodingFormat: mediaTypeOf(path), contentSize: String(sizeBytes), sha256 }
  return { '@id': printUriPath(path), '@type': 'File', ...facts }
}

function propertyEntity(kind: 'metric' | 'env', name: string, value: unknown): Entity {
  return { '@id': `#${kind}-${printUriPath(name)}`, '@type': 'PropertyValue', name, value }
}

function parentEntity(reference: string): Entity {
  const description = 'a run that this one builds on; it is not in the crate'
  return { '@id': `#parent-${printUriPath(reference)}`, '@type': 'CreativeWork', name: reference, description }
}

function agentEntities({ user }: Manifest): Entity[] {
  return user === null ? [] : [{ '@id': `#user-${printUriPath(user)}`, '@type': 'Person', name: user }]
}

function licenseEntity(license: string | undefined): Entity {
  const type = { '@type': 'CreativeWork' }
  if (license === undefined) {
    const description = 'Nobody has said under which terms these files may be used.'
    return { '@id': '#license', ...type, name: 'No license was given', description }
  }
  const address = /^https?:\/\//.test(license) ? license : `https://spdx.org/licenses/${printUriPath(license)}`
  return { '@id': address, ...type, name: license, url: address }
}

/** The program of the run: where its code comes from, as far as git told. */
function programEntity(manifest: Manifest): Entity {
  const { git_remote, git_hash, git_dirty, command, project_name } = manifest
  const url = webAddress(git_remote)
  const name = url?.split('/').at(-1) || project_name || command?.[0] || manifest.run_type
  const version = git_hash === null ? {} : { softwareVersion: git_dirty === true ? `${git_hash}-dirty` : git_hash }
  const place = url === undefined ? { '@id': '#program' } : { '@id': `${url}#${git_hash ?? ''}`, url }
  return { '@type': 'SoftwareApplication', name, ...version, ...place }
}

/** `https://host/owner/name` of the remotes that have such a page; undefined for others. */
function webAddress(remote: string | null): string | undefined {
  if (remote === null) return undefined
  const written = remote.replace(/^(?:ssh:\/\/)?[^/@\s]+@([^/:\s]+)[:/]/, 'https://$1/').replace(/\.git\/?$/, '')
  if (!URL.canParse(written)) return undefined
  const { protocol, host, pathname } = new URL(written)
  return protocol === 'https:' || protocol === 'http:'
    ? `${protocol}//${host}${pathname.replace(/\/$/, '')}`
    : undefined
}

/** Dates that the manifest has, and that are some. */
function timesOf(times: Readonly<Record<string, string | null>>): Record<string, string> {
  const known = Object.entries(times).flatMap(([key, text]) => {
    const at = parseInstant(text ?? '')
    return at === undefined ? [] : [[key, printOffset(at)] as const]
  })
  return Object.fromEntries(known)
}

function endOf({ status, manifest }: CrateFacts): Record<string, string> {
  if (status === 'completed') return { actionStatus: 'http://schema.org/CompletedActionStatus' }
  const hasEnded = status === 'failed' || status === 'cancelled' || status === 'lost'
  if (!hasEnded) return {}
  const { error, signal, exit_code } = manifest
  const cause = signal !== null ? `signal ${signal}` : exit_code !== null ? `exit status ${exit_code}` : status
  return { actionStatus: 'http://schema.org/FailedActionStatus', error: error ?? cause }
}

/** `2026-11-21T06:14:09.123+00:00`: the profile wants the offset in digits. */
function printOffset(at: Instant): string {
  return printInstant(at).replace('Z', '+00:00')
}
