import { readTextIfThere } from '../disk/read.js'
import { type ClusterInput, type ClusterOutput, writeClusters } from './cluster.js'
import type { TypedRun } from './typed-run.js'

/**
 * Clusters without a program: unknowns of a specimen whose texts are equal but for white space are one cluster, largest first.
 * Each specimen gets its `clusters.json`: `{clusters: [{size, text, members: [{grader_run, file}]}]}`.
 */
export async function clusterExactly(root: string, run: TypedRun<ClusterInput>): Promise<ClusterOutput> {
  const { unknowns } = run.input
  const specimens = [...new Set(unknowns.map((unknown) => unknown.specimen))]
  let clusters = 0
  let missing = 0
  for (const specimen of specimens) {
    const byText = new Map<string, { grader_run: string; file: string }[]>()
    for (const { grader_run, file } of unknowns.filter((unknown) => unknown.specimen === specimen)) {
      const text = readTextIfThere(`${root}/runs/${grader_run}/${file}`)?.replace(/\s+/g, ' ').trim()
      const members = byText.get(text ?? '')
      if (text === undefined) missing++
      else if (members === undefined) byText.set(text, [{ grader_run, file }])
      else members.push({ grader_run, file })
    }
    const found = [...byText].map(([text, members]) => ({ size: members.length, text, members }))
    found.sort((a, b) => b.size - a.size || (a.text < b.text ? -1 : 1))
    writeClusters(run, specimen, { specimen, clusters: found })
    clusters += found.length
  }
  return { clusters, unknowns: unknowns.length, missing, specimens: specimens.length }
}
