/** Marks parts of a text; plain when colour is off. */
export interface Style {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  cyan(text: string): string
}

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const

function painter(name: keyof typeof CODES, colour: 'on' | 'off'): (text: string) => string {
  const [open, close] = CODES[name]
  return colour === 'off' ? (text) => text : (text) => `\u001b[${open}m${text}\u001b[${close}m`
}

export function makeStyle(colour: 'on' | 'off'): Style {
  return {
    bold: painter('bold', colour),
    dim: painter('dim', colour),
    red: painter('red', colour),
    green: painter('green', colour),
    yellow: painter('yellow', colour),
    cyan: painter('cyan', colour),
  }
}

/** Whether to paint: `--color`, then `NO_COLOR` (any value), then whether there is a terminal that can. */
export function decideColour(
  flag: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  terminal: boolean,
): 'on' | 'off' {
  if (flag === 'always') return 'on'
  if (flag === 'never' || environment['NO_COLOR']) return 'off'
  return terminal && environment['TERM'] !== 'dumb' ? 'on' : 'off'
}

// Control characters (C0, DEL, C1), what ends a line in Unicode, and the marks that reorder text: what a hostile name or log could drive a terminal with.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Text from a run's files as a terminal may show it. */
export function printable(text: string): string {
  return text.replace(UNSAFE, '\ufffd')
}
