import { isAbsolute, relative } from 'node:path'
import { compose } from '../../config/compose.js'
import { type ConfigTree, copyValue } from '../../config/tree.js'
import { processStarted } from '../../disk/process.js'
import { getRun } from '../../store/read.js'
import { type Clock, systemClock } from '../../value/instant.js'
import type { NewRunRequest } from '../config/request.js'
import { locateRun } from '../find-run.js'
import { readHandedConfig } from '../handed-config.js'
import { beginAttempt } from '../launch/attempt.js'
import { createRun } from '../launch/create.js'
import { endRun } from '../launch/end.js'
import { planRun } from '../launch/plan.js'
import { type ListQuery, listRuns, type RunPage } from '../look/list.js'
import { type MetricsRequest, runMetrics, type SeriesMap } from '../look/metrics.js'
import { type RunView, showRun } from '../look/show.js'
import type { ResolvedModel } from '../model/resolve.js'
import { type Environment, openWorkspace as open, readerOf, type Workspace } from '../open.js'
import { rankOf } from '../rank.js'
import { ActiveRun } from './active-run.js'
import { type ConfigSchema, withTypedSettings } from './typed-settings.js'

/**
 * What a new run is asked to be; paths start at `cwd`, which is the folder of the workspace when absent.
 * With `schema`, `run.config` is what it makes of the resolved settings, and so are the copies in the run: defaults of the schema are
 * recorded. Settings that do not fit claim no run.
 */
export type CreateRunOptions<Config> = Partial<Omit<NewRunRequest, 'config'>> & {
  readonly config?: Config | ConfigTree
  readonly schema?: ConfigSchema<Config>
}

/** A folder of runs. */
export interface OpenWorkspace {
  /** Absolute. */
  readonly root: string
  /**
   * Claims a run that happens in this process. Inside `rundir run` it attaches to the run that was launched: names and tags are the
   * launcher's, and `config` and `schema` give what the launched configuration leaves out. The copies in the run were written before
   * the program began and do not hold that: write such defaults into the configuration, or into the JSON Schema of the phase.
   * Throws as the command `new` does.
   */
  createRun<Config extends object = ConfigTree>(options?: CreateRunOptions<Config>): Promise<ActiveRun<Config>>
  /** One page of runs, newest first. */
  runs(query?: Partial<ListQuery>): Promise<RunPage>
  /** Everything known of one run: a name, part of one, id, path, or `latest`. */
  run(text: string): RunView
  metrics(text: string, options?: Partial<Omit<MetricsRequest, 'run' | 'cwd'>>): SeriesMap
  /** The weights that `local://…` means, read and found to have the checksum of their manifest. Throws as `models resolve` does. */
  resolveModel(reference: string): Promise<ResolvedModel>
}

export interface OpenOptions {
  readonly environment: Environment
  readonly clock?: Clock
}

const PAGE = {
  filter: [],
  ordering: { sort: 'created_at', direction: 'descending' },
  limit: 50,
  after: undefined,
} as const

/** Opens the workspace that `folder` (absolute) belongs to. Throws SETTINGS_INVALID, CONFIG_SYNTAX. */
export async function openLibrary(folder: string, options: OpenOptions): Promise<OpenWorkspace> {
  const { environment, clock = systemClock } = options
  const inherited = environment['RUN_DIR'] ? environment['RUNDIR_WORKSPACE'] : undefined
  const workspace = await open({ start: folder, at: inherited, environment, clock })
  return {
    root: workspace.root,
    createRun: (request) =>
      environment['RUN_DIR']
        ? attach(workspace, environment['RUN_DIR'], request ?? {})
        : create(workspace, request ?? {}),
    runs: (query) => listRuns(workspace, { ...PAGE, ...query }),
    run: (text) => showRun(workspace, locateRun(workspace, text, workspace.root)),
    metrics: (text, asked) => {
      const everything = { keys: [], points: undefined, from: undefined, to: undefined }
      return runMetrics(workspace, { ...everything, ...asked, run: text, cwd: workspace.root }).series
    },
    resolveModel: async (reference) => {
      const { resolveModel } = await import('../model/resolve.js')
      return resolveModel(workspace, reference)
    },
  }
}

async function create<Config extends object>(
  workspace: Workspace,
  options: CreateRunOptions<Config>,
): Promise<ActiveRun<Config>> {
  const { schema, ...request } = options
  const config = request.config === undefined ? undefined : (copyValue(request.config, 'config') as ConfigTree)
  const asked = await planRun(workspace, { cwd: workspace.root, ...request, config })
  const plan = schema === undefined ? asked : withTypedSettings(asked, schema)
  const created = await createRun(workspace, plan)
  const launcher = { pid: process.pid, started: processStarted(process.pid) }
  const { run, attempt } = beginAttempt(workspace, created.run, { launcher, resumeFrom: null })
  return new ActiveRun<Config>({
    run,
    path: created.paths.run,
    config: created.resolved as Config,
    writer: 'main',
    attempt: attempt.attempt,
    clock: workspace.clock,
    end: async (status) => {
      const problems: string[] = []
      const outlets = { onProgress: () => undefined, onProblem: (text: string) => void problems.push(text) }
      await endRun(workspace, { run, attempt, status }, outlets)
      return problems
    },
  })
}

/** The run that launched this process; its launcher ends it. */
async function attach<Config extends object>(
  workspace: Workspace,
  runDir: string,
  options: CreateRunOptions<Config>,
): Promise<ActiveRun<Config>> {
  const dir = isAbsolute(runDir) ? relative(workspace.root, runDir).replaceAll('\\', '/') : runDir
  const run = getRun(readerOf(workspace), dir)
  const { environment } = workspace
  const rank = rankOf(environment) ?? 0
  const handed = environment['RUNDIR_CONFIG']
  const launched = handed === undefined ? {} : readHandedConfig(handed)
  const layers = [options.config, launched].map((part, at) => ({
    name: at === 0 ? 'program' : 'launcher',
    tree: copyValue(part ?? {}, 'config') as ConfigTree,
  }))
  return new ActiveRun<Config>({
    run,
    path: `${workspace.root}/${dir}`,
    config: typed(compose({ layers, environment: {}, overrides: [] }).tree, options.schema),
    writer: rank === 0 ? 'main' : `rank${rank}`,
    attempt: Number(environment['RUNDIR_ATTEMPT'] ?? run.manifest.attempt),
    clock: workspace.clock,
    end: async () => [],
  })
}

function typed<Config>(settings: ConfigTree, schema: ConfigSchema<Config> | undefined): Config {
  return schema === undefined ? (settings as Config) : schema.parse(settings)
}
