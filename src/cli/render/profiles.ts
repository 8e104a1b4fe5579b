import { fold } from './fold.js'
import { printable, type Style } from './style.js'

interface ShownProfile {
  readonly name: string
  readonly purpose: string | null
  readonly phase: string | null
  readonly description: string | null
  readonly notes: string | null
  readonly exists: boolean
  readonly aliases: readonly string[]
}

/** Profiles under their purposes; a missing file is marked. Long descriptions are folded. */
export function renderProfiles(profiles: readonly ShownProfile[], columns: number, style: Style): string {
  const names = profiles.map((profile) => printable([profile.name, ...profile.aliases].join(', ')))
  const width = Math.max(0, ...names.map((name) => name.length))
  const phaseWidth = Math.max(0, ...profiles.map((profile) => (profile.phase ?? '').length))
  const lines: string[] = []
  let purpose: string | null | undefined
  profiles.forEach((profile, at) => {
    if (profile.purpose !== purpose) {
      if (lines.length > 0) lines.push('')
      lines.push(style.bold(profile.purpose ?? 'other'))
      purpose = profile.purpose
    }
    const mark = profile.exists ? '' : style.red('  file missing')
    const name = style.cyan((names[at] ?? '').padEnd(width))
    const phase = style.dim((profile.phase ?? '').padEnd(phaseWidth))
    const indent = width + phaseWidth + 6
    const description = fold(printable(profile.description ?? ''), indent, columns)
    lines.push(`  ${name}  ${phase}  ${description}${mark}`.trimEnd())
    if (profile.notes !== null)
      lines.push(style.dim(`${' '.repeat(indent)}${fold(printable(profile.notes), indent, columns)}`))
  })
  return lines.join('\n')
}
