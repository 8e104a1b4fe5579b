import { extname, isAbsolute, relative, resolve } from 'node:path'
import type { Layer } from '../../config/compose.js'
import { parseKeyPath, printKeyPath } from '../../config/key-path.js'
import { findKeyPlace } from '../../config/key-place.js'
import type { TextPlace } from '../../config/syntax-error.js'
import { readText } from '../../disk/read.js'
import type { RundirError } from '../../error/rundir-error.js'
import { listProfiles } from '../../profile/list.js'
import { profileSource } from '../config/prepare-config.js'
import type { Workspace } from '../open.js'

/** One thing that is wrong with a configuration, or that other readers may take differently. Keys as `config check --json` prints them. */
export interface ConfigProblem {
  readonly severity: 'error' | 'warning'
  /** Dotted; empty for the document as a whole. */
  readonly key: string
  /** Relative to the workspace; null for a problem of no file. */
  readonly file: string | null
  /** Null where only the file is known. */
  readonly line: number | null
  readonly column: number | null
  readonly message: string
  readonly fix: string | null
}

/** An error as a problem, at the place that it names. */
export function problemOf(workspace: Workspace, { message, hint, place }: RundirError, key = ''): ConfigProblem {
  if (place === undefined) return problemAt(key, undefined, message, hint ?? null)
  const { file, line, column } = place
  const what = message.slice(`${file}:${line}:${column}: `.length)
  return problemAt(key, { file: inWorkspace(workspace, file), line, column }, what, hint ?? null)
}

/** Where a key of a composed configuration was set. */
export interface KeyPlace {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
}

export function problemAt(
  key: string,
  place: KeyPlace | undefined,
  message: string,
  fix: string | null,
): ConfigProblem {
  const { file = null, line = null, column = null } = place ?? {}
  return { severity: 'error', key, file, line, column, message, fix }
}

/** Finds the file, and in YAML and JSON the line, where each key was set; `origin` says by which layer. */
export function keyPlaces(
  workspace: Workspace,
  layers: readonly Layer[],
  origin: Readonly<Record<string, string>>,
): (key: string) => KeyPlace | undefined {
  const files = new Map(filesOfLayers(workspace, layers))
  return (key) => {
    for (let path = parseKeyPath(key) ?? []; path.length > 0; path = path.slice(0, -1)) {
      const layer = origin[printKeyPath(path)]
      if (layer === undefined) continue
      const file = files.get(layer)
      if (file === undefined) return undefined
      const place = placeIn(workspace, file, parseKeyPath(key) ?? [])
      return { file, line: place?.line ?? null, column: place?.column ?? null }
    }
    return undefined
  }
}

/** The files of the layers, which are named `profile NAME` and `file PATH`, by those names. */
export function filesOfLayers(workspace: Workspace, layers: readonly Layer[]): [string, string][] {
  const profiles = listProfiles(profileSource(workspace))
  return layers.flatMap(({ name }) => {
    const [, kind, what] = /^(profile|file) ([\s\S]*)$/.exec(name) ?? []
    const path = kind === 'profile' ? profiles.find((profile) => profile.name === what)?.path : what
    return path == null ? [] : [[name, path]]
  })
}

export function readLayerText(workspace: Workspace, file: string): string {
  return readText(isAbsolute(file) ? file : resolve(workspace.root, file))
}

function placeIn(workspace: Workspace, file: string, path: readonly string[]): TextPlace | undefined {
  return /^\.(?:ya?ml|json)$/i.test(extname(file)) ? findKeyPlace(readLayerText(workspace, file), path) : undefined
}

function inWorkspace(workspace: Workspace, file: string): string {
  const path = relative(workspace.root, file)
  return !isAbsolute(file) || path.startsWith('..') || isAbsolute(path) ? file : path.replaceAll('\\', '/')
}
