import { canonicalPath } from '../layout/layout.js'
import type { Problem } from './finding.js'
import type { Passage, RunInventory } from './inventory.js'
import type { Rule } from './rule.js'

const FILE = 'run_manifest.json'

/** Who the run says it is. */
export const MANIFEST_RULES: readonly Rule<RunInventory>[] = [
  {
    id: 'R001',
    title: 'A claimed folder has no manifest',
    severity: 'error',
    what: 'The name of the folder was handed out, and there is no `run_manifest.json` in it.',
    why: 'rundir was killed between the claim and the first manifest, or somebody removed the file.',
    fix: 'rundir repair writes one that says so',
    check: ({ dir, manifest, isClaimantGone }) =>
      manifest.kind === 'missing' && isClaimantGone !== false
        ? [{ path: dir, message: `${dir} was claimed and has no ${FILE}` }]
        : [],
  },
  {
    id: 'R002',
    title: 'The manifest cannot be read',
    severity: 'error',
    what: '`run_manifest.json` is not JSON, or lacks one of its first six keys.',
    why: 'Nothing can be said of a run without them: neither its status nor where it comes from.',
    fix: 'restore the file from a copy; the rest of the run is intact',
    check: ({ dir, manifest }) =>
      manifest.kind === 'unreadable' ? [{ path: `${dir}/${FILE}`, message: manifest.why }] : [],
  },
  {
    id: 'R003',
    title: 'The manifest is of a newer version',
    severity: 'error',
    what: '`schema_version` is higher than this rundir reads.',
    why: 'Reading it as if it were older could say something wrong.',
    fix: 'use the newer rundir that wrote it',
    check: ({ dir, manifest }) =>
      manifest.kind === 'newer' ? [{ path: `${dir}/${FILE}`, message: manifest.why }] : [],
  },
  {
    id: 'R004',
    title: 'The manifest does not fit its schema',
    severity: 'error',
    what: 'A key of `run_manifest.json` has a value of another type than `schemas/run_manifest.schema.json` says.',
    why: 'Other programs read these files by their schema.',
    fix: 'correct the key; keys that rundir does not know are fine',
    check: ({ dir, manifest }) =>
      manifest.kind === 'read' ? manifest.misfits.map((message) => ({ path: `${dir}/${FILE}`, message })) : [],
  },
  {
    id: 'R005',
    title: 'The name does not fit the place',
    severity: 'error',
    what: 'The name, the layout or the counter in the manifest is not what the path of the run says.',
    why: 'The folder was renamed or moved: references to it lead nowhere, and its number can collide.',
    fix: 'move the folder back to where its manifest says, or copy it with a new claim',
    check: checkPlace,
  },
  {
    id: 'R006',
    title: 'A file holds a path of this machine',
    severity: 'error',
    what: 'The manifest, an attempt or the configuration holds the absolute path of the workspace, or an absolute path in a key that is relative.',
    why: 'The run breaks when the workspace is moved, copied from a cluster or unpacked elsewhere.',
    fix: 'write paths relative to the workspace or the run',
    check: ({ dir, anchoredPaths }) => anchoredPaths.map((passage) => at(dir, passage)),
  },
  {
    id: 'R007',
    title: 'The configuration names an absolute path',
    severity: 'warning',
    what: '`config_resolved` holds an absolute path outside of the workspace.',
    why: 'On another machine that path is another one, and the run cannot be repeated there.',
    fix: 'take it from the environment, or keep the data below the workspace',
    check: ({ dir, foreignPaths }) => foreignPaths.map((passage) => at(dir, passage)),
  },
]

function at(dir: string, { file, where, text }: Passage): Problem {
  return { path: `${dir}/${file}`, message: `${where} is ${JSON.stringify(text)}` }
}

function checkPlace({ dir, manifest: reading, identity }: RunInventory): Problem[] {
  if (reading.kind !== 'read') return []
  const { name, layout, counter } = reading.manifest
  const problem = (message: string): Problem[] => [{ path: `${dir}/${FILE}`, message }]
  const last = canonicalPath(dir.slice(dir.lastIndexOf('/') + 1))
  if (identity === undefined) return problem(`no layout places a run at ${dir}`)
  const placed = identity.layout === 'pattern' ? identity.pattern : identity.layout
  if (placed !== layout) return problem(`it says layout ${layout}, and ${dir} is a place of the layout ${placed}`)
  if (name !== last) return problem(`it says name ${JSON.stringify(name)}, and the folder is called ${last}`)
  const number = layout === 'pipeline' ? /-run(\d+)$/.exec(last)?.[1] : undefined
  const isOther = counter !== null && number !== undefined && counter !== Number(number)
  return isOther ? problem(`it says counter ${counter}, and the name says ${number}`) : []
}
