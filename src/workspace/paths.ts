/** Absolute paths of one run. */
export interface RunPaths {
  readonly run: string
  /** The layout `pipeline` keeps logs beside `outputs/`; the others in the run. */
  readonly logs: string
  readonly metrics: string
  /** The resolved configuration as JSON, for the program. */
  readonly config: string
  logsOfAttempt(attempt: number): { readonly stdoutPath: string; readonly stderrPath: string }
}

/** `dir` and `logDir` are relative to `root`. */
export function pathsOf(root: string, dir: string, logDir: string): RunPaths {
  const run = `${root}/${dir}`
  const logs = `${root}/${logDir}`
  return {
    run,
    logs,
    metrics: `${run}/metrics`,
    config: `${run}/config_resolved.json`,
    logsOfAttempt: (attempt) => {
      const suffix = attempt === 1 ? '' : `.${attempt}`
      return { stdoutPath: `${logs}/stdout${suffix}.log`, stderrPath: `${logs}/stderr${suffix}.log` }
    },
  }
}
