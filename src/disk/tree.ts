import * as fs from 'node:fs'
import { diskError, errnoOf } from './disk-error.js'

export interface TreeFile {
  /** Relative to the root of the walk, with `/`. */
  readonly path: string
  readonly sizeBytes: number
  /** By its owner. */
  readonly isExecutable: boolean
}

/** Everything below a folder, sorted by path. Links and special files are named, never followed or opened. */
export interface Tree {
  readonly files: TreeFile[]
  /** With where they lead, as it stands in them. */
  readonly links: { readonly path: string; readonly target: string }[]
  readonly specials: string[]
  /** Half-written files that a writer left behind (`write.ts`, `link.ts`). */
  readonly leftovers: string[]
}

/** Walks a folder once; an empty tree where there is none. Entries that go away meanwhile are passed over. Throws DISK_*. */
export function walkTree(root: string): Tree {
  const tree: Tree = { files: [], links: [], specials: [], leftovers: [] }
  visit(root, '', tree)
  const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1)
  tree.files.sort(byPath)
  tree.links.sort(byPath)
  return tree
}

function visit(root: string, prefix: string, tree: Tree): void {
  const folder = prefix === '' ? root : `${root}/${prefix}`
  for (const entry of entriesOf(folder)) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    if (isHeldOpen(entry.name)) continue
    if (isLeftover(entry.name)) tree.leftovers.push(path)
    else if (entry.isDirectory()) visit(root, path, tree)
    else if (entry.isFile()) addFile(root, path, tree)
    else if (entry.isSymbolicLink()) addLink(root, path, tree)
    else tree.specials.push(path)
  }
}

/** What an NFS client calls a file that was removed while somebody has it open. */
function isHeldOpen(name: string): boolean {
  return name.startsWith('.nfs')
}

function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return []
    throw diskError(error, 'list', folder)
  }
}

function addFile(root: string, path: string, tree: Tree): void {
  const facts = fs.lstatSync(`${root}/${path}`, { throwIfNoEntry: false })
  if (facts === undefined) return
  tree.files.push({ path, sizeBytes: facts.size, isExecutable: (facts.mode & 0o100) !== 0 })
}

function addLink(root: string, path: string, tree: Tree): void {
  try {
    tree.links.push({ path, target: fs.readlinkSync(`${root}/${path}`) })
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw diskError(error, 'read', `${root}/${path}`)
  }
}

/** `.<name>.tmp-<host>-<pid>-<16 hex>`, or without the host: what `write.ts` and `link.ts` call a file before it is whole. */
const LEFTOVER = /^\.(.+)\.tmp-(?:([A-Za-z0-9]{0,8})-)?(\d{1,10})-[0-9a-f]{16}$/

function isLeftover(name: string): boolean {
  return LEFTOVER.test(name)
}

/** The process that was writing a leftover; `host` is the first letters of its name, or undefined when the file does not say. */
export function writerOfLeftover(
  path: string,
): { readonly host: string | undefined; readonly pid: number } | undefined {
  const [, , host, pid] = LEFTOVER.exec(path.slice(path.lastIndexOf('/') + 1)) ?? []
  return pid === undefined ? undefined : { host, pid: Number(pid) }
}

/** Names of leftovers directly in a folder. */
export function listLeftovers(folder: string): string[] {
  return entriesOf(folder)
    .map((entry) => entry.name)
    .filter(isLeftover)
    .sort()
}
