import { listEntries, makeDirectories } from '../disk/directory.js'
import { removeTree } from '../disk/move.js'
import { placeDirectoryOnce, stageDirectory } from '../disk/stage.js'
import { createExclusively } from '../disk/write.js'
import { RundirError } from '../error/rundir-error.js'
import { printTurn } from '../run/stamp.js'
import { printJsonFile } from '../value/json.js'
import { MODEL_MANIFEST, type ModelFolder } from './find-model.js'
import type { ModelManifest } from './model-manifest-schema.js'
import { MODELS } from './model-name.js'

/** Where a new model goes; `version` gets a turn when it is taken. */
export type ModelPlace = Pick<ModelFolder, 'model' | 'variant'> & { readonly version: string }

/** A model that was just created. */
export interface NewModel {
  readonly folder: ModelFolder
  readonly manifest: ModelManifest
}

/**
 * Creates a trained model: `fill` puts durable files into a staged folder and returns the manifest, which is written last; then one
 * rename gives the folder its name, so that there is the whole model or none. Nothing is ever overwritten: of two at the same
 * time one gets the next turn. A kill leaves a folder `.<version>.tmp-…`. Throws PATH_ESCAPES, FILE_EXISTS, DISK_*, what `fill` throws.
 */
export function createModel(root: string, place: ModelPlace, fill: (folder: string) => ModelManifest): NewModel {
  const { model, variant, version: base } = place
  const path = `${MODELS}/${model}/trained/${variant}`
  checkWay(root, path)
  makeDirectories(`${root}/${path}`, 'durable')
  const staging = stageDirectory(`${root}/${path}/${base}`)
  try {
    const manifest = fill(staging)
    createExclusively(`${staging}/${MODEL_MANIFEST}`, printJsonFile(manifest), 'durable')
    for (let turn = 1; ; turn++) {
      const version = printTurn(base, turn)
      if (placeDirectoryOnce(staging, `${root}/${path}/${version}`))
        return { folder: { model, kind: 'trained', variant, version, path: `${path}/${version}` }, manifest }
    }
  } finally {
    removeTree(staging)
  }
}

/** Refuses links on the way, and names that differ in case from one that is there: on other systems they would be the same. */
export function checkWay(root: string, path: string): void {
  const [top = '', ...parts] = path.split('/')
  let folder = top
  for (const part of parts) {
    const entries = listEntries(`${root}/${folder}`)
    const same = entries.find((entry) => entry.name === part)
    const alike = entries.find((entry) => entry.name.toLowerCase() === part.toLowerCase())
    folder = `${folder}/${part}`
    if (same === undefined && alike !== undefined)
      throw new RundirError('FILE_EXISTS', `${folder} differs in case only from ${alike.name}, which is there`, {
        hint: `use ${alike.name}`,
      })
    if (same?.kind === 'link')
      throw new RundirError('PATH_ESCAPES', `${folder} is a link, and models are not kept behind links`, {
        hint: 'make it a folder; models itself may be a link to another disk',
      })
    if (same !== undefined && same.kind !== 'directory')
      throw new RundirError('FILE_EXISTS', `${folder} is there and no folder`, { hint: 'nothing was overwritten' })
  }
}
