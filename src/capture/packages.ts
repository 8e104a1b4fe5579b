import { basename, isAbsolute, join, relative, sep } from 'node:path'
import { digestBytes } from '../disk/digest.js'
import { listNames } from '../disk/directory.js'
import { readBytesIfThere, statIfThere } from '../disk/read.js'
import { listInstalled } from './installed.js'
import { LOCKFILE_KINDS, type LockfileKind } from './lockfile.js'
import { PackageList } from './package-list.js'

/** The versions that govern a run (spec 2.2). */
export interface PackageFacts {
  /** Name → version; several versions of one package are joined by `, `. At most 2,000 names. */
  readonly versions: Readonly<Record<string, string>>
  /** Name of the lockfile, or `environment` for what is installed; null when nothing is known. */
  readonly source: string | null
  /** Relative to the workspace; null for a lockfile outside of it, which only its checksum tells. */
  readonly lockfilePath: string | null
  readonly lockfileSha256: string | null
}

export interface PackageQuestion {
  /** From the folder of the command upwards, nearest first; absolute. */
  readonly folders: readonly string[]
  /** The workspace, absolute. */
  readonly root: string
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
}

const NOTHING: PackageFacts = { versions: {}, source: null, lockfilePath: null, lockfileSha256: null }
const MAX_LOCKFILE_BYTES = 16 * 1024 * 1024

/**
 * The nearest lockfile of the command's language, else, for a Python command, what is installed where it would run.
 * A command that does not tell its language takes the nearest lockfile of either, Python first. Nothing is run.
 */
export function capturePackages(question: PackageQuestion): PackageFacts {
  const language = languageOf(question.command)
  const kinds = LOCKFILE_KINDS.filter((kind) => language === undefined || kind.language === language)
  for (const folder of question.folders) {
    const facts = readLockfileIn(folder, kinds, question.root)
    if (facts !== undefined) return facts
  }
  const cwd = question.folders[0]
  if (language !== 'python' || cwd === undefined) return NOTHING
  const installed = listInstalled({ command: question.command, cwd, environment: question.environment })
  return installed.isEmpty ? NOTHING : { ...NOTHING, versions: installed.versions, source: 'environment' }
}

const PYTHON_PROGRAM =
  /^(?:i?python|pypy|uvx?$|poetry$|pdm$|hatch$|pipenv$|pytest$|torchrun$|accelerate$|deepspeed$|jupyter|conda$|mamba$)/
const NODE_PROGRAM = /^(?:node|npm|npx|pnpm|pnpx|yarn|tsx|ts-node|bun|deno)$/

/** By the program, else by the first script among the arguments: `srun python train.py`, `env A=1 node x.mjs`. */
function languageOf(command: readonly string[]): LockfileKind['language'] | undefined {
  for (const argument of command) {
    const name = basename(argument.replaceAll('\\', '/')).replace(/\.exe$/i, '')
    if (PYTHON_PROGRAM.test(name) || /\.pyz?$/.test(name)) return 'python'
    if (NODE_PROGRAM.test(name) || /\.[cm]?[jt]s$/.test(name)) return 'node'
  }
  return undefined
}

function readLockfileIn(folder: string, kinds: readonly LockfileKind[], root: string): PackageFacts | undefined {
  const names = listNames(folder).sort()
  for (const kind of kinds) {
    for (const name of names.filter((candidate) => kind.file.test(candidate))) {
      const facts = readLockfile(join(folder, name), kind, root)
      if (facts !== undefined) return facts
    }
  }
  return undefined
}

/** Undefined for a file that pins nothing, such as a list of wishes. */
function readLockfile(path: string, kind: LockfileKind, root: string): PackageFacts | undefined {
  const facts = statIfThere(path)
  if (facts?.kind !== 'file' || facts.sizeBytes > MAX_LOCKFILE_BYTES) return undefined
  const bytes = readBytesIfThere(path, MAX_LOCKFILE_BYTES)
  if (bytes === undefined) return undefined
  const packages = new PackageList()
  kind.read(bytes.toString('utf8'), packages.add)
  if (packages.isEmpty) return undefined
  return {
    versions: packages.versions,
    source: basename(path),
    lockfilePath: placeIn(root, path),
    lockfileSha256: digestBytes(bytes),
  }
}

function placeIn(root: string, path: string): string | null {
  const place = relative(root, path).split(sep).join('/')
  return place.startsWith('../') || isAbsolute(place) ? null : place
}
