import type { Command } from './command.js'

interface Entry {
  readonly group: string
  readonly summary: string
  readonly load: () => Promise<{ readonly command: Command }>
}

const RUNNING = 'Run'
const LOOKING = 'Look'
const WORKSPACE = 'Workspace'

/** The command of that name; undefined when there is none (`constructor` is none either). */
export function findCommand(name: string): Entry | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
}

/** Every command, in the order of the help; each module is loaded when it is called. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  run: { group: RUNNING, summary: 'Launch a command as a run', load: () => import('./command/run.js') },
  resume: { group: RUNNING, summary: 'Start a new attempt of a run', load: () => import('./command/resume.js') },
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
  ls: { group: LOOKING, summary: 'List runs with their metrics', load: () => import('./command/ls.js') },
  show: { group: LOOKING, summary: 'Show one run', load: () => import('./command/show.js') },
  metrics: {
    group: LOOKING,
    summary: 'Table, chart or columns of metrics',
    load: () => import('./command/metrics.js'),
  },
  tail: { group: LOOKING, summary: 'Follow the log and metrics of a run', load: () => import('./command/tail.js') },
  init: { group: WORKSPACE, summary: 'Make a workspace here', load: () => import('./command/init.js') },
  doctor: {
    group: WORKSPACE,
    summary: 'Tell what this machine and file system can do',
    load: () => import('./command/doctor.js'),
  },
  completion: { group: WORKSPACE, summary: 'Print a completion script', load: () => import('./command/completion.js') },
}
