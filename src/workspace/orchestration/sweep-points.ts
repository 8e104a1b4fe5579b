import { extname } from 'node:path'
import { parseOverride } from '../../config/override.js'
import { parseConfig } from '../../config/read.js'
import { gridPoints, listPoints, randomPoints } from '../../config/sweep.js'
import { parseSweepAxis } from '../../config/sweep-axis.js'
import { isList, isTree } from '../../config/tree.js'
import { readText } from '../../disk/read.js'
import { isRundirError, RundirError } from '../../error/rundir-error.js'

/** How a sweep gets its points (spec 3.5). */
export type SweepSource =
  | { readonly kind: 'grid'; readonly axes: readonly string[] }
  | { readonly kind: 'random'; readonly axes: readonly string[]; readonly count: number; readonly seed: number }
  /** `file` is absolute. */
  | { readonly kind: 'list'; readonly file: string }

/** The overrides of each point. Throws CONFIG_OVERRIDE, CONFIG_LIMIT, CONFIG_INVALID for a list without points. */
export function sweepPoints(source: SweepSource): (readonly string[])[] {
  const points = makePoints(source).map((point) => point.overrides)
  if (points.length > 0) return points
  throw new RundirError('CONFIG_INVALID', 'the sweep has no points', { hint: 'give values, such as lr=1e-3,1e-4' })
}

function makePoints(source: SweepSource) {
  if (source.kind === 'list') return listPoints(readPoints(source.file))
  const axes = source.axes.map(parseSweepAxis)
  return source.kind === 'grid' ? gridPoints(axes) : randomPoints(axes, source)
}

/**
 * Words with values for a sweep (`a=1,2`, `a=range(3)`), and plain overrides, which every point gets. After `--sweep` both may
 * stand among the words.
 */
export function splitSweepWords(words: readonly string[]): {
  readonly axes: readonly string[]
  readonly overrides: readonly string[]
} {
  const axes = words.filter((word) => !isOverride(word) && isAxis(word))
  return { axes, overrides: words.filter((word) => !axes.includes(word)) }
}

function isOverride(word: string): boolean {
  return succeeds(() => parseOverride(word))
}

function isAxis(word: string): boolean {
  return succeeds(() => parseSweepAxis(word))
}

function succeeds(parse: () => unknown): boolean {
  try {
    parse()
    return true
  } catch (error) {
    // A word over a limit is meant as what it is: the limit is the answer.
    if (isRundirError(error) && error.code !== 'CONFIG_LIMIT') return false
    throw error
  }
}

/** A list of mappings, or a mapping with a list `points`; a document of settings is always a mapping, so a bare list is given its key here. */
function readPoints(file: string) {
  const text = readText(file)
  const bare = /^(?:\s|#.*\n|---[ \t]*\n)*(\[|-[ \t])/.exec(text)?.[1]
  const body = text.replace(/^---[ \t]*$/m, '')
  const isYaml = /^\.ya?ml$/i.test(extname(file))
  const list = parseConfig(bare === undefined ? text : isYaml ? `points:\n${body}` : `{"points": ${text}}`, file)[
    'points'
  ]
  if (!isList(list) || !list.every(isTree)) {
    throw new RundirError('CONFIG_INVALID', `${file} is no list of points`, {
      hint: 'write a list of mappings, such as [{"training.lr": 0.1}, {"training.lr": 0.2}]',
    })
  }
  return list.filter(isTree)
}
