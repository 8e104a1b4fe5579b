import { listNames, makeDirectories } from '../disk/directory.js'
import { createNextFile, type NumberedFile, type NumberedFiles, numberedFiles } from './numbered-file.js'
import { TEMPLATES } from './template.js'

/** An enriched template on disk. */
export interface EnrichedTemplate {
  readonly number: number
  /** Relative to the workspace, with `/`. */
  readonly path: string
}

/** All enriched templates of one version, lowest number first (spec 1.12, seed 001). Both texts are path parts. */
export function listEnriched(root: string, name: string, version: string): EnrichedTemplate[] {
  const folder = enrichedFolder(version)
  return numberedFiles(seriesOf(name), listNames(`${root}/${folder}`)).map((file) => placed(folder, file))
}

/** The one with the highest number, which a specialist is loaded from; undefined when there is none. */
export function latestEnriched(root: string, name: string, version: string): EnrichedTemplate | undefined {
  return listEnriched(root, name, version).at(-1)
}

/** Writes the next enriched template of a version, durably; nothing is ever overwritten. Throws DISK_*. */
export function createEnriched(root: string, name: string, version: string, text: string): EnrichedTemplate {
  const folder = enrichedFolder(version)
  makeDirectories(`${root}/${folder}`, 'durable')
  const names = listNames(`${root}/${folder}`)
  return placed(
    folder,
    createNextFile(`${root}/${folder}`, seriesOf(name), names, () => text),
  )
}

function enrichedFolder(version: string): string {
  return `${TEMPLATES}/enriched/${version}`
}

function seriesOf(name: string): NumberedFiles {
  return { before: `${name}.enriched.`, after: '.json5' }
}

function placed(folder: string, { name, number }: NumberedFile): EnrichedTemplate {
  return { number, path: `${folder}/${name}` }
}
