import { RundirError } from '../error/rundir-error.js'
import { didYouMean } from '../value/nearest.js'
import { doOverlap, type Shape, ShapeBuilder } from '../value/overlap.js'
import { type BuiltinLayoutName, type Patterns, patternLayout } from './builtin.js'
import { FIXED_PLACEHOLDERS, PATTERN_FIELDS } from './placeholder.js'

const STAMP = '0000-00-00_00-00-00'
const shape = () => new ShapeBuilder()
const part = () => shape().part().build()
const named = (name: string) => shape().text(name).build()
const stamped = () => shape().figures(STAMP).turn().build()

/** Folders below `runs/` of the built-in layouts; `pipeline` stands elsewhere. */
const BUILTIN_SHAPES: Readonly<Record<Exclude<BuiltinLayoutName, 'pipeline'>, readonly Shape[]>> = {
  experiment: [part(), shape().figures(STAMP).text('_').gitHash().turn().build()],
  evaluation: [part(), part(), part(), stamped()],
  cluster: [named('cluster'), stamped()],
  session: [named('evals'), shape().part().text(':').part().build(), stamped()],
  benchmark: [named('benchmarks'), part(), part(), shape().runId().turn().build()],
}

/**
 * Checks the layouts of a workspace file together. Throws SETTINGS_INVALID for a placeholder that nothing fills, and for two layouts
 * that could give one path, since a run must be told by its path.
 */
export function checkPatterns(patterns: Patterns): void {
  const known: { name: string; shapes: readonly Shape[] }[] = []
  for (const [name, shapes] of Object.entries(BUILTIN_SHAPES)) known.push({ name: `the layout ${name}`, shapes })
  for (const [name, text] of Object.entries(patterns)) {
    const layout = patternLayout(name, patterns)
    const stranger = layout.fields.find((field) => !isField(field))
    if (stranger !== undefined) {
      const placeholders = [...PATTERN_FIELDS, ...FIXED_PLACEHOLDERS, 'counter']
      throw new RundirError('SETTINGS_INVALID', `layouts.${name} "${text}" has {${stranger}}, which nothing fills`, {
        hint: didYouMean(stranger, placeholders) ?? `use ${placeholders.map((key) => `{${key}}`).join(', ')}`,
      })
    }
    const other = known.find(({ shapes }) => doOverlap(shapes, layout.shapes))
    if (other !== undefined)
      throw new RundirError('SETTINGS_INVALID', `layouts.${name} "${text}" can give the same path as ${other.name}`, {
        hint: 'begin one of them with a folder of its own, such as "mine/…"',
      })
    known.push({ name: `layouts.${name} "${text}"`, shapes: layout.shapes })
  }
}

function isField(key: string): boolean {
  return (PATTERN_FIELDS as readonly string[]).includes(key)
}
