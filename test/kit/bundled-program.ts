import { build } from 'esbuild'

/** Bundles a TypeScript program of the tests, and what it uses of the source, into one file that plain Node runs. */
export async function bundleProgram(entry: string, outfile: string): Promise<void> {
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' })
}
