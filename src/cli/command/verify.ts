import { availableParallelism } from 'node:os'
import { type VerifyProgress, verifyRuns } from '../../workspace/upkeep/verify.js'
import { writeVerifyReports } from '../../workspace/upkeep/verify-reports.js'
import { defineCommand } from '../command.js'
import { renderFindings } from '../render/findings.js'
import { printBytes } from '../render/number.js'
import { verifyWorkerFile } from '../resources.js'
import { requireWholeNumber } from '../values.js'

declare const RUNDIR_VERSION: string

const MOST_THREADS = 4

export const command = defineCommand({
  summary: 'Check runs against the numbered rules',
  details: `Without RUN or with --all the whole workspace is checked. Ends with 1 when there is an error; warnings and notes do not count.
docs/rules.md explains each rule; the section "contract" of the workspace file switches them off, raises or lowers them.`,
  examples: [
    'rundir verify latest',
    'rundir verify --all --data',
    'rundir verify outputs --sarif findings.sarif',
    'rundir verify --json | jq .errors',
  ],
  flags: {
    all: { type: 'boolean', help: 'the whole workspace, which is also what no RUN means' },
    data: { type: 'boolean', help: 'read every sealed file and compare its checksum' },
    sarif: { type: 'text', value: 'FILE', help: 'write the findings as SARIF too', completes: 'file' },
    junit: { type: 'text', value: 'FILE', help: 'write the findings as JUnit XML too', completes: 'file' },
    jobs: { type: 'number', help: `threads (default: processors, at most ${MOST_THREADS})` },
  },
  args: [{ name: 'RUN', help: 'a run, or a folder with runs', optional: true, completes: 'run' }],
  async run(context, { flags, args }) {
    const workspace = await context.workspace()
    const report = await verifyRuns(
      workspace,
      {
        target: flags.all ? undefined : args[0],
        cwd: context.cwd,
        depth: flags.data ? 'data' : 'rules',
        threadCount: requireWholeNumber('--jobs', flags.jobs) ?? Math.min(availableParallelism(), MOST_THREADS),
        worker: verifyWorkerFile(),
      },
      (progress) => context.progress(describe(progress)),
    )
    context.progress('')
    writeVerifyReports(report, flags, { cwd: context.cwd, version: RUNDIR_VERSION })
    const { runs, findings, counts } = report
    return {
      data: { runs: runs.length, findings, errors: counts.error, warnings: counts.warning, notes: counts.note },
      text: renderFindings(runs.length, findings, context.style),
      exitStatus: counts.error > 0 ? 1 : 0,
    }
  },
})

function describe(progress: VerifyProgress): string {
  if (progress.kind === 'check') return `checked ${progress.doneCount} of ${progress.totalCount} runs`
  return `read ${printBytes(progress.doneBytes)} of ${printBytes(progress.totalBytes)}`
}
