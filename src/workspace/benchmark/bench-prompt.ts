import { listNames } from '../../disk/directory.js'
import { readText } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'
import { TIERS, type Tier } from '../../evaluation/benchmark.js'

/** The prompt of a tier in `folder` (relative to the root): `L1.md`, `L1-basic.md`, …, the first by name. Throws FILE_MISSING with the tiers that are there. */
export function readPrompt(root: string, folder: string, tier: Tier): string {
  const file = listNames(`${root}/${folder}`)
    .sort()
    .find((name) => tierOf(name) === tier)
  if (file !== undefined) return readText(`${root}/${folder}/${file}`)
  const there = tiersIn(root, folder)
  throw new RundirError('FILE_MISSING', `there is no prompt ${folder}/${tier}….md`, {
    hint: there.length === 0 ? `write ${folder}/${tier}.md` : `there are prompts for ${there.join(', ')}`,
  })
}

/** The tiers of which there is a prompt, in their order. */
export function tiersIn(root: string, folder: string): Tier[] {
  const there = new Set(listNames(`${root}/${folder}`).map(tierOf))
  return TIERS.filter((tier) => there.has(tier))
}

function tierOf(name: string): Tier | undefined {
  return TIERS.find((each) => new RegExp(`^${each}(?:[._-]|$)`).test(name))
}
