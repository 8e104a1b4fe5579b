const UNITS_MS: Readonly<Record<string, number>> = {
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
}

const UNITS_BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
}

const AMOUNT = /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/

/** Milliseconds of `90min`, `12h`, `30d`, `2w`, `1y` (365 days); undefined for any other text, and without a unit. */
export function parseDuration(text: string): number | undefined {
  return parseAmount(text, UNITS_MS)
}

/** Bytes of `500kB`, `100MB`, `1.5GiB`, whatever the case; undefined for any other text, and without a unit. */
export function parseBytes(text: string): number | undefined {
  return parseAmount(text.toLowerCase(), UNITS_BYTES)
}

function parseAmount(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits, unit = ''] = AMOUNT.exec(text) ?? []
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor
}
