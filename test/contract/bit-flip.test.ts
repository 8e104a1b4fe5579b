import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { HealthyWorkspace, LONG, RUN } from './healthy-workspace.js'

const healthy = new HealthyWorkspace()
const flips = process.env['RUNDIR_SOAK'] ? 10_000 : 1_000
/** Sealed files of one run, so that one look finds the flips of many. */
const filesOfARun = 50

test(`one bit flipped in each of ${flips} sealed files: each is found, and nothing else is`, async () => {
  const workspace = await healthy.copy()
  for (let at = 0; at < filesOfARun; at++)
    workspace.write(`${RUN}/artifacts/many/${at}.txt`, `file ${at} `.repeat(at + 1))
  workspace.reseal()
  const sealed = [...workspace.sealed(RUN), ...workspace.sealed(LONG)].filter(
    (file) => workspace.bytes(file).length > 0,
  )
  for (let done = 0; done < flips; done += sealed.length) {
    const files = sealed.slice(0, flips - done)
    const before = new Map(files.map((file) => [file, workspace.bytes(file)]))
    for (const [file, bytes] of before) workspace.write(file, flipped(bytes))
    const found = await workspace.verify('data')
    const changed = found.filter((finding) => finding.rule === 'R034').map((finding) => finding.path)
    expect(changed.sort()).toEqual(files.sort())
    for (const [file, bytes] of before) workspace.write(file, bytes)
    expect(await workspace.verify('data')).toEqual([])
  }
})

test('a bit flipped in the list of checksums is found too', async () => {
  const workspace = await healthy.copy()
  const path = `${RUN}/artifacts.sha256`
  const whole = workspace.bytes(path)
  for (let turn = 0; turn < 50; turn++) {
    workspace.write(path, flipped(whole))
    expect((await workspace.verify('rules')).map((finding) => finding.rule)).toEqual(['R031'])
  }
})

function flipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes)
  const at = randomInt(changed.length)
  changed[at] = (changed[at] ?? 0) ^ (1 << randomInt(8))
  return changed
}
