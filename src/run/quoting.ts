import { RundirError } from '../error/rundir-error.js'
import { randomText } from './id.js'

export const VARIABLE_FORMATS = ['dotenv', 'sh', 'cmd', 'powershell', 'json', 'github'] as const
export type VariableFormat = (typeof VARIABLE_FORMATS)[number]

export type Variables = Readonly<Record<string, string>>

const KEY = /^[A-Za-z_][A-Za-z0-9_]*$/
/** Letters that mean nothing to any of the readers. */
const PLAIN = /^[A-Za-z0-9_./:@+,=-]*$/

/**
 * Prints variables so that reading them sets exactly these values and runs nothing, whatever the values hold (spec 1.8).
 *
 * | format | read by |
 * | --- | --- |
 * | `dotenv` | Docker Compose, dotenv libraries, and harmlessly by a shell |
 * | `sh` | `eval "$(…)"` or `. file` |
 * | `cmd` | `call file.bat` |
 * | `powershell` | `. file.ps1` |
 * | `json` | anything |
 * | `github` | appended to `$GITHUB_ENV` or `$GITHUB_OUTPUT` |
 *
 * Throws VALUE_INVALID for a value that the reader cannot hold (a NUL; a line break in `cmd`) and for a key that is none.
 */
export function printVariables(variables: Variables, format: VariableFormat): string {
  if (format === 'json') return `${JSON.stringify(variables, null, 2)}\n`
  return Object.entries(variables)
    .map(([key, value]) => {
      if (!KEY.test(key)) throw new RundirError('VALUE_INVALID', `${JSON.stringify(key)} cannot name a variable`)
      if (value.includes('\0')) throw unprintable(key, format)
      return `${PRINTERS[format](key, value)}\n`
    })
    .join('')
}

const PRINTERS: Readonly<Record<Exclude<VariableFormat, 'json'>, (key: string, value: string) => string>> = {
  dotenv: (key, value) => `${key}=${quoteForDotenv(value)}`,
  sh: (key, value) => `export ${key}='${value.replaceAll("'", "'\\''")}'`,
  cmd: printForCmd,
  // PowerShell takes the typographic single quotes for plain ones.
  powershell: (key, value) => `$env:${key} = '${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`,
  github: printForGithub,
}

/** Single quotes are literal for every reader; only what they cannot hold goes into double quotes. */
function quoteForDotenv(value: string): string {
  if (PLAIN.test(value)) return value
  if (!/['\r\n]/.test(value)) return `'${value}'`
  const escaped = value
    .replace(/[\\"$`]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
  return `"${escaped}"`
}

/**
 * Within `set "…"` only `"` and `%` mean something. A value with a `"` is written without quotes, each character that
 * could mean something behind a `^`. The file turns delayed expansion off for itself by being called from a plain prompt.
 */
function printForCmd(key: string, value: string): string {
  if (/[\r\n]/.test(value)) throw unprintable(key, 'cmd')
  const literal = value.replaceAll('%', '%%')
  if (!literal.includes('"')) return `set "${key}=${literal}"`
  return `set ${key}=${literal.replace(/[\^&|<>()"!,;= \t]/g, '^$&')}`
}

/** The delimiter is drawn anew for each value, so that no value can end its own block. */
function printForGithub(key: string, value: string): string {
  if (!/[\r\n]/.test(value)) return `${key}=${value}`
  const delimiter = `rundir_${randomText(24)}`
  return `${key}<<${delimiter}\n${value}\n${delimiter}`
}

function unprintable(key: string, format: VariableFormat): RundirError {
  return new RundirError('VALUE_INVALID', `the value of ${key} cannot be written as ${format}`, {
    hint: 'it holds a line break or a NUL; use --format json',
  })
}
