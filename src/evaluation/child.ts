import { isDeepStrictEqual } from 'node:util'
import { listNames } from '../disk/directory.js'
import { readTextIfThere } from '../disk/read.js'
import type { RunReference } from '../run/reference.js'
import { isStamp, parseTurn } from '../run/stamp.js'
import { Damage, readRun } from '../store/read.js'
import { parseJson } from '../value/json.js'
import type { ClaimedRun } from './conduct.js'
import type { RunType } from './run-type.js'
import { runsRootOf, type Stage } from './stage.js'

const ANY_STAMP = '1970-01-01_00-00-00'

/**
 * The runs of a type with that input that a session has started, newest first. They are found by their manifests, which name
 * the session as a parent: nothing else remembers them, and so nothing can be out of step after a crash.
 */
export function* findChildren<Input, Output>(
  stage: Stage,
  type: RunType<Input, Output>,
  input: Input,
  session: RunReference,
): Generator<ClaimedRun<Input>> {
  const runsRoot = runsRootOf(stage)
  const { dir } = type.at(runsRoot, input, ANY_STAMP)
  const folder = dir.slice(0, dir.lastIndexOf('/'))
  const stamps = listNames(`${stage.space.root}/${folder}`).flatMap((name) => parseTurn(name, isStamp) ?? [])
  stamps.sort((a, b) => (a.base === b.base ? b.turn - a.turn : a.base < b.base ? 1 : -1))
  for (const { base, turn } of stamps) {
    const typed = type.at(runsRoot, input, turn === 1 ? base : `${base}_${turn}`)
    const run = readRun(stage.reader(), typed.dir)
    if (run instanceof Damage || !run.manifest.parents.includes(session)) continue
    if (isDeepStrictEqual(parseJson(readTextIfThere(typed.inputPath) ?? ''), input)) yield { typed, run }
  }
}
