import { RundirError } from '../../error/rundir-error.js'
import { listSuites } from '../../workspace/benchmark/bench-suites.js'
import { templateRows } from '../../workspace/specialist/templates.js'
import { askForBench, type BenchOffer, type BenchWish } from '../bench-dialogue.js'
import { BENCH_FLAGS, type BenchValues, performBench } from '../bench-flags.js'
import { defineCommand } from '../command.js'
import { Dialogue, isAtTerminal } from '../dialogue.js'

export const command = defineCommand({
  summary: 'Choose a scenario, its tier and a specialist from lists, and run it',
  details: `Asks at the terminal for what the flags leave open, says what to type to have the same again, and runs it as bench run does.
Ctrl-C and Ctrl-D leave; until the last answer nothing is made.`,
  examples: ['rundir bench', "rundir bench --agent 'python3 agent.py' --iterations 5"],
  flags: BENCH_FLAGS,
  args: [],
  async run(context, { flags }) {
    const workspace = await context.workspace()
    const offer = { suites: listSuites(workspace), templates: templateRows(workspace) }
    if (offer.suites.length === 0) {
      throw new RundirError('FILE_MISSING', 'there is no suite in suites/', {
        hint: 'a scenario is suites/SUITE/scenarios/SCENARIO/scenario.yaml: rundir bench run --help',
      })
    }
    if (!isAtTerminal()) throw notAtTerminal(offer)
    const dialogue = new Dialogue()
    let wish: BenchWish | undefined
    try {
      wish = await askForBench({ dialogue, style: context.style, columns: context.columns }, offer, flags)
    } finally {
      dialogue.close()
    }
    if (wish === undefined) return {}
    context.notice(`\n${context.style.dim(`$ ${commandFor(wish)}`)}\n`)
    return await performBench(context, wish.target, wish.flags)
  },
})

function notAtTerminal({ suites }: BenchOffer): RundirError {
  const names = suites.flatMap(({ name, scenarios }) => scenarios.map((scenario) => `${name} ${scenario.name}`))
  return new RundirError('ARGUMENT_MISSING', 'bench asks at a terminal only, and here is none', {
    hint: `rundir bench run SUITE SCENARIO, with one of: ${names.join(', ')}`,
  })
}

/** What to type to have the same again. */
function commandFor({ target, flags }: BenchWish): string {
  const names = Object.keys(BENCH_FLAGS) as (keyof BenchValues)[]
  const words = names.flatMap((name) => (flags[name] === undefined ? [] : [`--${name}`, String(flags[name])]))
  return ['rundir', 'bench', 'run', target.suite, target.scenario, ...words].map(quoted).join(' ')
}

function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
