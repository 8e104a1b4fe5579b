import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printTarHeader, printTarPadding, TAR_END, type TarMember } from './tar.js'

/** Reads an archive on standard input and tells its members. */
const READ = `
import sys, json, tarfile
archive = tarfile.open(fileobj=sys.stdin.buffer, mode="r|", errors="strict")
print(json.dumps([[m.name, m.size, m.mode, int(m.mtime), m.uid, m.isreg(), archive.extractfile(m).read().decode()] for m in archive]))
`

function archiveOf(members: readonly TarMember[]): Buffer {
  const parts = members.flatMap((member) => [
    printTarHeader(member),
    Buffer.alloc(member.sizeBytes, 'x'),
    printTarPadding(member.sizeBytes),
  ])
  return Buffer.concat([...parts, TAR_END])
}

const name = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9 ._#%+\\~-]{1,130}$/),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map((text) => text.replace(/[/\0]/g, 'ä')),
)
const member = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 6 }).map((parts) => ['outputs', ...parts].join('/')),
  sizeBytes: fc.oneof(fc.nat(1030), fc.constantFrom(0, 511, 512, 513)),
  isExecutable: fc.boolean(),
  modifiedAt: fc.nat(4_000_000_000_000),
})

test('another reader finds every member as it was, whatever it is called', () => {
  const members = fc.sample(member, 500)
  const done = spawnSync('python3', ['-c', READ], { input: archiveOf(members), maxBuffer: 1 << 28 })
  expect(String(done.stderr)).toBe('')
  expect(JSON.parse(String(done.stdout))).toEqual(
    members.map(({ path, sizeBytes, isExecutable, modifiedAt }) => {
      const mode = isExecutable ? 0o755 : 0o644
      return [path, sizeBytes, mode, Math.floor(modifiedAt / 1000), 0, true, 'x'.repeat(sizeBytes)]
    }),
  )
})

test('a file of more than 8 GiB has its size in a pax header, and one of 8 GiB less a byte in its own', () => {
  const plain = { path: 'a', sizeBytes: 8 * 1024 ** 3 - 1, isExecutable: false, modifiedAt: 0 }
  expect(printTarHeader(plain)).toHaveLength(512)
  expect(Buffer.from(printTarHeader(plain)).toString('latin1', 124, 135)).toBe('77777777777')
  const large = Buffer.from(printTarHeader({ ...plain, sizeBytes: 8 * 1024 ** 3 }))
  expect(large.toString('latin1', 512, 512 + 19)).toBe('19 size=8589934592\n')
})

test('equal members are equal bytes, in whole blocks', () => {
  fc.assert(
    fc.property(member, (one) => {
      const header = printTarHeader(one)
      expect(header.length % 512).toBe(0)
      expect((one.sizeBytes + printTarPadding(one.sizeBytes).length) % 512).toBe(0)
      expect(printTarHeader({ ...one })).toEqual(header)
    }),
  )
})
