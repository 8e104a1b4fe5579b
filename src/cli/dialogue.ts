import { createInterface, type Interface } from 'node:readline'
import { RundirError } from '../error/rundir-error.js'

/** Whether somebody can be asked: both standard input and standard error are a terminal. */
export function isAtTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** Questions to a person at a terminal, on standard error. Lines that were typed ahead wait for their question. */
export class Dialogue {
  readonly #interface: Interface
  readonly #lines: string[] = []
  #isOver = false
  #isInterrupted = false
  #wake: () => void = () => undefined

  constructor() {
    this.#interface = createInterface({ input: process.stdin, output: process.stderr, historySize: 0 })
    this.#interface.on('line', (line) => {
      this.#lines.push(line.trim())
      this.#wake()
    })
    this.#interface.on('SIGINT', () => {
      this.#isInterrupted = true
      this.close()
    })
    this.#interface.on('close', () => {
      this.#isOver = true
      this.#wake()
    })
  }

  say(text: string): void {
    process.stderr.write(`${text}\n`)
  }

  /** What the person answers; undefined when they leave with Ctrl-D. Throws INTERRUPTED at Ctrl-C. */
  async ask(question: string): Promise<string | undefined> {
    if (this.#lines.length === 0 && !this.#isOver) {
      this.#interface.setPrompt(question)
      this.#interface.prompt()
      await new Promise<void>((settle) => {
        this.#wake = settle
      })
    }
    const line = this.#lines.shift()
    if (line !== undefined) return line
    this.say('')
    if (this.#isInterrupted) throw new RundirError('INTERRUPTED', 'interrupted; nothing was made')
    return undefined
  }

  /** Gives the terminal back; what waits for an answer gets none. */
  close(): void {
    this.#interface.close()
    process.stdin.pause()
  }
}
