import { code, page, table } from './page.mjs'

/** Exit statuses that scripts can rely on; they are only ever added to. */
const EXIT_STATUSES = {
  0: 'done',
  1: 'the answer is no (`doctor` found something bad)',
  2: 'wrong usage',
  3: 'not found: run, profile, metric, file',
  4: 'conflict: taken, exists, cannot go from this status to that one',
  5: 'refused, because of a contract or for safety',
  6: 'the file system said no: full, read-only, no permission',
  70: 'a bug in rundir',
  126: 'the command to launch is not executable',
  127: 'the command to launch was not found',
  130: 'interrupted',
}

const INTRODUCTION = `Every failure of rundir has one of the codes below. A code never changes its meaning; the text of a message may.
With \`--json\` an error is one line on standard error: \`{"error":{"code","message","hint"}}\`. In TypeScript it is
\`RundirError\` with \`code\`, \`message\` and \`hint\`.`

const OWN_STATUS = `\`rundir run\` ends with the status of the command that it launched, or with 128 + the number of the signal that ended it.
So a 3 from \`rundir run\` can be the command's own; the summary line and \`rundir show\` tell which.`

/** The page of error codes and exit statuses. Throws for a code whose exit status nobody described. */
export function errorsPage({ CODES }) {
  for (const [name, { exit }] of Object.entries(CODES)) {
    if (EXIT_STATUSES[exit] === undefined)
      throw new Error(`${name} has the exit status ${exit}, which is not described`)
  }
  const statuses = Object.entries(EXIT_STATUSES).map(([status, means]) => [status, means])
  const codes = Object.entries(CODES).map(([name, { exit, http, means }]) => [code(name), `${exit}`, `${http}`, means])
  return page(
    'Errors and exit statuses',
    '`src/error/codes.ts`',
    INTRODUCTION,
    '## Exit status',
    table(['status', 'meaning'], statuses),
    OWN_STATUS,
    '## Codes',
    table(['code', 'exit status', 'HTTP status', 'meaning'], codes),
  )
}
