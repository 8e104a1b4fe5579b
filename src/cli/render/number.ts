/** A metric as a list shows it: four significant digits, plain notation where it is short. */
export function printMetric(value: number | string): string {
  if (typeof value === 'string' || !Number.isFinite(value)) return String(value)
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2).replace('e+', 'e')
  return String(Number(value.toPrecision(4)))
}

/** `950 ms`, `12.3 s`, `4 min 05 s`, `3 h 20 min`, `5 d 2 h`; `?` for what is no number */
export function printDuration(durationMs: number): string {
  if (Number.isNaN(durationMs)) return '?'
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`
  const seconds = durationMs / 1000
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
  const hours = Math.floor(minutes / 60)
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** `512 B`, `1.5 MiB` */
export function printBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`
}

/** `12 s ago`, `3 min ago`, `5 h ago`, `2 d ago`; then the date. */
export function printAge(createdAt: string, now: number): string {
  const at = Date.parse(createdAt)
  if (Number.isNaN(at)) return createdAt
  const seconds = Math.floor((now - at) / 1000)
  if (seconds < 0 || seconds > 30 * 86_400) return createdAt.slice(0, 10)
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`
}

/** `0.31 to 0.47`; nothing where there is no interval. */
export function printInterval(interval: { readonly low: number; readonly high: number } | null): string {
  return interval === null ? '' : `${printMetric(interval.low)} to ${printMetric(interval.high)}`
}
