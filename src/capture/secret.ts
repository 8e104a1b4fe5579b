import { isJsonObject, type Json } from '../value/json.js'
import { isHarmlessValue, isSecretName, isSecretPair } from './secret-name.js'

/** What stands where a secret was. */
export const MASK = '***'

/** Tokens that are known by their form, whatever they are called. */
const TOKENS = new RegExp(
  [
    String.raw`sk-(?:[A-Za-z0-9]{20,}|(?=[\w-]{0,200}\d)[\w-]{16,})`,
    String.raw`(?:sk|rk|pk)_(?:live|test)_\w{10,}`,
    String.raw`gh[opusr]_\w{16,}`,
    String.raw`github_pat_\w{16,}`,
    String.raw`glpat-[\w-]{16,}`,
    String.raw`hf_\w{16,}`,
    '(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{12,}',
    String.raw`xox[abeoprs]-[\w-]{10,}`,
    String.raw`AIza[\w-]{30,}`,
    String.raw`ya29\.[\w-]{16,}`,
    String.raw`npm_\w{30,}`,
    String.raw`pypi-[\w-]{30,}`,
    String.raw`(?:gsk|r8|nvapi|pplx|tvly|dop_v1|fw)[_-](?=[\w-]{0,200}\d)[\w-]{20,}`,
    String.raw`SG\.[\w-]{16,}\.[\w-]{16,}`,
    String.raw`(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?`,
  ]
    .map((shape) => `(?<![A-Za-z0-9])${shape}`)
    .join('|'),
  'g',
)
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g
const SCHEME = /\b((?:Bearer|Basic|Token)\s+)(?!\*\*\*)[\w.~+/=-]{8,}/gi
const USERINFO = /([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/?#:"'<>]*:[^\s/"'<>]*|[^\s/?#"'<>]*)@/gi
/** `name=`, `"name": `; whole names only, so that a long word is looked at once. */
const NAMED = /(?<![\w.-])([\w.-]+)(["']?\s{0,4}[=:])\s{0,4}/g
const FLAG = /(?<![^\s"'(;&|])(--?[A-Za-z][\w.-]*)[ \t]{1,4}/g
/** A value goes on to its closing quote, else to a space, a quote, `&` or `;`. */
const VALUE = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|["']?[^\s&;"']+/y

/**
 * Replaces what looks like a secret by `***`: known forms of tokens, credentials in a URL, values under a secret name.
 * Applied twice it changes nothing more.
 */
export function maskText(text: string): string {
  const formless = text.replace(PRIVATE_KEY, MASK).replace(TOKENS, MASK).replace(USERINFO, maskUserinfo)
  return maskAssigned(formless).replace(SCHEME, `$1${MASK}`)
}

/** A user alone is no secret where programs log in by key: `ssh://git@host`. */
function maskUserinfo(whole: string, scheme: string, userinfo: string): string {
  const harmless = userinfo === '' || (/^(?:git\+)?ssh:/i.test(scheme) && /^\w+$/.test(userinfo))
  return harmless ? whole : `${scheme}${MASK}@`
}

function maskAssigned(text: string): string {
  let masked = ''
  let done = 0
  for (const found of text.matchAll(NAMED)) {
    const [whole, name = '', sign = ''] = found
    const start = found.index + whole.length
    if (found.index < done || !mayAssignSecret(name, sign)) continue
    VALUE.lastIndex = start
    const value = VALUE.exec(text)?.[0]
    // `Authorization: Bearer x` is two words; the second is masked as such.
    if (value === undefined || /^(?:Bearer|Basic|Token)$/i.test(value) || !isSecretPair(name, value)) continue
    const quote = /^["']/.exec(value)?.[0] ?? ''
    const closing = value.length > 1 && value.endsWith(quote) ? quote : ''
    masked += `${text.slice(done, start)}${quote}${MASK}${closing}`
    done = start + value.length
  }
  return masked + text.slice(done)
}

/** In prose a colon ends a phrase: `the key: lock it`; in JSON a quote stands before it. */
function mayAssignSecret(name: string, sign: string): boolean {
  return isSecretName(name) && !(sign === ':' && /^(?:key|token)$/i.test(name))
}

/** The arguments of a command with secrets replaced: `--api-key X`, `--token=X`, `db.password=X`, and all that `maskText` finds. */
export function maskArgv(argv: readonly string[]): string[] {
  let secretNext = false
  return argv.map((argument) => {
    const isFlag = /^--?[A-Za-z]/.test(argument)
    if (secretNext && !isFlag) {
      secretNext = false
      return isHarmlessValue(argument) ? argument : MASK
    }
    secretNext = isFlag && !argument.includes('=') && isSecretName(argument)
    return maskArgument(argument)
  })
}

function maskArgument(argument: string): string {
  const [, left, value] = /^([-+~]{0,2}[A-Za-z_][\w.[\]/-]{0,199}=)([\s\S]*)$/.exec(argument) ?? []
  if (left === undefined || value === undefined) return maskText(maskFlags(argument))
  if (isSecretPair(left, value)) return `${left}${MASK}`
  return maskText(`${left}${value}`)
}

/** The words behind secret flags in an argument that is a command line itself, as `sh -c` gets it. */
function maskFlags(argument: string): string {
  let masked = ''
  let done = 0
  for (const found of argument.matchAll(FLAG)) {
    const [whole, flag = ''] = found
    const start = found.index + whole.length
    if (found.index < done || !isSecretName(flag)) continue
    VALUE.lastIndex = start
    const value = VALUE.exec(argument)?.[0]
    if (value === undefined || isHarmlessValue(value) || value.startsWith('-')) continue
    masked += `${argument.slice(done, start)}${MASK}`
    done = start + value.length
  }
  return masked + argument.slice(done)
}

/** Secrets of a configuration or any JSON replaced, by the names of keys and by form. Numbers and booleans stay. */
export function maskTree(value: Json): Json {
  return maskNode(value, { secret: false })
}

function maskNode(value: Json, under: { readonly secret: boolean }): Json {
  if (typeof value === 'string') {
    if (!under.secret) return maskText(value)
    return isHarmlessValue(value) ? value : MASK
  }
  if (Array.isArray(value)) return value.map((item: Json) => maskNode(item, under))
  if (!isJsonObject(value)) return value
  // `{name: API_KEY, value: …}`, as lists of variables are often written.
  const named = typeof value['name'] === 'string' && isSecretName(value['name'])
  const entries = Object.entries(value).map(([key, item]): [string, Json] => {
    const secretKey = typeof item === 'string' ? isSecretPair(key, item) : isSecretName(key)
    const secret = under.secret || secretKey || (named && key === 'value')
    return [maskText(key), maskNode(item, { secret })]
  })
  return Object.fromEntries(entries)
}
