import { BENCH_FLAGS, performBench } from '../bench-flags.js'
import { defineCommand } from '../command.js'

export const command = defineCommand({
  summary: 'Run a scenario of a suite, each iteration as a run of one batch',
  details: `A scenario is suites/SUITE/scenarios/SCENARIO/scenario.yaml; its prompts are suites/SUITE/prompts/SCENARIO/L0….md to L3….md and Lx….md.
The agent is a command, or echo. It runs in the directory of the run with input.json, prompt.md and workspace/, and writes
output.json: an object, with tokens_in, tokens_out and cost if it knows them. Evaluators run in folders of their own. One that is a
command writes output.json: {"score", "max_score", "details"}; in it {scenario} is the folder of the scenario. One that is a module
exports a default function, which gets the input and returns the same.`,
  examples: [
    'rundir bench run web forms --tier L1',
    "rundir bench run web forms --tier L1 --specialist nextjs-specialist --agent 'python3 agent.py' --iterations 5 --jobs 2",
  ],
  flags: BENCH_FLAGS,
  args: [
    { name: 'SUITE', help: 'folder below suites/' },
    { name: 'SCENARIO', help: 'folder below the scenarios of the suite' },
  ],
  run: (context, { flags, args: [suite = '', scenario = ''] }) => performBench(context, { suite, scenario }, flags),
})
