import { extname } from 'node:path'
import { readBytesIfThere, readText, statIfThere } from '../disk/read.js'
import { RundirError } from '../error/rundir-error.js'
import { CONFIG_EXTENSIONS } from './extension.js'
import { parseJsonConfig } from './json-text.js'
import { parseJson5 } from './json5-text.js'
import { placeAt, placedError } from './syntax-error.js'
import { parseToml } from './toml-text.js'
import { type ConfigTree, LIMITS } from './tree.js'
import { parseYaml } from './yaml-text.js'

const PARSERS: Readonly<Record<string, (text: string, path: string) => ConfigTree>> = {
  '.yaml': parseYaml,
  '.yml': parseYaml,
  '.json': parseJsonConfig,
  '.json5': parseJson5,
  '.jsonc': parseJson5,
  '.toml': parseToml,
}

/**
 * Reads a configuration; its extension says the format. An empty file is an empty mapping.
 * Throws FILE_MISSING, CONFIG_SYNTAX (with file, line and column; also for what is no UTF-8), CONFIG_LIMIT, CONFIG_KEY, CONFIG_INVALID.
 */
export function readConfigFile(path: string): ConfigTree {
  const sizeBytes = statIfThere(path)?.sizeBytes ?? 0
  if (sizeBytes > LIMITS.fileBytes) throw tooLarge(path)
  const text = readText(path)
  if (text.includes(REPLACEMENT)) requireUtf8(path, text)
  return parseConfig(text, path)
}

/** The character that decoding puts in the place of a byte that is no UTF-8; a file may also hold it. */
const REPLACEMENT = '\uFFFD'

function requireUtf8(path: string, text: string): void {
  const [bytes, expected] = [readBytesIfThere(path) ?? Buffer.alloc(0), Buffer.from(text)]
  const offset = bytes.findIndex((byte, at) => byte !== expected[at])
  if (offset === -1) return
  const before = bytes.toString('utf8', 0, offset)
  throw placedError('CONFIG_SYNTAX', path, placeAt(before, before.length), `byte ${offset} is no UTF-8`, {
    hint: 'save the file as UTF-8',
  })
}

/** Parses the text of a configuration; `path` says the format and stands in messages. Throws as `readConfigFile`. */
export function parseConfig(text: string, path: string): ConfigTree {
  if (Buffer.byteLength(text) > LIMITS.fileBytes) throw tooLarge(path)
  const parse = PARSERS[extname(path).toLowerCase()]
  if (parse !== undefined) return parse(text, path)
  throw new RundirError('CONFIG_INVALID', `${path} is no configuration: its extension is "${extname(path)}"`, {
    hint: `use one of ${CONFIG_EXTENSIONS.join(', ')}`,
  })
}

function tooLarge(path: string): RundirError {
  return new RundirError('CONFIG_LIMIT', `${path} is larger than 1 MiB`, {
    hint: 'keep data in a file of its own and name that file in the configuration',
  })
}
