const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** A word that ends so is a secret wherever it stands: `db_password`, `SecretAccessKey`, `githubtoken`. */
const STRONG =
  /(?:password|passwd|passphrase|passcode|secret|credential|apikey|accesskey|secretkey|privatekey|authkey|(?:auth|access|bearer|refresh|api|github|gitlab|hf|session)token)s?$/
const STRONG_WORDS = words('pwd psk jwt bearer authorization creds cred dsn')
/** After a secret word these say that the value only describes the secret, or where it is. */
const DESCRIPTIONS = words(
  `file path dir folder name names env var variable type types kind policy length len size count dim dims mode manager
  version required enabled disabled timeout ttl expiry max min ratio loss acc accuracy embedding embeddings head heads`,
)
/** Before `key` these say that it opens nothing: `vocab_key`, `sort_key`. */
const PLAIN_KEYS = words(
  `vocab primary foreign sort sorting order group partition cache dict metric monitor feature label image text input output
  target column col row json yaml config data dataset record source src dst index lookup map mapping hash prompt response
  answer question chosen rejected message messages content id loss reward score state model checkpoint ckpt param query
  attention attn public host batch sample field train val valid test eval mask time step name type class category path hot
  short object item entry video audio caption instruction completion unique natural composite main value`,
)
/** Before `token` these say that it is a piece of text: `pad_token`, `eos_token`. */
const PLAIN_TOKENS = words(
  `pad padding eos bos unk mask sep cls special stop start end image video audio vision begin first last next prev max min
  num new per total prompt completion input output decoder encoder forced newline blank think thinking tool text speech boi
  eoi eot eom eod fim prefix suffix middle response instruction separator delimiter trigger placeholder object region latent
  class dist word sub byte space continuation timestamp null empty additional assistant system mean avg average by`,
)
/** Many `keys` or `tokens` are secret only after one of these. */
const GUARDED = words(
  'api access secret private auth signing encryption ssh service account deploy refresh bearer session',
)
const PASS_OWNERS = words(
  'db database smtp mail email ftp admin root proxy redis mysql pg postgres basic user http https',
)

/** The words of a snake, kebab, dotted or camel name, lower case, without digits at their ends. */
function splitName(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/\d+$/, ''))
    .filter((word) => word !== '')
}

/**
 * Whether a value under this name (of a variable, flag or config key) is to be taken for a secret.
 * `OPENAI_API_KEY`, `db.password`, `authToken`: yes; `max_tokens`, `tokenizer`, `vocab_key`, `pad_token`, `token_dim`: no.
 */
export function isSecretName(name: string): boolean {
  const parts = splitName(name.slice(-MAX_NAME_LENGTH))
  const last = parts.at(-1) ?? ''
  if (parts.some((word) => STRONG.test(word) || STRONG_WORDS.has(word))) return !DESCRIPTIONS.has(last)
  return parts.some((word, index) => opens(word, parts[index - 1] ?? '', parts.slice(index + 1)))
}

const MAX_NAME_LENGTH = 200
const TAILS = words('id value base64 b64 pem raw plain text string data')

function opens(word: string, before: string, after: readonly string[]): boolean {
  if (word === 'keys' || word === 'tokens') return GUARDED.has(before)
  if (word === 'pass') return after.length === 0 && PASS_OWNERS.has(before)
  if (word !== 'key' && word !== 'token') return false
  const plain = word === 'key' ? PLAIN_KEYS : PLAIN_TOKENS
  if (plain.has(before)) return false
  if (GUARDED.has(before)) return !DESCRIPTIONS.has(after.at(-1) ?? '')
  return after.length === 0 || (before !== '' && after.every((tail) => TAILS.has(tail)) && word === 'key')
}

/** Special tokens of a vocabulary, words that stand for no value, references to a variable without a default. */
const HARMLESS_VALUE =
  /^["']?(?:<\|?[\w/ -]{1,30}\|?>|\[[A-Z_]{1,20}\d*\]|true|false|null|none|\$\{[^{},]*\}|\*{3}|\s*)["']?$/i
const PLAIN_WORD = /^["']?[a-z][a-z_./]{0,31}["']?$/i

/** Whether a text in a secret's place can be left there. */
export function isHarmlessValue(value: string): boolean {
  return HARMLESS_VALUE.test(value)
}

/** Whether this value under this name is to be masked: as `isSecretName`, but `key: image` names a field. */
export function isSecretPair(name: string, value: string): boolean {
  if (!isSecretName(name) || isHarmlessValue(value)) return false
  return !(splitName(name).join() === 'key' && PLAIN_WORD.test(value))
}
