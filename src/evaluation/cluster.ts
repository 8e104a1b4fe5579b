import { z } from 'zod'
import { makeDirectories } from '../disk/directory.js'
import { replaceFile } from '../disk/write.js'
import type { SpecimenSlug } from '../run/specimen.js'
import { type JsonObject, printJsonFile } from '../value/json.js'
import { runReference, specimenSlug } from './branded-schema.js'
import { checkAgainst } from './checked-value.js'
import { defineScopedRun, type Execute, type RunType } from './run-type.js'
import type { TypedRun } from './typed-run.js'

const clusterInput = z.strictObject({
  /** Where each thing that a grader did not know is kept (spec 4.2). */
  unknowns: z.array(
    z.strictObject({
      specimen: specimenSlug,
      grader_run: runReference,
      file: z.string().regex(/^unknowns\/[^/]+\.yaml$/),
    }),
  ),
  params: z.record(z.string(), z.json()).default({}),
})
const clusterOutput = z.looseObject({ clusters: z.int().min(0) })

export type ClusterInput = z.output<typeof clusterInput>
export type ClusterOutput = z.output<typeof clusterOutput>

/** The type `cluster`, whose runs stand in `runs/cluster/<timestamp>` (spec 1.9, seed 003). */
export function defineCluster(execute: Execute<ClusterInput, ClusterOutput>): RunType<ClusterInput, ClusterOutput> {
  const scope = (): { layout: 'cluster' } => ({ layout: 'cluster' })
  return defineScopedRun({ type: 'cluster', input: clusterInput, output: clusterOutput, scope, execute })
}

/** `results/<specimen>/clusters.json` of a cluster run, absolute. */
export function clustersPath(run: TypedRun<ClusterInput>, specimen: SpecimenSlug): string {
  return `${run.root}/results/${specimen}/clusters.json`
}

/** Writes the clusters of one specimen where readers look for them. Throws DISK_*. */
export function writeClusters(run: TypedRun<ClusterInput>, specimen: SpecimenSlug, clusters: JsonObject): void {
  const path = clustersPath(run, specimen)
  makeDirectories(path.slice(0, path.lastIndexOf('/')), 'rebuildable')
  replaceFile(path, printJsonFile(clusters), 'durable')
}

/** What a program wrote as the output of a cluster run. Throws VALUE_INVALID. */
export function parseClusterOutput(value: unknown): ClusterOutput {
  return checkAgainst(clusterOutput, value, 'the output of cluster')
}
