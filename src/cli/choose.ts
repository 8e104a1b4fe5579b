import type { Dialogue } from './dialogue.js'
import type { Style } from './render/style.js'
import { renderTable } from './render/table.js'

/** One of several things to choose from. */
export interface ListedChoice<Value> {
  readonly value: Value
  readonly name: string
  /** What people want to know of it; `""` for nothing. */
  readonly note: string
}

/** How choices are shown. */
export interface Shown {
  readonly dialogue: Dialogue
  readonly style: Style
  readonly columns: number
}

/**
 * Has a person choose by number or name; Enter takes the `preferred` one (a place in `choices`). A single choice is told and taken.
 * Undefined when they leave. Throws INTERRUPTED.
 */
export async function choose<Value>(
  { dialogue, style, columns }: Shown,
  what: string,
  choices: readonly ListedChoice<Value>[],
  preferred = 0,
): Promise<Value | undefined> {
  const [only, ...others] = choices
  if (only !== undefined && others.length === 0) {
    dialogue.say(`${style.bold(what)}  ${only.name}${only.note === '' ? '' : `  ${style.dim(only.note)}`}\n`)
    return only.value
  }
  const spec = [{ title: '', align: 'right' as const }, { title: what }, { title: '', atLeast: 10 }]
  const rows = choices.map(({ name, note }, at) => [
    { text: `  ${at + 1}` },
    { text: name },
    { text: note, paint: 'dim' as const },
  ])
  dialogue.say(renderTable(spec, rows, columns, style))
  for (;;) {
    const answer = await dialogue.ask(`number or name [${choices[preferred]?.name}]: `)
    if (answer === undefined) return undefined
    const chosen = answer === '' ? choices[preferred] : chosenBy(answer, choices)
    if (chosen !== undefined) {
      dialogue.say('')
      return chosen.value
    }
    dialogue.say(style.yellow(`there is no ${JSON.stringify(answer)}: a number from 1 to ${choices.length}, or a name`))
  }
}

/** A name is meant before a number, and the beginning of one name only is enough. */
function chosenBy<Value>(answer: string, choices: readonly ListedChoice<Value>[]): ListedChoice<Value> | undefined {
  const exact = choices.find(({ name }) => name === answer)
  if (exact !== undefined) return exact
  if (/^\d+$/.test(answer)) return choices[Number(answer) - 1]
  const beginning = choices.filter(({ name }) => name.startsWith(answer))
  return beginning.length === 1 ? beginning[0] : undefined
}
