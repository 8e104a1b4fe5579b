import { listEntries, listNames } from '../disk/directory.js'
import { readTextIfThere } from '../disk/read.js'
import { parseReference } from '../run/reference.js'
import { isStamp, parseTurn } from '../run/stamp.js'
import { isJsonObject, parseJson } from '../value/json.js'
import { specimenSlug } from './branded-schema.js'
import type { ClusterInput } from './cluster.js'

export type Unknown = ClusterInput['unknowns'][number]

/**
 * What graders did not know: the YAML files in `runs/<split>/grader/specimen…/<timestamp>/unknowns/` (spec 4.2, seed 003), by split, specimen, time and name. The specimen is the one in the grader's input; a run without one is passed over.
 */
export function gatherUnknowns(root: string, splits: readonly string[]): Unknown[] {
  return splits.flatMap((split) =>
    foldersIn(root, `${split}/grader`)
      .filter((scope) => scope.startsWith('specimen'))
      .flatMap((scope) =>
        foldersIn(root, `${split}/grader/${scope}`)
          .filter((stamp) => parseTurn(stamp, isStamp) !== undefined)
          .flatMap((stamp) => unknownsOf(root, `${split}/grader/${scope}/${stamp}`)),
      ),
  )
}

function unknownsOf(root: string, path: string): Unknown[] {
  const files = listNames(`${root}/runs/${path}/unknowns`).filter((name) => name.endsWith('.yaml'))
  if (files.length === 0) return []
  const input = parseJson(readTextIfThere(`${root}/runs/${path}/input.json`) ?? '')
  const specimen = specimenSlug.safeParse(isJsonObject(input) ? input['specimen'] : undefined).data
  if (specimen === undefined) return []
  return files.sort().map((name) => ({ specimen, grader_run: parseReference(path), file: `unknowns/${name}` }))
}

function foldersIn(root: string, path: string): string[] {
  return listEntries(`${root}/runs/${path}`)
    .filter((entry) => entry.kind === 'directory')
    .map((entry) => entry.name)
    .sort()
}
