import type { PredictionProblem } from '../artifact/prediction.js'
import type { Problem } from './finding.js'
import type { RunInventory } from './inventory.js'
import type { Rule } from './rule.js'

const FOLDER = 'artifacts/predictions'

/** The frames of `artifacts/predictions/` and their metadata (spec 2.5, seed 002). */
export const PREDICTION_RULES: readonly Rule<RunInventory>[] = [
  {
    id: 'R050',
    title: 'A prediction has a bad name',
    severity: 'error',
    what: 'A file of `artifacts/predictions/` is neither `metadata.json` nor `frame_<id>.npz` with four digits or more.',
    why: 'Readers find a frame by its number.',
    fix: 'call it frame_0001.npz, or put it elsewhere below artifacts/',
    check: (inventory) =>
      about(inventory, ['bad-name'], (problem) =>
        'file' in problem ? { file: problem.file, message: `${problem.file} is not a frame` } : undefined,
      ),
  },
  {
    id: 'R051',
    title: 'The metadata of predictions is missing or unreadable',
    severity: 'error',
    what: '`artifacts/predictions/metadata.json` is missing, is not JSON, or is neither one entry nor a list of frames.',
    why: 'A frame means nothing without its time, its camera and its version of the contract.',
    fix: 'write {"contract_version": 1, "frames": [{"frame_id", "timestamp", "intrinsics"}]}',
    check: (inventory) =>
      about(inventory, ['no-metadata', 'bad-metadata'], (problem) =>
        'why' in problem ? { file: 'metadata.json', message: problem.why } : undefined,
      ),
  },
  {
    id: 'R052',
    title: 'A frame has no entry',
    severity: 'error',
    what: 'A frame is not in `metadata.json`.',
    why: 'Its time and camera are unknown.',
    fix: 'add an entry with its frame_id',
    check: (inventory) =>
      about(inventory, ['frame-without-entry'], (problem) =>
        'file' in problem ? { file: problem.file, message: `${problem.file} is not in metadata.json` } : undefined,
      ),
  },
  {
    id: 'R053',
    title: 'An entry has no frame',
    severity: 'error',
    what: '`metadata.json` names a frame that is not there.',
    why: 'A prediction was lost, or never made.',
    fix: 'restore the frame, or remove its entry',
    check: (inventory) =>
      about(inventory, ['entry-without-frame'], (problem) =>
        'frame' in problem ? { file: 'metadata.json', message: `frame ${problem.frame} is not there` } : undefined,
      ),
  },
  {
    id: 'R054',
    title: 'An entry is incomplete or stands there twice',
    severity: 'error',
    what: 'An entry lacks `frame_id`, `timestamp`, `intrinsics` (or `intrinsics_ref`) or `contract_version`, or a frame has two.',
    why: 'Readers of the contract rely on each of them.',
    fix: 'complete the entry',
    check: (inventory) => about(inventory, ['entry-incomplete', 'entry-twice'], describeEntry),
  },
]

interface Told {
  readonly file: string
  readonly message: string
}

function about(
  { dir, predictions }: RunInventory,
  kinds: readonly PredictionProblem['kind'][],
  tell: (problem: PredictionProblem) => Told | undefined,
): Problem[] {
  return predictions.flatMap((problem) => {
    const told = kinds.includes(problem.kind) ? tell(problem) : undefined
    return told === undefined ? [] : [{ path: `${dir}/${FOLDER}/${told.file}`, message: told.message }]
  })
}

function describeEntry(problem: PredictionProblem): Told | undefined {
  const file = 'metadata.json'
  if (problem.kind === 'entry-twice') return { file, message: `frame ${problem.frame} has two entries` }
  if (problem.kind !== 'entry-incomplete') return undefined
  return { file, message: `frame ${problem.frame} lacks ${problem.missing.join(', ')}` }
}
