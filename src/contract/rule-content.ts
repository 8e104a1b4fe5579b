import type { ContentKind } from '../artifact/content.js'
import type { Problem } from './finding.js'
import type { InspectedFile, RunInventory } from './inventory.js'
import type { Rule } from './rule.js'

const CHECKPOINTS = 'artifacts/checkpoints/'
const PAGES = /\.html?$/i

/** What the files of a run are, told from their bytes (spec 2.6, seed 002). */
export const CONTENT_RULES: readonly Rule<RunInventory>[] = [
  {
    id: 'R060',
    title: 'A file is a pickle',
    severity: 'error',
    what: 'A file, or a member of an archive, is a Python pickle, whatever it is called.',
    why: 'Loading a pickle runs whatever code is in it, and works only where the classes of its writer are.',
    fix: 'write arrays as .npz, settings as .json or .yaml; weights belong into artifacts/checkpoints/',
    check: (inventory) => told(inventory, 'pickle', 'is a Python pickle'),
  },
  {
    id: 'R061',
    title: 'An array holds Python objects',
    severity: 'error',
    what: 'An `.npy` file, or a member of an `.npz`, has the kind `object`.',
    why: 'Such an array is a pickle inside: numpy refuses to load it unless it may run code.',
    fix: 'give the array a numeric or text kind, or write the objects as JSON',
    check: (inventory) => told(inventory, 'object-array', 'holds Python objects'),
  },
  {
    id: 'R062',
    title: 'A Torch file is not a checkpoint',
    severity: 'error',
    what: 'A file that `torch.save` wrote stands outside of `artifacts/checkpoints/`.',
    why: 'Such files hold pickles; only checkpoints may, and those are never loaded by rundir.',
    fix: 'move it to artifacts/checkpoints/, or save tensors as .npz or .safetensors',
    check: (inventory) =>
      problems(inventory, ({ path, content }) =>
        content?.kind === 'torch' && !path.startsWith(CHECKPOINTS) ? 'was written by torch.save' : undefined,
      ),
  },
  {
    id: 'R063',
    title: 'A file is a program',
    severity: 'error',
    what: 'A file is an executable for Linux, macOS or Windows, a Java class, WebAssembly, or a script with `#!`.',
    why: 'A run keeps results; programs belong into the repository, where they have a history.',
    fix: 'move it out of the run',
    check: (inventory) => told(inventory, 'executable', 'is a program'),
  },
  {
    id: 'R064',
    title: 'A file pretends, and is a page with scripts',
    severity: 'error',
    what: 'A browser would take the file for HTML although it is not called so, or for a drawing that runs scripts.',
    why: 'Opened from a browser it runs with the rights of where it came from.',
    fix: 'call reports .html, and take scripts out of drawings',
    check: (inventory) =>
      problems(inventory, ({ path, content }) => {
        if (content?.kind === 'active-svg') return 'is a drawing that runs scripts'
        return content?.kind === 'html' && !PAGES.test(path) ? 'is an HTML page under another name' : undefined
      }),
  },
  {
    id: 'R065',
    title: 'An artifact is of an unknown kind',
    severity: 'warning',
    what: 'The ending of a file below `artifacts/` is not one that every reader knows (`contract.allowed_endings` adds more).',
    why: 'In a few years nobody may know how to read it.',
    fix: 'write it in a common format, or add its ending to the settings',
    check: (inventory) =>
      problems(inventory, ({ path, content }) => {
        const isKnown = !path.startsWith('artifacts/') || inventory.policy.allowedEndings.has(endingOf(path))
        return isKnown || content?.kind !== 'plain'
          ? undefined
          : `has the unknown ending ${JSON.stringify(endingOf(path))}`
      }),
  },
  {
    id: 'R066',
    title: 'An array or archive is damaged',
    severity: 'error',
    what: 'An `.npy`, `.npz` or zip file is cut off, contradicts itself, claims more than may be unpacked, or has members that lead out of it.',
    why: 'It cannot be loaded, or was made to harm whoever does.',
    fix: 'make it again; rundir never unpacks it',
    check: (inventory) =>
      problems(inventory, ({ content }) => (content?.kind === 'damaged' ? `is damaged: ${content.why}` : undefined)),
  },
  {
    id: 'R067',
    title: 'A link leads out of the run',
    severity: 'error',
    what: 'A symbolic link leads to nothing or out of the folder of the run, or a file is no regular file.',
    why: 'What it leads to is not part of the run, is in no checksum, and is gone when the run is copied.',
    fix: 'copy the file into the run',
    check: ({ dir, strangers }) => strangers.map(({ path, why }) => ({ path: `${dir}/${path}`, message: why })),
  },
  {
    id: 'R068',
    title: 'A file is packed in a way that hides what it is',
    severity: 'warning',
    what: 'A file is compressed with bzip2, xz, Zstandard or LZ4, and its ending is not in `contract.allowed_endings`.',
    why: 'A pickle or a program in it cannot be told from its bytes.',
    fix: 'pack it with gzip or zip, or say in contract.allowed_endings that such files are meant',
    check: (inventory) =>
      problems(inventory, ({ path, content }) =>
        content?.kind === 'opaque' && !inventory.policy.allowedEndings.has(endingOf(path))
          ? `is packed with ${content.why}`
          : undefined,
      ),
  },
]

function problems({ dir, files }: RunInventory, judge: (file: InspectedFile) => string | undefined): Problem[] {
  return files.flatMap((file) => {
    const verdict = judge(file)
    return verdict === undefined ? [] : [{ path: `${dir}/${file.path}`, message: `${file.path} ${verdict}` }]
  })
}

function told(inventory: RunInventory, kind: ContentKind, verdict: string): Problem[] {
  return problems(inventory, ({ content }) => {
    if (content?.kind !== kind) return undefined
    return content.why === '' ? verdict : `${verdict} in its member "${content.why}"`
  })
}

function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot)
}
