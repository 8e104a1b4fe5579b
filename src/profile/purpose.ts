/** What a profile is for, in the order in which profiles are listed (spec 3.2, seed 004). */
export const PURPOSES = {
  smoke: { title: 'Smoke tests', means: 'ultra-fast validation' },
  dev: { title: 'Development', means: 'laptop-friendly' },
  prod: { title: 'Production', means: 'full-scale' },
  minimal: { title: 'Minimal', means: 'starting points' },
  pipeline: { title: 'Pipelines', means: 'several phases in a row' },
  exp: { title: 'Experiments', means: 'trials' },
} as const satisfies Record<string, { title: string; means: string }>

export type Purpose = keyof typeof PURPOSES

/** Short names of profiles that a workspace need not declare (spec 3.2). */
export const BUILT_IN_ALIASES: Readonly<Record<string, string>> = {
  dev: 'dev-pretrain',
  prod: 'prod-pretrain',
  minimal: 'minimal-pretrain',
}

export function isPurpose(text: string): text is Purpose {
  return Object.hasOwn(PURPOSES, text)
}

/**
 * Reads `{purpose}-{phase}`: `dev-pretrain`; the phase is the last part (`exp-long-sft`).
 * All of `pipeline-…` are of the phase `pipeline`. Undefined for other names.
 */
export function parseProfileName(name: string): { purpose: Purpose; phase: string } | undefined {
  const [, purpose = '', rest = ''] = /^([a-z]+)-([A-Za-z0-9_.-]+)$/.exec(name) ?? []
  if (!isPurpose(purpose)) return undefined
  const phase = purpose === 'pipeline' ? 'pipeline' : (rest.split('-').at(-1) ?? '')
  return phase === '' ? undefined : { purpose, phase }
}

/** Where a purpose stands in a list; those that are not built in come last. */
export function purposeRank(purpose: string | null): number {
  const rank = Object.keys(PURPOSES).indexOf(purpose ?? '')
  return rank === -1 ? Number.POSITIVE_INFINITY : rank
}
