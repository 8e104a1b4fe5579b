import { makeDirectories } from '../disk/directory.js'
import { createExclusively } from '../disk/write.js'
import { makeLogName } from './log-name.js'

/**
 * The writer that a process of a launched run logs as: `writer`, or, where another process has that log already, `<writer>-p<pid>`
 * (`-p<pid>-2` … for further threads of one process). The log is there and empty when it returns. Throws NAME_INVALID, DISK_*.
 */
export function takeLog(folder: string, writer: string, attempt: number, pid: number): string {
  makeDirectories(folder, 'rebuildable')
  const isFree = (name: string) => createExclusively(`${folder}/${makeLogName(name, attempt).file}`, '', 'rebuildable')
  if (isFree(writer)) return writer
  for (let nth = 1; ; nth++) {
    const own = nth === 1 ? `${writer}-p${pid}` : `${writer}-p${pid}-${nth}`
    if (isFree(own)) return own
  }
}
