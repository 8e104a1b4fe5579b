import { maskText } from './secret.js'
import { isSecretName } from './secret-name.js'

/** Variables that say how a run was computed and are no secret. A trailing `*` stands for the rest of a name. */
const HARMLESS_VARIABLES: readonly string[] = [
  'CUDA_VISIBLE_DEVICES',
  'CUDA_DEVICE_ORDER',
  'CUDA_LAUNCH_BLOCKING',
  'CUBLAS_WORKSPACE_CONFIG',
  'NVIDIA_VISIBLE_DEVICES',
  'NVIDIA_TF32_OVERRIDE',
  'HIP_VISIBLE_DEVICES',
  'ROCR_VISIBLE_DEVICES',
  'PYTORCH_CUDA_ALLOC_CONF',
  'NCCL_DEBUG',
  'NCCL_P2P_DISABLE',
  'NCCL_IB_DISABLE',
  'OMP_NUM_THREADS',
  'MKL_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'NUMEXPR_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
  'PYTHONHASHSEED',
  'PYTHONOPTIMIZE',
  'TF_DETERMINISTIC_OPS',
  'TF_ENABLE_ONEDNN_OPTS',
  'TOKENIZERS_PARALLELISM',
  'JAX_PLATFORMS',
  'JAX_ENABLE_X64',
  'HF_HUB_OFFLINE',
  'HF_DATASETS_OFFLINE',
  'TRANSFORMERS_OFFLINE',
  'WANDB_MODE',
  'SLURM_JOB_ID',
  'SLURM_JOB_PARTITION',
  'SLURM_ARRAY_JOB_ID',
  'SLURM_ARRAY_TASK_ID',
  'SLURM_NNODES',
  'SLURM_NTASKS',
  'SLURM_NODEID',
  'SLURM_PROCID',
  'SLURM_LOCALID',
  'SLURM_CPUS_PER_TASK',
  'SLURM_GPUS',
  'PBS_JOBID',
  'LSB_JOBID',
  'WORLD_SIZE',
  'RANK',
  'LOCAL_RANK',
  'LOCAL_WORLD_SIZE',
  'NODE_RANK',
  'GROUP_RANK',
  'OMPI_COMM_WORLD_RANK',
  'OMPI_COMM_WORLD_SIZE',
  'OMPI_COMM_WORLD_LOCAL_RANK',
  'PMI_RANK',
  'PMI_SIZE',
  'NODE_ENV',
  'LANG',
  'LC_ALL',
  'TZ',
]

/** Of these, what decides the figures that a program computes, whatever the machine. */
const DECISIVE_VARIABLES: readonly string[] = [
  'CUBLAS_WORKSPACE_CONFIG',
  'CUDA_DEVICE_ORDER',
  'NVIDIA_TF32_OVERRIDE',
  'OMP_NUM_THREADS',
  'MKL_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'NUMEXPR_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
  'PYTHONHASHSEED',
  'PYTHONOPTIMIZE',
  'TF_DETERMINISTIC_OPS',
  'TF_ENABLE_ONEDNN_OPTS',
  'JAX_ENABLE_X64',
  'NODE_ENV',
  'LANG',
  'LC_ALL',
  'TZ',
]

/**
 * The changes that set the decisive variables as they were when `recorded` was captured; undefined unsets one. Nothing else
 * that a record says gets into an environment. Names in the order of the list.
 */
export function decisiveChanges(
  environment: Readonly<Record<string, string | undefined>>,
  recorded: Readonly<Record<string, unknown>>,
): Record<string, string | undefined> {
  if (Object.keys(recorded).length === 0) return {}
  const changes: Record<string, string | undefined> = {}
  for (const name of DECISIVE_VARIABLES) {
    const was = Object.hasOwn(recorded, name) ? recorded[name] : undefined
    // A name without a value: it was set, and nobody knows to what.
    if (was === null || (typeof was === 'string' && was.includes('\0'))) continue
    const value = typeof was === 'string' ? was : undefined
    if (environment[name] !== value) changes[name] = value
  }
  return changes
}

/**
 * Every variable by name, sorted; its value only where it is allowed, by the list above or by `allow`, and neither its
 * name nor the value looks like a secret. Null for all others.
 */
export function captureEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  allow: readonly string[],
): Record<string, string | null> {
  const patterns = [...HARMLESS_VARIABLES, ...allow]
  const exact = new Set(patterns)
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1))
  const kept: [string, string | null][] = []
  for (const name of Object.keys(environment).sort()) {
    const value = environment[name]
    if (value === undefined) continue
    const allowed = exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix))
    const shown = allowed && !isSecretName(name) && maskText(value) === value
    kept.push([maskText(name), shown ? value : null])
  }
  return Object.fromEntries(kept)
}
