import type { CheckedConfig } from '../../workspace/orchestration/check-config.js'
import { printable, type Style } from './style.js'

/** The page of `config check`: a line for each problem, its cure below, and the count. */
export function renderConfigProblems({ problems, errors, warnings, schema }: CheckedConfig, style: Style): string {
  const lines = problems.map(({ severity, key, file, line, column, message, fix }) => {
    const place = [file, line, column].filter((part) => part !== null).join(':')
    const where = severity === 'warning' || key === '' ? place : [place, key].filter((part) => part !== '').join(': ')
    const mark = severity === 'error' ? style.red('error') : style.yellow('warning')
    const cure = fix === null ? '' : `\n  ${style.dim(printable(fix))}`
    return `${mark} ${printable(where === '' ? message : `${where}: ${message}`)}${cure}`
  })
  const against = schema === null ? 'no schema' : `schema ${schema}`
  const count = errors + warnings === 0 ? style.green('no problems') : `${errors} errors, ${warnings} warnings`
  return [...lines, `${count}  ${style.dim(printable(against))}`].join('\n')
}
