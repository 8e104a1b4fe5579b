import type { Row } from '../../workspace/look/row.js'
import type { Style } from './style.js'

const PAINT: Readonly<Record<Row['status'], keyof Style>> = {
  created: 'dim',
  queued: 'dim',
  running: 'cyan',
  completed: 'green',
  failed: 'red',
  cancelled: 'yellow',
  lost: 'red',
  unknown: 'yellow',
  damaged: 'red',
}

export function statusPaint(status: Row['status']): keyof Style {
  return PAINT[status]
}
