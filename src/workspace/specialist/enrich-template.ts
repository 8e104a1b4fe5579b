import { isUtf8 } from 'node:buffer'
import { parseJson5Value } from '../../config/json5-text.js'
import { type Patch, patchJson5 } from '../../config/patch.js'
import { parseConfig } from '../../config/read.js'
import { type ConfigValue, isList, isTree, LIMITS } from '../../config/tree.js'
import { readText } from '../../disk/read.js'
import { RundirError } from '../../error/rundir-error.js'
import { ask, type Reply } from '../../exec/ask.js'
import { checkCommand } from '../../exec/find-command.js'
import { createEnriched, type EnrichedTemplate } from '../../specialist/enriched.js'
import { getTemplate } from '../../specialist/template.js'
import type { Workspace } from '../open.js'
import { versionOf } from './templates.js'

export interface EnrichRequest {
  readonly template: string
  readonly version: string | undefined
  /** Reads the template on its standard input and prints the enriched one, or a patch; no shell sees it. */
  readonly command: readonly string[]
  /** Absolute; where the command runs. */
  readonly cwd: string
  readonly timeoutMs: number
}

/**
 * Has a command enrich a template and keeps what it printed, byte for byte, under the next number (spec 1.12 and 4.4). Where it printed a
 * patch (docs/format.md), the template is kept with that patch in it, and with its comments and layout.
 * Nothing is written unless the command ends well and what is to be kept is a JSON5 mapping.
 * Throws TEMPLATE_UNKNOWN, COMMAND_NOT_FOUND, COMMAND_FAILED, VALUE_INVALID, CONFIG_SYNTAX, DISK_*.
 */
export function enrichTemplate(workspace: Workspace, request: EnrichRequest): EnrichedTemplate {
  const { command, cwd, timeoutMs } = request
  const template = getTemplate(workspace.root, request.template)
  const version = versionOf(workspace, template, request.version)
  checkCommand(command[0] ?? '', cwd, workspace.environment['PATH'])
  const path = `${workspace.root}/${template.path}`
  const source = readText(path)
  const question = {
    cwd,
    environment: { ...workspace.environment, RUNDIR_WORKSPACE: workspace.root, RUNDIR_TEMPLATE: path },
    timeoutMs,
    maxBytes: LIMITS.fileBytes,
  }
  const reply = ask(command, question, source)
  checkReply(command[0] ?? '', reply, timeoutMs)
  const kept = `${template.name}.enriched.json5`
  const printed = reply.stdout.toString('utf8')
  const patch = patchIn(parseJson5Value(printed, kept))
  const text = patch === undefined ? printed : patchJson5(source, patch, template.path)
  const enriched = parseConfig(text, kept)
  if (Object.keys(enriched).length === 0) throw unusable(command[0] ?? '', 'printed an empty template')
  return createEnriched(workspace.root, template.name, version, text)
}

/** A list is a patch, and so is what stands alone under the key `patch`; anything else is a whole template. */
function patchIn(value: ConfigValue): Patch | undefined {
  if (isList(value)) return value
  if (!isTree(value) || Object.keys(value).length !== 1) return undefined
  const { patch } = value
  return isList(patch) || isTree(patch) ? patch : undefined
}

function checkReply(name: string, reply: Reply, timeoutMs: number): void {
  if (reply.truncated) throw unusable(name, 'printed more than 1 MiB')
  if (reply.status === 0) {
    if (!isUtf8(reply.stdout)) throw unusable(name, 'printed bytes that are no UTF-8')
    return
  }
  const how = reply.timedOut
    ? `took longer than ${timeoutMs} ms`
    : reply.status === null
      ? 'was ended by a signal'
      : `ended with status ${reply.status}`
  const said = reply.stderr.trim().split('\n').at(-1) ?? ''
  throw new RundirError('COMMAND_FAILED', `${name} ${how}${said === '' ? '' : `: ${said}`}`, {
    hint: 'nothing was written; try the command by hand with the template as its input',
  })
}

function unusable(name: string, what: string): RundirError {
  return new RundirError('VALUE_INVALID', `${name} ${what}; nothing was written`, {
    hint: 'the command prints the whole enriched template as JSON5, or a patch, on its standard output',
  })
}
