import { inText, page } from './page.mjs'

const INTRODUCTION = `\`rundir verify\` checks runs against the rules below and ends with 1 when an error was found. The number of a rule never changes
its meaning. A workspace switches rules off, raises or lowers them in its settings:

\`\`\`yaml
contract:
  rules: {R007: off, R033: error}
  required_files: {training: [artifacts/checkpoints/best.pt]}   # by layout, phase, or "*" for all
  required_metrics: {"*": [loss]}
  allowed_endings: [.weights]
\`\`\`

Files are recognised by their bytes, and never loaded: archives are read member by member, with limits, and nothing is unpacked whole.`

/** The page of every rule of the contract. */
export function rulesPage({ RULE_GROUPS }) {
  const groups = RULE_GROUPS.flatMap(({ title, rules }) => [`## ${title}`, ...rules.map(rulePart)])
  return page('Rules of a run', '`src/contract/`', INTRODUCTION, ...groups)
}

function rulePart({ id, title, severity, what, why, fix }) {
  return `### ${id}\n\n**${title}** (${severity}). ${inText(what)} ${inText(why)}\n\nFix: ${inText(fix)}.`
}
