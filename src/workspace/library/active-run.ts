import type { ConfigTree } from '../../config/tree.js'
import type { TerminalStatus } from '../../run/status.js'
import type { Run } from '../../store/read.js'
import type { Clock } from '../../value/instant.js'
import { type HandleParts, Logbook, SkillHandle } from './skill-handle.js'

export interface ActiveRunParts<Config> {
  readonly run: Run
  /** Absolute. */
  readonly path: string
  readonly config: Config
  readonly writer: string
  readonly attempt: number
  readonly clock: Clock
  /** What `finish` does; a run that somebody else launched is not ended from inside. */
  readonly end: (status: TerminalStatus) => Promise<readonly string[]>
}

/** A run that this program writes: metrics, artifacts, and its end. */
export class ActiveRun<Config = ConfigTree> extends SkillHandle<Config> {
  readonly #handle: HandleParts<Config>
  readonly #end: ActiveRunParts<Config>['end']

  constructor({ run, path, config, writer, attempt, clock, end }: ActiveRunParts<Config>) {
    const { run_id: id, name } = run.manifest
    const handle = { id, name, dir: path, config, logbook: new Logbook(path, writer, attempt, clock) }
    super(handle)
    this.#handle = handle
    this.#end = end
  }

  /** What a skill that works for this run is given: it shares the log, and has no way to end the run. */
  skillHandle(): SkillHandle<Config> {
    return new SkillHandle(this.#handle)
  }

  /**
   * Ends and seals the run. Returns sentences about what a full disk kept from being written; the status always is.
   * Throws STATUS_ILLEGAL when it has ended.
   */
  async finish(status: TerminalStatus = 'completed'): Promise<readonly string[]> {
    this.#handle.logbook.close()
    return await this.#end(status)
  }
}
