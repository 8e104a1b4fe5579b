import { RundirError } from '../error/rundir-error.js'
import type { OfferedSuite } from '../workspace/benchmark/bench-suites.js'
import type { TemplateRow } from '../workspace/specialist/templates.js'
import { type BenchTarget, type BenchValues, countIterations, DEFAULT_AGENT, DEFAULT_TIER } from './bench-flags.js'
import { choose, type ListedChoice, type Shown } from './choose.js'

/** What there is to choose from. */
export interface BenchOffer {
  readonly suites: readonly OfferedSuite[]
  readonly templates: readonly TemplateRow[]
}

/** A benchmark that was chosen in full. */
export interface BenchWish {
  readonly target: BenchTarget
  readonly flags: BenchValues
}

/** Asks for everything that `flags` leaves open; undefined when the person leaves. Throws INTERRUPTED. */
export async function askForBench(
  shown: Shown,
  { suites, templates }: BenchOffer,
  flags: BenchValues,
): Promise<BenchWish | undefined> {
  const suite = await choose(
    shown,
    'suite',
    suites.map((each) => choice(each.name, each, scenarioCount(each.scenarios.length))),
  )
  if (suite === undefined) return undefined
  const scenario = await choose(
    shown,
    'scenario',
    suite.scenarios.map((each) => choice(each.name, each, `${each.title}  ${each.tiers.join(' ') || 'no prompt'}`)),
  )
  if (scenario === undefined) return undefined
  if (scenario.tiers.length === 0) {
    const folder = `suites/${suite.name}/prompts/${scenario.name}`
    throw new RundirError('FILE_MISSING', `there is no prompt in ${folder}/`, { hint: `write ${folder}/L1.md` })
  }
  const tiers = scenario.tiers.map((each) => choice(each, each as string, ''))
  const tier = flags.tier ?? (await choose(shown, 'tier', tiers, Math.max(0, scenario.tiers.indexOf(DEFAULT_TIER))))
  if (tier === undefined) return undefined
  const specialists = [
    choice('none', null, ''),
    ...templates.map((each) => choice(each.name, each.name, each.problem ?? enrichment(each))),
  ]
  const specialist = flags.specialist ?? (await choose<string | null>(shown, 'specialist', specialists))
  if (specialist === undefined) return undefined
  const agent = flags.agent ?? (await askText(shown, 'command of the agent', DEFAULT_AGENT))
  if (agent === undefined) return undefined
  const iterations = flags.iterations ?? (await askCount(shown))
  if (iterations === undefined) return undefined
  const target = { suite: suite.name, scenario: scenario.name }
  return { target, flags: { ...flags, tier, specialist: specialist ?? undefined, agent, iterations } }
}

function choice<Value>(name: string, value: Value, note: string): ListedChoice<Value> {
  return { name, value, note }
}

function scenarioCount(count: number): string {
  return count === 1 ? '1 scenario' : `${count} scenarios`
}

function enrichment({ version, number }: TemplateRow): string {
  return [version ?? 'no version', ...(number === null ? [] : [`enriched ${number}`])].join('  ')
}

async function askText({ dialogue }: Shown, what: string, usual: string): Promise<string | undefined> {
  const answer = await dialogue.ask(`${what} [${usual}]: `)
  return answer === '' ? usual : answer
}

async function askCount(shown: Shown): Promise<number | undefined> {
  for (;;) {
    const answer = await askText(shown, 'iterations', '1')
    if (answer === undefined) return undefined
    try {
      return countIterations(Number(answer))
    } catch (error) {
      if (!(error instanceof RundirError)) throw error
      shown.dialogue.say(shown.style.yellow(`${JSON.stringify(answer)} is not ${error.hint}`))
    }
  }
}
