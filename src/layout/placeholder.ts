/** What a new run can fill, each with a slug (docs/reference/settings.md). */
export const PATTERN_FIELDS = ['project', 'model', 'dataset', 'size', 'phase', 'user'] as const

/** Placeholders with a grammar of their own; all others hold slugs. */
export const FIXED: Readonly<Record<string, string>> = {
  date: '\\d{4}-\\d{2}-\\d{2}',
  time: '\\d{2}-\\d{2}-\\d{2}',
  timestamp: '\\d{4}-\\d{2}-\\d{2}_\\d{2}-\\d{2}-\\d{2}',
  git_hash: '(?:[0-9a-f]{8}|nogit)',
  run_id: '\\d{1,16}-[0-9a-z]{9}',
}
export const FIXED_PLACEHOLDERS: readonly string[] = Object.keys(FIXED)
