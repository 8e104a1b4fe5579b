/** What the variables are made from: an allocation, or a manifest with the place of its run. */
export interface ExportedRun {
  readonly runId: string
  readonly name: string
  /** Null in names without a counter. */
  readonly number: number | null
  readonly prefix: string
  /** Relative to the workspace, with `/`. */
  readonly dir: string
  readonly logDir: string
  readonly segments: Readonly<Record<string, string>>
}

/** Where the workspace is, here and in a container. */
export interface ExportedPlace {
  /** Absolute. */
  readonly root: string
  /** `naming.container_root` */
  readonly containerRoot: string
  readonly windows: boolean
}

/** The variables that every command of a run gets, in the order in which they are printed (spec 1.8, seed 000). */
export function exportedVariables(run: ExportedRun, place: ExportedPlace): Record<string, string> {
  const host = (path: string): string => {
    const whole = `${place.root.replace(/[/\\]+$/, '')}/${path}`
    return place.windows ? whole.replaceAll('/', '\\') : whole
  }
  const containerRoot = place.containerRoot.replace(/\/+$/, '')
  return {
    RUN_NAME: run.name,
    RUN_NUMBER: run.number === null ? '' : String(run.number),
    RUN_NAME_PREFIX: run.prefix,
    RUN_DIR_NAME: run.name,
    SERVED_MODEL_NAME: run.segments['model'] ?? '',
    RUN_DIR: host(run.dir),
    RUN_LOG_DIR: host(run.logDir),
    RUN_ID: run.runId,
    RUN_OUTPUTS_DIR_CONTAINER: `${containerRoot}/${run.dir}`,
    RUN_LOGS_DIR_CONTAINER: `${containerRoot}/${run.logDir}`,
    RUN_CONTAINER_ROOT: containerRoot === '' ? '/' : containerRoot,
  }
}
