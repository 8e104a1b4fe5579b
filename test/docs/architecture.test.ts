import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const architecture = fs.readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')

interface Rule {
  readonly name: string
  readonly to: { readonly pathNot?: string }
}

/** Room → rooms that it may import, as the page says. */
function described(): Map<string, string[]> {
  const rows = [...architecture.matchAll(/^\| `(\w+)` \|.*\| ([^|]*) \|$/gm)]
  return new Map(rows.map(([, room = '', imports = '']) => [room, imports.match(/[a-z]+/g) ?? []]))
}

test('the page names every room of the source, and no other', () => {
  const folders = fs.readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect([...described().keys()].sort()).toEqual(folders.map(({ name }) => name).sort())
})

test('the page says of each room what the layer rules say', () => {
  const { forbidden } = createRequire(import.meta.url)(join(root, 'tools/deps.cjs')) as { forbidden: Rule[] }
  const page = described()
  for (const { name, to } of forbidden) {
    const room = /^room-(\w+)$/.exec(name)?.[1]
    const imports = room === undefined ? undefined : page.get(room)
    if (room === undefined || imports === undefined) continue
    const allowed = /\((.*)\)/.exec(to.pathNot ?? '')?.[1]?.split('|') ?? []
    expect([room, ...imports].sort(), room).toEqual(allowed.sort())
  }
})

test('the page says of each part of the workspace what the layer rules say', () => {
  const { forbidden } = createRequire(import.meta.url)(join(root, 'tools/deps.cjs')) as { forbidden: Rule[] }
  const rows = [...architecture.matchAll(/^\| `workspace\/(\w+)` \|.*\| ([^|]*) \|$/gm)]
  const page = rows.map(([, part = '', imports = '']) => [part, ...(imports.match(/[a-z]+/g) ?? [])].sort())
  const rules = forbidden.flatMap(({ name, to }) =>
    /^workspace-(?!floor)/.test(name) ? [(/\((.*)\)/.exec(to.pathNot ?? '')?.[1]?.split('|') ?? []).sort()] : [],
  )
  const folders = fs.readdirSync(join(root, 'src/workspace'), { withFileTypes: true })
  expect(page).toEqual(rules)
  expect(rows.map(([, part]) => part).sort()).toEqual(
    folders
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort(),
  )
})

test('every file that the documents link to is there', () => {
  const pages = fs.readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  const documents = [...fs.readdirSync(root), ...pages.map((path) => join('docs', path))]
  const missing = documents
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => links(path).filter((target) => !fs.existsSync(join(root, path, '..', target))))
  expect(missing).toEqual([])
})

/** Relative targets of Markdown links, without anchors. */
function links(path: string): string[] {
  const text = fs.readFileSync(join(root, path), 'utf8')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
}
