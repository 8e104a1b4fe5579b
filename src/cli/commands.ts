import type { Command } from './command.js'

interface Entry {
  readonly group: string
  readonly summary: string
  readonly load: () => Promise<{ readonly command: Command }>
}

const RUNNING = 'Run'
const LOOKING = 'Look'
const EVALUATING = 'Evaluate'
const MODELS = 'Models'
const WORKSPACE = 'Workspace'

/** The command of that name; undefined when there is none (`constructor` is none either). */
export function findCommand(name: string): Entry | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
}

/** The commands of two words that begin with this one, in the order of the help. */
export function partsOf(first: string): string[] {
  return Object.keys(COMMANDS).filter((name) => name.startsWith(`${first} `))
}

/** Every command, in the order of the help; each module is loaded when it is called. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  run: { group: RUNNING, summary: 'Launch a command as a run', load: () => import('./command/run.js') },
  resume: { group: RUNNING, summary: 'Start a new attempt of a run', load: () => import('./command/resume.js') },
  reproduce: {
    group: RUNNING,
    summary: 'Make a run again from what it recorded, and compare',
    load: () => import('./command/reproduce.js'),
  },
  new: { group: RUNNING, summary: 'Claim a run, launch nothing', load: () => import('./command/new.js') },
  name: { group: RUNNING, summary: 'Preview the next name, claim nothing', load: () => import('./command/name.js') },
  log: { group: RUNNING, summary: 'Add a point to a run', load: () => import('./command/log.js') },
  finish: { group: RUNNING, summary: 'End a run and seal it', load: () => import('./command/finish.js') },
  env: { group: RUNNING, summary: 'Print the variables of a run', load: () => import('./command/env.js') },
  profiles: { group: RUNNING, summary: 'List the named configurations', load: () => import('./command/profiles.js') },
  'config show': {
    group: RUNNING,
    summary: 'Print a resolved configuration',
    load: () => import('./command/config-show.js'),
  },
  'config check': {
    group: RUNNING,
    summary: 'Check a configuration; every problem is listed',
    load: () => import('./command/config-check.js'),
  },
  ls: { group: LOOKING, summary: 'List runs with their metrics', load: () => import('./command/ls.js') },
  show: { group: LOOKING, summary: 'Show one run', load: () => import('./command/show.js') },
  metrics: {
    group: LOOKING,
    summary: 'Table, chart or columns of metrics',
    load: () => import('./command/metrics.js'),
  },
  diff: { group: LOOKING, summary: 'Show what leads from one run to another', load: () => import('./command/diff.js') },
  compare: {
    group: LOOKING,
    summary: 'Put runs side by side: settings that differ, and metrics',
    load: () => import('./command/compare.js'),
  },
  best: {
    group: LOOKING,
    summary: 'Show the run with the best last value of a metric',
    load: () => import('./command/best.js'),
  },
  tail: { group: LOOKING, summary: 'Follow the log and metrics of a run', load: () => import('./command/tail.js') },
  'eval run': {
    group: EVALUATING,
    summary: 'Do one critic, grader or cluster run',
    load: () => import('./command/eval-run.js'),
  },
  'eval full-split': {
    group: EVALUATING,
    summary: 'Evaluate the specimens of a split',
    load: () => import('./command/eval-full-split.js'),
  },
  'eval compare': {
    group: EVALUATING,
    summary: 'Compare two sessions, noise included',
    load: () => import('./command/eval-compare.js'),
  },
  'batch start': {
    group: EVALUATING,
    summary: 'Make a batch',
    load: () => import('./command/batch-start.js'),
  },
  'batch add': {
    group: EVALUATING,
    summary: 'Put runs into a batch',
    load: () => import('./command/batch-add.js'),
  },
  'batch show': {
    group: EVALUATING,
    summary: 'Show a batch and what its runs add up to',
    load: () => import('./command/batch-show.js'),
  },
  'batch compare': {
    group: EVALUATING,
    summary: 'Compare two batches, noise included',
    load: () => import('./command/batch-compare.js'),
  },
  'batch close': {
    group: EVALUATING,
    summary: 'Close a batch',
    load: () => import('./command/batch-close.js'),
  },
  bench: {
    group: EVALUATING,
    summary: 'Choose a scenario at the terminal and run it',
    load: () => import('./command/bench.js'),
  },
  'bench run': {
    group: EVALUATING,
    summary: 'Run a scenario of a suite',
    load: () => import('./command/bench-run.js'),
  },
  'templates list': {
    group: EVALUATING,
    summary: 'List the templates of specialists',
    load: () => import('./command/templates-list.js'),
  },
  'templates show': {
    group: EVALUATING,
    summary: 'Print the template of a specialist',
    load: () => import('./command/templates-show.js'),
  },
  'templates latest': {
    group: EVALUATING,
    summary: 'Print the path of the latest enriched template',
    load: () => import('./command/templates-latest.js'),
  },
  'templates enrich': {
    group: EVALUATING,
    summary: 'Have a command enrich a template',
    load: () => import('./command/templates-enrich.js'),
  },
  'snapshots mint': {
    group: EVALUATING,
    summary: 'Keep a template with its results',
    load: () => import('./command/snapshots-mint.js'),
  },
  'snapshots list': {
    group: EVALUATING,
    summary: 'List the snapshots of specialists',
    load: () => import('./command/snapshots-list.js'),
  },
  'snapshots show': {
    group: EVALUATING,
    summary: 'Print a snapshot',
    load: () => import('./command/snapshots-show.js'),
  },
  'snapshots latest': {
    group: EVALUATING,
    summary: 'Print the path of the newest snapshot',
    load: () => import('./command/snapshots-latest.js'),
  },
  'snapshots diff': {
    group: EVALUATING,
    summary: 'Tell what changed between snapshots',
    load: () => import('./command/snapshots-diff.js'),
  },
  promote: {
    group: MODELS,
    summary: 'Keep a checkpoint of a run as a model',
    load: () => import('./command/promote.js'),
  },
  'models ls': { group: MODELS, summary: 'List the models', load: () => import('./command/models-ls.js') },
  'models show': {
    group: MODELS,
    summary: 'Show one version of a model',
    load: () => import('./command/models-show.js'),
  },
  'models alias': {
    group: MODELS,
    summary: 'Let an alias lead to a version',
    load: () => import('./command/models-alias.js'),
  },
  'models resolve': {
    group: MODELS,
    summary: 'Print the file that a reference means, checked',
    load: () => import('./command/models-resolve.js'),
  },
  verify: {
    group: WORKSPACE,
    summary: 'Check runs against the numbered rules',
    load: () => import('./command/verify.js'),
  },
  repair: {
    group: WORKSPACE,
    summary: 'Finish or mark what a crash left behind',
    load: () => import('./command/repair.js'),
  },
  rm: { group: WORKSPACE, summary: 'Move runs to the trash', load: () => import('./command/rm.js') },
  restore: { group: WORKSPACE, summary: 'Bring runs back from the trash', load: () => import('./command/restore.js') },
  purge: { group: WORKSPACE, summary: 'Delete what is in the trash', load: () => import('./command/purge.js') },
  export: {
    group: WORKSPACE,
    summary: 'Write a run to an archive or a research object',
    load: () => import('./command/export.js'),
  },
  gc: { group: WORKSPACE, summary: 'Move old runs to the trash', load: () => import('./command/gc.js') },
  init: { group: WORKSPACE, summary: 'Make a workspace here', load: () => import('./command/init.js') },
  doctor: {
    group: WORKSPACE,
    summary: 'Tell what this machine and file system can do',
    load: () => import('./command/doctor.js'),
  },
  completion: { group: WORKSPACE, summary: 'Print a completion script', load: () => import('./command/completion.js') },
}
