import { RundirError } from '../error/rundir-error.js'
import { isPathPart } from '../run/path-part.js'
import { isReferable } from '../run/reference.js'
import { didYouMean } from '../value/nearest.js'
import { type BenchmarkIdentity, benchmark } from './benchmark.js'
import { type ClusterIdentity, cluster } from './cluster.js'
import { type EvaluationIdentity, evaluation } from './evaluation.js'
import { type ExperimentIdentity, experiment } from './experiment.js'
import { canonicalPath, type Place } from './layout.js'
import { type PatternIdentity, type PatternLayout, parsePattern } from './pattern.js'
import { type PipelineIdentity, pipeline } from './pipeline.js'
import { type SessionIdentity, session } from './session.js'

/** The layouts that every workspace has; no two recognise the same path. */
export const BUILTIN_LAYOUTS = { pipeline, experiment, evaluation, cluster, session, benchmark } as const
export type BuiltinLayoutName = keyof typeof BUILTIN_LAYOUTS

/** Who a run is, as far as its place tells. */
export type RunIdentity =
  | PipelineIdentity
  | ExperimentIdentity
  | EvaluationIdentity
  | ClusterIdentity
  | SessionIdentity
  | BenchmarkIdentity
  | PatternIdentity

/** Layouts of the workspace file: name → pattern. */
export type Patterns = Readonly<Record<string, string>>

export function isBuiltinLayout(name: string): name is BuiltinLayoutName {
  return Object.hasOwn(BUILTIN_LAYOUTS, name)
}

/** A layout of the workspace file. Throws FLAG_INVALID for an unknown one, SETTINGS_INVALID for a pattern that cannot be used. */
export function patternLayout(name: string, patterns: Patterns): PatternLayout {
  const text = Object.hasOwn(patterns, name) ? patterns[name] : undefined
  if (text !== undefined) return parsedPattern(name, text)
  const known = [...Object.keys(BUILTIN_LAYOUTS), ...Object.keys(patterns)]
  throw new RundirError('FLAG_INVALID', `there is no layout ${JSON.stringify(name)}`, {
    hint: didYouMean(name, known) ?? `use ${known.join(', ')}`,
  })
}

/** The place of a run, canonical. Throws NAME_INVALID, also for a place whose reference would mean another one. */
export function placeRun(identity: RunIdentity, patterns: Patterns): Place {
  const place = placeOf(identity, patterns)
  if (isReferable(place.path)) return place
  throw new RundirError('NAME_INVALID', `no run can be in ${place.path}: other runs could not refer to it`, {
    hint: 'call the first folder below runs/ neither outputs nor like a drive (c:)',
  })
}

function placeOf(identity: RunIdentity, patterns: Patterns): Place {
  switch (identity.layout) {
    case 'pipeline':
      return pipeline.place(identity)
    case 'experiment':
      return experiment.place(identity)
    case 'evaluation':
      return evaluation.place(identity)
    case 'cluster':
      return cluster.place(identity)
    case 'session':
      return session.place(identity)
    case 'benchmark':
      return benchmark.place(identity)
    case 'pattern':
      return patternLayout(identity.pattern, patterns).place(identity)
  }
}

/** The run that a path (relative to the workspace, on disk or canonical) belongs to; undefined for a foreign directory. */
export function recogniseRun(path: string, patterns: Patterns): RunIdentity | undefined {
  const canonical = canonicalPath(path)
  if (!isReferable(canonical)) return undefined
  for (const layout of Object.values(BUILTIN_LAYOUTS)) {
    const identity = layout.recognise(canonical)
    if (identity !== undefined) return identity
  }
  for (const [name, text] of Object.entries(patterns)) {
    const identity = parsedPattern(name, text).recognise(canonical)
    if (identity !== undefined) return identity
  }
  return undefined
}

/** Parsing is pure, and a list asks for the same few patterns thousands of times. */
const parsed = new Map<string, PatternLayout>()

function parsedPattern(name: string, text: string): PatternLayout {
  const key = `${name}\n${text}`
  const layout = parsed.get(key) ?? checkedPattern(name, text)
  parsed.set(key, layout)
  return layout
}

function checkedPattern(name: string, text: string): PatternLayout {
  if (isPathPart(name) && !isBuiltinLayout(name)) return parsePattern(name, text)
  throw new RundirError('SETTINGS_INVALID', `layouts.${name} cannot be the name of a layout`, {
    hint: `use letters, digits, "_" and "-", and none of ${Object.keys(BUILTIN_LAYOUTS).join(', ')}`,
  })
}
