/** What a template says of itself, as far as names depend on it. */
export interface NamedTemplate {
  readonly name?: string | undefined
}

/** Extensions of a template, in the order in which they are looked for (spec 1.12). */
export const TEMPLATE_EXTENSIONS = ['.json5', '.jsonc', '.json'] as const

const TEMPLATE_SUFFIX = '-template'
const SPECIALIST_SUFFIX = '-specialist'

/** `@org/name` → `name` (spec 1.12, seed 001). */
export function stripOrganisation(name: string): string {
  const slash = name.indexOf('/')
  return name.startsWith('@') && slash > 1 ? name.slice(slash + 1) : name
}

/** `…/nextjs-specialist-template.json5` → `nextjs-specialist`; `template.name` when nothing is left; `""` without one. */
export function specialistNameFromPath(path: string, template: NamedTemplate = {}): string {
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const name = withoutSuffix(withoutExtension(file), TEMPLATE_SUFFIX)
  return name === '' ? (template.name ?? '') : name
}

/** What a list calls a specialist: `template.name`, else what its file says; always ends in `-specialist` (spec 1.12). */
export function specialistNameForListing(file: string, template: NamedTemplate = {}): string {
  const name = template.name || specialistNameFromPath(file)
  return name.endsWith(SPECIALIST_SUFFIX) ? name : `${name}${SPECIALIST_SUFFIX}`
}

/** The name in a file `<name>-template.<extension>`; undefined for any other file. */
export function templateNameIn(file: string): string | undefined {
  const extension = TEMPLATE_EXTENSIONS.find((each) => file.endsWith(`${TEMPLATE_SUFFIX}${each}`))
  if (extension === undefined) return undefined
  return file.slice(0, -(TEMPLATE_SUFFIX.length + extension.length)) || undefined
}

/** `<name>-template<extension>` */
export function templateFile(name: string, extension: (typeof TEMPLATE_EXTENSIONS)[number]): string {
  return `${name}${TEMPLATE_SUFFIX}${extension}`
}

function withoutExtension(file: string): string {
  const extension = TEMPLATE_EXTENSIONS.find((each) => file.endsWith(each))
  return extension === undefined ? file : withoutSuffix(file, extension)
}

function withoutSuffix(text: string, suffix: string): string {
  return text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
}
