import { pathToFileURL } from 'node:url'
import { readText } from '../../disk/read.js'
import { replaceFile } from '../../disk/write.js'
import { printFailure, summariseFailure } from '../../evaluation/failure.js'
import { type Json, parseJson, printJsonFile } from '../../value/json.js'

/** Has the default export of a module (absolute path) look at `input.json` in `folder`; what it returns becomes `output.json` there. Throws what it throws. */
export async function evaluateModule(path: string, folder: string): Promise<void> {
  const { default: evaluator } = await import(pathToFileURL(path).href)
  if (typeof evaluator !== 'function') throw new TypeError('the default export of the module is no function')
  const score: Json | undefined = await evaluator(parseJson(readText(`${folder}/input.json`)))
  if (score === undefined) throw new TypeError('the module returned nothing')
  replaceFile(`${folder}/output.json`, printJsonFile(score), 'rebuildable')
}

/** Keeps what a module threw as `error.json` in `folder`, and returns it in one line. */
export function keepModuleFailure(error: unknown, folder: string): string {
  replaceFile(`${folder}/error.json`, printJsonFile(printFailure(error)), 'rebuildable')
  return `${error instanceof Error ? error.name : 'thrown'}: ${summariseFailure(error)}`
}
