import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Type-checks every ```ts block of README.md and docs/ as a program of its own that imports `rundir`; tells what is wrong. */
export function checkExamples(root) {
  const folder = mkdtempSync(join(root, 'node_modules', '.rundir-examples-'))
  try {
    const sources = documents(root).flatMap((path) => blocks(path, readFileSync(join(root, path), 'utf8')))
    if (sources.length === 0) return true
    for (const { file, text } of sources) writeFileSync(join(folder, file), text)
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    writeFileSync(join(folder, 'tsconfig.json'), configuration(sources))
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    execFileSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' })
    return true
  } catch (error) {
    if (error.stdout === undefined) throw error
    console.log(`a TypeScript example of the documents does not compile:\n${error.stdout}`)
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The checks of the repository itself hold for examples too; `rundir` is the source, so that no build is needed. */
function configuration(sources) {
  return JSON.stringify({
    extends: '../../tsconfig.json',
    compilerOptions: { paths: { rundir: ['../../src/index.ts'] }, typeRoots: ['../@types'], noUnusedLocals: false },
    files: sources.map(({ file }) => file),
    include: [],
  })
}

function documents(root) {
  const pages = readdirSync(join(root, 'docs'), { recursive: true }).filter((path) => path.endsWith('.md'))
  const tops = readdirSync(root).filter((path) => path.endsWith('.md'))
  return [...tops, ...pages.map((path) => join('docs', path)).sort()]
}

/** One source a block; its name tells page and line, so that an error of the compiler leads there. */
function blocks(path, text) {
  const found = []
  for (const match of text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)) {
    const line = text.slice(0, match.index).split('\n').length + 1
    found.push({ file: `${path.replace(/[^\w]+/g, '-')}-line-${line}.ts`, text: `${match[1]}\nexport {}\n` })
  }
  return found
}
