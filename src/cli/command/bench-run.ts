import { runBenchmark } from '../../workspace/benchmark/bench-run.js'
import { anchorWords, splitWords } from '../../workspace/evaluation/command-words.js'
import { defineCommand } from '../command.js'
import { parseCount } from '../evaluation-flags.js'
import { interruptSignal } from '../interrupt-signal.js'
import { renderBatch } from '../render/batch.js'
import { printable } from '../render/style.js'
import { evaluatorHostFile } from '../resources.js'

const MAX_ITERATIONS = 100_000
const MAX_JOBS = 1_024

export const command = defineCommand({
  summary: 'Run a scenario of a suite, each iteration as a run of one batch',
  details: `A scenario is suites/SUITE/scenarios/SCENARIO/scenario.yaml; its prompts are suites/SUITE/prompts/SCENARIO/L0….md to L3….md and Lx….md.
The agent is a command, or echo. It runs in the directory of the run with input.json, prompt.md and workspace/, and writes
output.json: an object, with tokens_in, tokens_out and cost if it knows them. Evaluators run in folders of their own. One that is a
command writes output.json: {"score", "max_score", "details"}; in it {scenario} is the folder of the scenario. One that is a module
exports a default function, which gets the input and returns the same. Ctrl-C ends the programs.`,
  examples: [
    'rundir bench run web forms --tier L1',
    "rundir bench run web forms --tier L1 --specialist nextjs-specialist --agent 'python3 agent.py' --iterations 5 --jobs 2",
  ],
  flags: {
    tier: { type: 'text', value: 'T', help: 'L0, L1, L2, L3 or Lx (default L1)' },
    specialist: { type: 'text', value: 'NAME', help: 'template that the agent is told of' },
    agent: { type: 'text', value: 'CMD', help: 'command of the agent (default echo)' },
    model: { type: 'text', value: 'NAME', help: 'handed to the agent in its input' },
    iterations: { type: 'number', short: 'n', help: 'how often (default 1)' },
    jobs: { type: 'number', short: 'j', help: 'iterations at a time (default 1)' },
  },
  args: [
    { name: 'SUITE', help: 'folder below suites/' },
    { name: 'SCENARIO', help: 'folder below the scenarios of the suite' },
  ],
  async run(context, { flags, args }) {
    const [suite = '', scenario = ''] = args
    const { agent = 'echo', specialist, model = '', tier = 'L1' } = flags
    const iterations = parseCount('--iterations', flags.iterations ?? 1, MAX_ITERATIONS)
    const jobs = parseCount('--jobs', flags.jobs ?? 1, MAX_JOBS)
    const workspace = await context.workspace()
    const { cwd } = context
    const agentWords = agent === 'echo' ? undefined : anchorWords(splitWords(agent, '--agent'), cwd, workspace.root)
    const interrupts = interruptSignal(() => context.notice('ending the programs'))
    const { batch, runs } = await runBenchmark(workspace, {
      ...{ suite, scenario, tier, specialist, agent, agentWords, model, iterations, jobs, cwd },
      evaluatorHost: evaluatorHostFile(),
      signal: interrupts.signal,
      onProblem: context.notice,
      onRun: ({ iteration, reason }, done) => {
        context.progress(`${done} of ${iterations}`)
        if (reason !== null) context.notice(printable(`iteration ${iteration} failed: ${reason}`))
      },
    })
    interrupts.stop()
    context.progress('')
    return {
      data: { ...batch, runs },
      text: renderBatch(batch, context.columns, context.style),
      exitStatus: batch.failed === 0 ? 0 : 1,
    }
  },
})
