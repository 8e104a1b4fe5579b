import { relative } from 'node:path'
import { listEntries } from '../../disk/directory.js'
import { statIfThere } from '../../disk/read.js'
import { realPathIfThere } from '../../disk/real-path.js'
import { RundirError } from '../../error/rundir-error.js'
import { isPathPart } from '../../run/path-part.js'
import { didYouMean } from '../../value/nearest.js'
import { parseRelPath } from '../../value/rel-path.js'

/** A checkpoint of a run: how people call it, and where its bytes are. */
export interface Checkpoint {
  /** The name of the file that was asked for. */
  readonly name: string
  /** The file itself, relative to the run: a link has been followed. */
  readonly file: string
}

const CHECKPOINTS = 'artifacts/checkpoints'

/**
 * The checkpoint that a person means: a path below `artifacts/checkpoints/`, or the name up to its first dot (`best` is `best.pt`). A
 * link is followed within the run. Throws FILE_MISSING with the nearest names, VALUE_INVALID where several fit or a folder is meant,
 * PATH_ESCAPES.
 */
export function findCheckpoint(root: string, dir: string, text: string): Checkpoint {
  const wanted = parseRelPath(text)
  const run = `${root}/${dir}`
  const names = listEntries(`${run}/${CHECKPOINTS}`).map((entry) => entry.name)
  const fitting = names.filter((name) => name.startsWith(`${wanted}.`)).sort()
  const isExact = statIfThere(`${run}/${CHECKPOINTS}/${wanted}`) !== undefined
  if (!isExact && fitting.length > 1)
    throw new RundirError('VALUE_INVALID', `the checkpoint ${wanted} of ${dir} can be ${fitting.join(' or ')}`, {
      hint: 'give the whole name',
    })
  const chosen = isExact ? wanted : fitting[0]
  if (chosen === undefined) throw unknownCheckpoint(dir, wanted, names)
  const path = `${run}/${CHECKPOINTS}/${chosen}`
  const real = realPathIfThere(path)
  const file = real === undefined ? '' : relative(realPathIfThere(run) ?? run, real).replaceAll('\\', '/')
  if (file === '' || file.split('/').includes('..'))
    throw new RundirError('PATH_ESCAPES', `the checkpoint ${chosen} of ${dir} leads out of the run`, {
      hint: 'copy the file into the run before it ends',
    })
  if (statIfThere(path)?.kind !== 'file')
    throw new RundirError('VALUE_INVALID', `the checkpoint ${chosen} of ${dir} is a folder, and a model has one file`, {
      hint: `name the file in it: --checkpoint ${chosen}/FILE`,
    })
  const name = chosen.slice(chosen.lastIndexOf('/') + 1)
  if (isPathPart(name)) return { name, file }
  throw new RundirError('NAME_INVALID', `the checkpoint ${JSON.stringify(name)} has a name that some systems refuse`, {
    hint: 'use letters, digits, ".", "_" and "-"',
  })
}

function unknownCheckpoint(dir: string, wanted: string, names: readonly string[]): RundirError {
  const none = `it has nothing in ${CHECKPOINTS}/`
  const hint =
    names.length === 0
      ? none
      : (didYouMean(
          wanted,
          names.flatMap((name) => [name, name.replace(/(?<=.)\..*$/s, '')]),
        ) ?? `it has ${names.toSorted().slice(0, 5).join(', ')}`)
  return new RundirError('FILE_MISSING', `${dir} has no checkpoint ${wanted}`, { hint })
}
