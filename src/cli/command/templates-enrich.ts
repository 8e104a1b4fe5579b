import { RundirError } from '../../error/rundir-error.js'
import { enrichTemplate } from '../../workspace/specialist/enrich-template.js'
import { defineCommand } from '../command.js'
import { TEMPLATE_ARGUMENT, VERSION_FLAG } from '../template-flags.js'

const DEFAULT_TIMEOUT_MS = 3_600_000

export const command = defineCommand({
  summary: 'Have a command enrich a template, and keep the result under the next number',
  details: `COMMAND gets the template on its standard input and prints either the enriched one, all of it, as JSON5, which is kept as it
is; or a patch, which is put into the template, whose comments and layout stay:
  {"patch": {"hints": ["Read the file first."], "draft": null}}       a merge patch: null removes (RFC 7386)
  [{"op": "add", "path": "/hints/-", "value": "Read it first."}]       operations, for lists (RFC 6902)
RUNDIR_TEMPLATE is the path of the template. Nothing is written unless COMMAND ends with status 0.`,
  examples: [
    'rundir templates enrich nextjs-specialist -- python enrich.py',
    'rundir templates enrich nextjs-specialist --version 0.0.2 -- ./enrich.sh --json | jq -r .path',
  ],
  flags: {
    ...VERSION_FLAG,
    'timeout-ms': { type: 'number', help: `end COMMAND after N milliseconds (default ${DEFAULT_TIMEOUT_MS})` },
  },
  args: [TEMPLATE_ARGUMENT],
  rest: 'COMMAND…',
  async run(context, { flags, args, rest }) {
    const template = args[0] ?? ''
    if (rest === undefined || rest.length === 0) {
      throw new RundirError('ARGUMENT_MISSING', 'templates enrich needs a command after --', {
        hint: `rundir templates enrich ${template} -- python enrich.py`,
      })
    }
    const timeoutMs = flags['timeout-ms'] ?? DEFAULT_TIMEOUT_MS
    if (timeoutMs <= 0) throw new RundirError('FLAG_INVALID', `--timeout-ms is ${timeoutMs}`, { hint: 'more than 0' })
    const request = { template, version: flags.version, command: rest, cwd: context.cwd, timeoutMs }
    const { path, number } = enrichTemplate(await context.workspace(), request)
    return { data: { path, number }, text: path }
  },
})
