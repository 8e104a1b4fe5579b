import type { Column } from './table.js'

/** A metric over several runs or specimens: what `batch` and `eval` show of it. */
export const STATISTIC_COLUMNS: readonly Column[] = [
  { title: 'metric', atLeast: 12 },
  { title: 'mean', align: 'right' },
  { title: 'std err', align: 'right', expendable: 2 },
  { title: '95 % interval', align: 'right' },
  { title: 'n', align: 'right', expendable: 1 },
]
