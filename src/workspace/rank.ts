import type { Environment } from './open.js'

/** Set by torchrun, Slurm, Open MPI and MPICH for each process of a job. */
const RANK_VARIABLES = ['RANK', 'SLURM_PROCID', 'OMPI_COMM_WORLD_RANK', 'PMI_RANK'] as const

/** The rank of this process in its job; undefined for a process that is no part of one. */
export function rankOf(environment: Environment): number | undefined {
  for (const name of RANK_VARIABLES) {
    const text = environment[name]
    if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text)
  }
  return undefined
}
