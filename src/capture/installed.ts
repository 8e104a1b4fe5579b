import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { listNames } from '../disk/directory.js'
import { statIfThere } from '../disk/read.js'
import { PackageList, pythonName } from './package-list.js'

const METADATA = /^([^-]+)-([^-]+)(?:-.*)?\.(?:dist-info|egg-info)$/

export interface PythonCall {
  readonly command: readonly string[]
  /** Absolute; where the command runs. */
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Packages of the Python that a command would use, by the names of their metadata folders: nothing is run or imported. */
export function listInstalled(call: PythonCall): PackageList {
  const packages = new PackageList()
  for (const home of pythonHomes(call)) {
    for (const folder of packageFolders(home)) {
      for (const entry of listNames(folder)) {
        const [, name, version] = METADATA.exec(entry) ?? []
        if (name !== undefined && version !== undefined) packages.add(pythonName(name), version)
      }
    }
    if (!packages.isEmpty) return packages
  }
  return packages
}

/** Folders that hold `bin/python`: of the command itself, of the active environment, of the project, of the `PATH`. */
function* pythonHomes({ command, cwd, environment }: PythonCall): Generator<string> {
  const program = command[0] ?? ''
  if (/[/\\]/.test(program)) yield dirname(dirname(isAbsolute(program) ? program : resolve(cwd, program)))
  for (const variable of ['VIRTUAL_ENV', 'CONDA_PREFIX']) {
    const home = environment[variable]
    if (home !== undefined && isAbsolute(home)) yield home
  }
  if (basename(program) === 'uv') yield join(cwd, '.venv')
  const name = /[/\\]/.test(program) || !/^python/.test(program) ? 'python3' : program
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    if (isAbsolute(folder) && statIfThere(join(folder, name))?.kind === 'file') yield dirname(folder)
  }
}

function packageFolders(home: string): string[] {
  const libraries = listNames(join(home, 'lib')).filter((name) => /^(?:python|pypy)\d/.test(name))
  // Where several versions of Python share a folder, nothing tells which one would run.
  if (libraries.length > 1) return []
  const [library] = libraries
  return [
    join(home, 'Lib', 'site-packages'),
    ...(library === undefined ? [] : [join(home, 'lib', library, 'site-packages')]),
  ]
}
