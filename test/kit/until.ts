import { setInterval } from 'node:timers/promises'

const LOOK_EVERY_MS = 10

/** Looks until there is something to see, and returns it; fails after `limitMs`. */
export async function until<Seen>(
  what: string,
  look: () => Seen | undefined | false | Promise<Seen | undefined | false>,
  limitMs = 20_000,
): Promise<Seen> {
  const giveUpAt = performance.now() + limitMs
  for await (const _ of setInterval(LOOK_EVERY_MS)) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    if (performance.now() > giveUpAt) break
  }
  throw new Error(`waited ${limitMs} ms for: ${what}`)
}
