import type { RunInventory } from './inventory.js'
import type { Rule } from './rule.js'

/** What a crash leaves in a run. */
export const LEFTOVER_RULES: readonly Rule<RunInventory>[] = [
  {
    id: 'R090',
    title: 'A half-written file was left behind',
    severity: 'warning',
    what: 'A file `.<name>.tmp-…` stands in the run, and the process that was writing it is gone.',
    why: 'A kill came before the file was whole; what it would have replaced is intact.',
    fix: 'rundir repair moves it to the trash',
    check: ({ dir, leftovers }) =>
      leftovers.map((path) => ({ path: `${dir}/${path}`, message: `${path} was never finished` })),
  },
  {
    id: 'R091',
    title: 'Reserved space was not given back',
    severity: 'warning',
    what: 'A run that has ended still has its `.reserve`.',
    why: 'It keeps 64 KiB free for the end of a run, and that end is over.',
    fix: 'rundir repair moves it to the trash',
    check: ({ dir, manifest, files }) =>
      manifest.kind === 'read' && manifest.manifest.seal !== null && files.some((file) => file.path === '.reserve')
        ? [{ path: `${dir}/.reserve`, message: '.reserve is still there' }]
        : [],
  },
]
