/** Which runs share one counter in the layout `pipeline` (spec 1.3, seed 000). */
export const COUNTER_SCOPES = ['global', 'model', 'model_dataset', 'model_dataset_size'] as const
export type CounterScope = (typeof COUNTER_SCOPES)[number]

/** The section `naming` of the workspace file. */
export interface NamingSettings {
  readonly run_counter_scope: CounterScope
  /** Config keys from which the segments come first. */
  readonly sources: { readonly model: string; readonly dataset: string; readonly size: string }
  /** The old name `<dataset>_<size>_<model>` without a counter (spec 1.6). */
  readonly use_legacy: boolean
  /** Keep the longest path of a run within 240 characters even on other systems. */
  readonly windows_paths: boolean
  /** Where the workspace is mounted in a container. */
  readonly container_root: string
  /** Whole canonical name, in characters; 128 is Docker's limit. */
  readonly max_name_length: number
}

export const DEFAULT_NAMING: NamingSettings = {
  run_counter_scope: 'model_dataset',
  sources: { model: 'training.model_name_or_path', dataset: 'data.dataset_name', size: 'data.sample_size' },
  use_legacy: false,
  windows_paths: false,
  container_root: '/app',
  max_name_length: 128,
}

/** Whether a variable such as `USE_LEGACY_NAMING` is switched on: `1`, `true`, `yes`, `on` in any case (spec 1.6). */
export function isSwitchedOn(text: string | undefined): boolean {
  return ['1', 'true', 'yes', 'on'].includes(text?.trim().toLowerCase() ?? '')
}
