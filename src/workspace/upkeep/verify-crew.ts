import { Worker } from 'node:worker_threads'
import type { VerifyAnswer, VerifyBench, VerifyShare, VerifyTask } from './verify-task.js'

export interface CrewOptions {
  readonly share: VerifyShare
  /** Does the work in this thread when there are no others. */
  readonly bench: VerifyBench
  /** File of the worker; undefined where there is none. */
  readonly worker: string | undefined
  readonly threadCount: number
}

/** Shares tasks out among threads, each of which does one at a time; with fewer than two, this thread does all. */
export class VerifyCrew {
  readonly #bench: VerifyBench
  readonly #threads: Worker[]

  constructor({ share, bench, worker, threadCount }: CrewOptions) {
    this.#bench = bench
    const count = worker === undefined || threadCount < 2 ? 0 : threadCount
    this.#threads = Array.from({ length: count }, () => new Worker(worker ?? '', { workerData: share, env: {} }))
  }

  /** Does all tasks; `take` gets each answer as it comes, with its task. Rejects with the first failure of a thread. */
  async work<Task extends VerifyTask>(
    tasks: Iterable<Task>,
    take: (task: Task, answer: VerifyAnswer) => void,
  ): Promise<void> {
    const waiting = tasks[Symbol.iterator]()
    if (this.#threads.length > 0) {
      await Promise.all(this.#threads.map((thread) => keepBusy(thread, waiting, take)))
      return
    }
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      take(next.value, this.#bench.run(next.value))
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()))
  }
}

function keepBusy<Task extends VerifyTask>(
  thread: Worker,
  waiting: Iterator<Task>,
  take: (task: Task, answer: VerifyAnswer) => void,
): Promise<void> {
  return new Promise((settle, refuse) => {
    let current: Task | undefined
    const giveNext = (): void => {
      const next = waiting.next()
      current = next.done === true ? undefined : next.value
      if (current !== undefined) thread.postMessage(current)
      else {
        thread.off('error', refuse).off('message', takeAnswer)
        settle()
      }
    }
    const takeAnswer = (answer: VerifyAnswer): void => {
      if (current !== undefined) take(current, answer)
      giveNext()
    }
    thread.on('error', refuse).on('message', takeAnswer)
    giveNext()
  })
}
