import type { Seal } from '../artifact/checksums.js'
import { isVouchedFor } from '../artifact/checksums.js'
import type { Manifest } from '../run/manifest.js'
import { isTerminalStatus } from '../run/status.js'
import type { Problem } from './finding.js'
import type { RunInventory } from './inventory.js'
import type { Rule } from './rule.js'

const LIST = 'artifacts.sha256'

/** The files of a run that has ended against what its seal vouches for. */
export const SEAL_RULES: readonly Rule<RunInventory>[] = [
  {
    id: 'R030',
    title: 'A run has ended and is not sealed',
    severity: 'warning',
    what: 'The status is terminal, or `lost`, and the manifest has no seal.',
    why: 'Nobody can tell whether its files are still what they were. A full disk at the end is the usual cause.',
    fix: 'rundir repair seals it',
    check: (inventory) =>
      lacksSeal(inventory)
        ? [{ path: `${inventory.dir}/${LIST}`, message: 'the run has ended, and its files have no seal' }]
        : [],
  },
  {
    id: 'R031',
    title: 'The list of checksums is not the sealed one',
    severity: 'error',
    what: '`artifacts.sha256` is missing, is not in the format of `sha256sum`, or has another checksum than the seal.',
    why: 'The list is what all other files are checked against.',
    fix: 'restore it from a copy; rundir repair makes it again where the files are still the sealed ones',
    check: checkList,
  },
  {
    id: 'R032',
    title: 'A sealed file is missing',
    severity: 'error',
    what: 'A file in `artifacts.sha256` is not there.',
    why: 'The run vouched for it when it ended.',
    fix: 'restore it from a copy',
    check: (inventory) => {
      const there = new Set(inventory.files.map((file) => file.path))
      return sealedPaths(inventory)
        .filter((path) => !there.has(path))
        .map((path) => ({ path: `${inventory.dir}/${path}`, message: `${path} was sealed and is gone` }))
    },
  },
  {
    id: 'R033',
    title: 'A file came after the seal',
    severity: 'warning',
    what: 'A file of a sealed run is not in `artifacts.sha256`.',
    why: 'It was not made by the run, or too late; its checksum is unknown.',
    fix: 'move it out of the run',
    check: checkNewcomers,
  },
  {
    id: 'R034',
    title: 'A sealed file was changed',
    severity: 'error',
    what: 'The content of a sealed file is another one (with `--data`), or the sealed files together have another size.',
    why: 'Somebody edited it, or the disk did: what the run reports may not be what it made.',
    fix: 'restore it from a copy; sha256sum -c artifacts.sha256 in the folder of the run tells the same',
    check: checkContents,
  },
]

function hasEnded({ status, attempt }: Manifest): boolean {
  return isTerminalStatus(status) || (status === 'lost' && attempt > 0)
}

/** The seal of a run whose list is the sealed one; undefined where the other rules have nothing to go by. */
function trustedSeal({ manifest: reading, seal }: RunInventory): Seal | undefined {
  if (reading.kind !== 'read' || reading.manifest.seal === null) return undefined
  return seal.list !== undefined && seal.sha256 === reading.manifest.seal.sha256 ? reading.manifest.seal : undefined
}

function sealedPaths(inventory: RunInventory): string[] {
  return trustedSeal(inventory) === undefined ? [] : (inventory.seal.list ?? []).map((each) => each.path)
}

function checkList({ dir, manifest: reading, seal }: RunInventory): Problem[] {
  if (reading.kind !== 'read' || reading.manifest.seal === null) return []
  const problem = (message: string): Problem[] => [{ path: `${dir}/${LIST}`, message }]
  if (seal.sha256 === undefined) return problem(`${LIST} is missing`)
  if (seal.sha256 !== reading.manifest.seal.sha256) return problem(`${LIST} was changed after the seal`)
  return seal.list === undefined ? problem(`${LIST} is not in the format of sha256sum`) : []
}

function checkNewcomers(inventory: RunInventory): Problem[] {
  if (trustedSeal(inventory) === undefined) return []
  const sealed = new Set(sealedPaths(inventory))
  return inventory.files
    .filter(({ path }) => isVouchedFor(path) && !sealed.has(path))
    .map(({ path }) => ({ path: `${inventory.dir}/${path}`, message: `${path} is not in ${LIST}` }))
}

function checkContents(inventory: RunInventory): Problem[] {
  const { dir, files, changed } = inventory
  const seal = trustedSeal(inventory)
  if (seal === undefined) return []
  if (changed !== undefined && changed.length > 0)
    return changed.map((path) => ({ path: `${dir}/${path}`, message: `${path} has another checksum than ${LIST}` }))
  const sealed = new Set(sealedPaths(inventory))
  const there = files.filter((file) => sealed.has(file.path))
  const bytes = there.reduce((sum, file) => sum + file.sizeBytes, 0)
  if (there.length < sealed.size || bytes === seal.bytes) return []
  return [{ path: `${dir}/${LIST}`, message: `the sealed files have ${bytes} bytes, ${seal.bytes} were sealed` }]
}

/** Whether a run is one that `repair` would seal. */
export function lacksSeal({ manifest: reading }: RunInventory): boolean {
  return reading.kind === 'read' && reading.manifest.seal === null && hasEnded(reading.manifest)
}
