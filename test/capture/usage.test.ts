import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { captureGpus } from '../../src/capture/gpu.js'
import { UsageSampler } from '../../src/capture/usage.js'

const hasProc = existsSync('/proc/self/stat')
const started: ChildProcess[] = []
afterEach(async () => {
  for (const child of started.splice(0)) {
    const closed = once(child, 'close')
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await closed
  }
})

/** Starts a program in a group of its own and waits for its first word. */
async function start(script: string): Promise<number> {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  started.push(child)
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

/** Passes time by working, so that the machine is never idle. */
function burn(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

test.runIf(hasProc)('the work and memory of a grandchild count for the program', async () => {
  const hog = `const held = Buffer.alloc(200 * 1024 * 1024, 1); console.log(1); for (;;) held[0]++`
  const root = await start(`sh -c '${process.execPath} -e "${hog}" & wait' & wait`)
  const sampler = new UsageSampler(root)
  burn(1000)
  const sample = sampler.sample()
  expect(sample['system/memory_bytes']).toBeGreaterThan(200 * 1024 * 1024)
  expect(sample['system/cpu_percent']).toBeGreaterThan(15)
  expect(sample['system/cpu_percent']).toBeLessThan(150)
  expect(sample['system/machine_cpu_percent']).toBeGreaterThan(30)
  expect(sample['system/machine_memory_percent']).toBeGreaterThan(0)
  expect(sample['system/machine_memory_percent']).toBeLessThan(100)
})

test.runIf(hasProc)('a program that waits uses next to nothing', async () => {
  const sampler = new UsageSampler(await start('echo; exec sleep 60'))
  burn(500)
  expect(sampler.sample()['system/cpu_percent']).toBeLessThan(5)
})

test('of a program that is gone only the machine is told', () => {
  const sample = new UsageSampler(2 ** 30).sample()
  expect(Object.keys(sample).filter((key) => !key.startsWith('system/machine'))).toEqual([])
})

test.runIf(process.platform !== 'win32')('the GPUs are those that nvidia-smi tells of', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rundir-gpu-'))
  const script = `#!/bin/sh
case "$1" in
  --query-gpu=name*) printf 'NVIDIA A100, 535.1\\nNVIDIA A100, 535.1\\n' ;;
  --query-gpu=index*) printf '0, 37, 1024\\n1, [N/A], 5\\n' ;;
  *) echo '| Driver Version: 535.1   CUDA Version: 12.2 |' ;;
esac
`
  writeFileSync(join(folder, 'nvidia-smi'), script, { mode: 0o755 })
  const environment = { PATH: `${folder}:/usr/bin:/bin` }
  const name = 'NVIDIA A100 (driver 535.1)'
  expect(captureGpus(environment)).toEqual({ names: [name, name], cudaVersion: '12.2' })
  expect(captureGpus({ PATH: '/usr/bin' })).toEqual({ names: [], cudaVersion: null })

  const sampler = new UsageSampler(process.pid, environment)
  let figures: Record<string, number> = {}
  // The answer comes when it comes; each turn of the loop asks again.
  while (!('system/gpu0_percent' in figures)) {
    await new Promise(setImmediate)
    figures = sampler.sample()
  }
  const MEBIBYTE = 1024 * 1024
  expect(figures).toMatchObject({ 'system/gpu0_percent': 37, 'system/gpu0_memory_bytes': 1024 * MEBIBYTE })
  expect(figures).toMatchObject({ 'system/gpu1_memory_bytes': 5 * MEBIBYTE })
  expect(figures).not.toHaveProperty('system/gpu1_percent')
  rmSync(folder, { recursive: true })
})
