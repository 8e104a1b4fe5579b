import { isJsonObject, type Json, type JsonObject } from '../value/json.js'

/** What can be wrong with the predictions of a run (spec 2.5). */
export type PredictionProblem =
  | { readonly kind: 'bad-name' | 'frame-without-entry'; readonly file: string }
  | { readonly kind: 'no-metadata' | 'bad-metadata'; readonly why: string }
  | { readonly kind: 'entry-without-frame' | 'entry-twice'; readonly frame: string }
  | { readonly kind: 'entry-incomplete'; readonly frame: string; readonly missing: readonly string[] }

const FRAME_FILE = /^frame_(\d{4,})\.npz$/
export const METADATA_FILE = 'metadata.json'

/**
 * Compares the files of `artifacts/predictions/` with their metadata: one object for a single frame, or
 * `{contract_version, frames: [...]}`. `metadata` is undefined when the file is missing, null when it is no JSON.
 */
export function checkPredictions(files: readonly string[], metadata: Json | undefined): PredictionProblem[] {
  const frames = new Map<string, string>()
  const problems: PredictionProblem[] = []
  for (const file of files) {
    if (file === METADATA_FILE) continue
    const frame = FRAME_FILE.exec(file)?.[1]
    if (frame === undefined) problems.push({ kind: 'bad-name', file })
    else frames.set(frame, file)
  }
  if (metadata === undefined) {
    return frames.size === 0 ? problems : [...problems, { kind: 'no-metadata', why: `${frames.size} frames have none` }]
  }
  const entries = readEntries(metadata)
  if (typeof entries === 'string') return [...problems, { kind: 'bad-metadata', why: entries }]
  return [...problems, ...compare(frames, entries)]
}

function readEntries(metadata: Json): JsonObject[] | string {
  if (!isJsonObject(metadata)) return 'it is not a JSON object'
  const { frames, ...shared } = metadata
  if (frames === undefined) return [metadata]
  if (!Array.isArray(frames)) return '"frames" is not a list'
  return frames.every(isJsonObject) ? frames.map((entry) => ({ ...shared, ...entry })) : 'a frame is not a JSON object'
}

function compare(frames: ReadonlyMap<string, string>, entries: readonly JsonObject[]): PredictionProblem[] {
  const problems: PredictionProblem[] = []
  const seen = new Set<string>()
  entries.forEach((entry, index) => {
    const frame = frameOf(entry['frame_id'], frames)
    const missing = missingKeys(entry)
    if (missing.length > 0) problems.push({ kind: 'entry-incomplete', frame: frame ?? `entry ${index + 1}`, missing })
    if (frame === undefined) return
    if (seen.has(frame)) problems.push({ kind: 'entry-twice', frame })
    else if (!frames.has(frame)) problems.push({ kind: 'entry-without-frame', frame })
    seen.add(frame)
  })
  for (const [frame, file] of frames) if (!seen.has(frame)) problems.push({ kind: 'frame-without-entry', file })
  return problems
}

/** The digits of a frame: `"0007"`, or the number 7, which may stand for `0007`. */
function frameOf(id: Json | undefined, frames: ReadonlyMap<string, string>): string | undefined {
  if (typeof id === 'string') return id.replace(/^frame_/, '')
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) return undefined
  return [...frames.keys()].find((frame) => Number(frame) === id) ?? String(id).padStart(4, '0')
}

function missingKeys(entry: JsonObject): string[] {
  const missing = ['frame_id', 'timestamp', 'contract_version'].filter((key) => (entry[key] ?? null) === null)
  if ((entry['intrinsics'] ?? entry['intrinsics_ref'] ?? null) === null) missing.push('intrinsics')
  return missing
}
