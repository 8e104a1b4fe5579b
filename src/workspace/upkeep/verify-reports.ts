import { resolve } from 'node:path'
import { printJunit } from '../../contract/junit.js'
import { printSarif } from '../../contract/sarif.js'
import { replaceFile } from '../../disk/write.js'
import type { VerifyReport } from './verify.js'

/** Writes findings for other programs. Paths are relative to `cwd`; undefined for a report that nobody asked for. Throws DISK_*. */
export function writeVerifyReports(
  report: VerifyReport,
  files: { readonly sarif: string | undefined; readonly junit: string | undefined },
  { cwd, version }: { readonly cwd: string; readonly version: string },
): void {
  if (files.sarif !== undefined)
    replaceFile(resolve(cwd, files.sarif), printSarif(report.findings, version), 'rebuildable')
  if (files.junit !== undefined)
    replaceFile(resolve(cwd, files.junit), printJunit(report.runs, report.findings), 'rebuildable')
}
