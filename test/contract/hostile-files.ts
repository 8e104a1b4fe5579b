import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'

export interface Member {
  readonly name: string
  readonly body: Buffer
  readonly method?: 0 | 8
  /** What the directory claims instead of the truth. */
  readonly sizeBytes?: number
  readonly packedBytes?: number
  readonly offset?: number
  /** What its own header is called instead. */
  readonly localName?: string
  readonly flags?: number
}

/** A zip archive, with whatever lies its members ask for. */
export function zip(members: readonly Member[], lies: { count?: number; comment?: Buffer } = {}): Buffer {
  const parts: Buffer[] = []
  const entries: Buffer[] = []
  let at = 0
  for (const member of members) {
    const packed = member.method === 8 ? deflated(member.body) : member.body
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(member.flags ?? 0, 2)
    facts.writeUInt16LE(member.method ?? 0, 4)
    facts.writeUInt32LE(checksum(member.body), 10)
    facts.writeUInt32LE(member.packedBytes ?? packed.length, 14)
    facts.writeUInt32LE(member.sizeBytes ?? member.body.length, 18)
    facts.writeUInt16LE(Buffer.byteLength(member.name), 22)
    const localName = Buffer.from(member.localName ?? member.name)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, localName])
    local.writeUInt16LE(localName.length, 26)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(member.offset ?? at, 10)
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), facts, place, Buffer.from(member.name)]))
    parts.push(local, packed)
    at += local.length + packed.length
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(lies.count ?? members.length, 8)
  end.writeUInt16LE(lies.count ?? members.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  end.writeUInt16LE(lies.comment?.length ?? 0, 20)
  return Buffer.concat([...parts, directory, end, lies.comment ?? Buffer.alloc(0)])
}

/** Archives may hold one body a thousand times. */
function once<Result>(make: (body: Buffer) => Result): (body: Buffer) => Result {
  const made = new Map<Buffer, Result>()
  return (body) => {
    const known = made.get(body) ?? make(body)
    made.set(body, known)
    return known
  }
}
const deflated = once((body) => deflateRawSync(body))
const checksum = once((body) => crc32(body))

/** An `.npy` file with that header text, and a body. */
export function npy(header: string, body = Buffer.alloc(0), version = 1): Buffer {
  const preamble = Buffer.alloc(version === 1 ? 10 : 12)
  preamble.write('\x93NUMPY', 'latin1')
  preamble[6] = version
  if (version === 1) preamble.writeUInt16LE(header.length, 8)
  else preamble.writeUInt32LE(header.length, 8)
  return Buffer.concat([preamble, Buffer.from(header, 'latin1'), body])
}

export const header = (descr: string, shape: string): string =>
  `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }\n`

export const GOOD_ARRAY = npy(header(`'<f8'`, '(4,)'), Buffer.alloc(32))
const bomb = Buffer.alloc(64 * 1024 * 1024)
const nested = '('.repeat(5000) + ')'.repeat(5000)

/** Hostile files by what is wrong with them; each must be told as the kind beside it. */
export const HOSTILE = {
  'archive-without-end': ['damaged', zip([{ name: 'a.npy', body: GOOD_ARRAY }]).subarray(0, -30)],
  'archive-cut-in-the-middle': ['damaged', zip([{ name: 'a.npy', body: GOOD_ARRAY }]).subarray(0, 60)],
  'archive-that-claims-more-members': ['damaged', zip([{ name: 'a.npy', body: GOOD_ARRAY }], { count: 900 })],
  'archive-of-too-many-members': [
    'damaged',
    zip(Array.from({ length: 10_001 }, (_, at) => ({ name: `${at}.npy`, body: GOOD_ARRAY }))),
  ],
  'archive-with-overlapping-members': [
    'damaged',
    zip([
      { name: 'a.npy', body: GOOD_ARRAY },
      { name: 'b.npy', body: GOOD_ARRAY, offset: 0 },
    ]),
  ],
  'archive-with-one-name-twice': [
    'damaged',
    zip([
      { name: 'a.npy', body: GOOD_ARRAY },
      { name: 'a.npy', body: GOOD_ARRAY },
    ]),
  ],
  'archive-with-two-names-for-one-member': ['damaged', zip([{ name: 'a.npy', localName: 'b.pkl', body: GOOD_ARRAY }])],
  'archive-that-leads-out': ['damaged', zip([{ name: 'a/../../b.npy', body: GOOD_ARRAY }])],
  'archive-that-leads-out-on-windows': ['damaged', zip([{ name: '..\\..\\b.txt', body: GOOD_ARRAY }])],
  'archive-with-an-absolute-member': ['damaged', zip([{ name: '/etc/cron.d/b', body: Buffer.from('x') }])],
  'archive-in-an-archive-called-array': [
    'damaged',
    zip([{ name: 'a.npy', body: zip([{ name: 'a.npy', body: GOOD_ARRAY }]) }]),
  ],
  'archive-with-a-member-outside': ['damaged', zip([{ name: 'a.npy', body: GOOD_ARRAY, offset: 0xfffffff0 }])],
  'archive-with-an-encrypted-member': ['damaged', zip([{ name: 'a.npy', body: GOOD_ARRAY, flags: 1 }])],
  'archive-of-unknown-packing': ['damaged', zip([{ name: 'a.npy', body: GOOD_ARRAY, method: 0, sizeBytes: 1 }])],
  'bomb-that-claims-to-be-small': ['damaged', zip([{ name: 'a.npy', body: bomb, method: 8, sizeBytes: 100 }])],
  'member-of-lying-size': ['damaged', zip([{ name: 'a.npy', body: GOOD_ARRAY, method: 8, sizeBytes: 1 << 30 }])],
  'member-whose-array-is-smaller-than-it-claims': [
    'damaged',
    zip([{ name: 'a.npy', body: npy(header(`'<f8'`, '(1000,)'), Buffer.alloc(8)) }]),
  ],
  'member-called-npy-that-is-none': ['damaged', zip([{ name: 'a.npy', body: Buffer.from('hello') }])],
  'object-array-in-an-archive': [
    'object-array',
    zip([
      { name: 'a.npy', body: GOOD_ARRAY },
      { name: 'b.npy', body: npy(header(`'|O'`, '(1,)'), Buffer.from('\x80\x04N.', 'latin1')) },
    ]),
  ],
  'pickle-in-an-archive': [
    'pickle',
    zip([{ name: 'config.json', body: Buffer.from("cposix\nsystem\n(S'id'\ntR."), method: 8 }]),
  ],
  'torch-archive': ['torch', zip([{ name: 'archive/data.pkl', body: Buffer.from('\x80\x02}q\x00.', 'latin1') }])],
  'array-of-impossible-shape': ['damaged', npy(header(`'<f8'`, `(${'9'.repeat(38)}, ${'9'.repeat(38)})`))],
  'array-of-negative-shape': ['damaged', npy(header(`'<f8'`, '(-1,)'), Buffer.alloc(8))],
  'array-with-code-for-a-header': ['damaged', npy(`__import__('os').system('id') or ${header(`'<f8'`, '(1,)')}`)],
  'array-with-a-deep-header': ['damaged', npy(header(`'<f8'`, nested), Buffer.alloc(8), 2)],
  'array-with-a-huge-header': ['damaged', npy(' '.repeat(70_000), Buffer.alloc(8), 2)],
  'array-with-a-lying-header-length': ['damaged', npy(header(`'<f8'`, '(1,)')).subarray(0, 20)],
  'array-of-unknown-version': ['damaged', npy(header(`'<f8'`, '(1,)'), Buffer.alloc(8), 9)],
  'array-of-objects-in-records': ['object-array', npy(header(`[('a', '<f8'), ('b', [('c', '|O')])]`, '(1,)'))],
  'array-that-is-cut-off': ['damaged', GOOD_ARRAY.subarray(0, -1)],
  'array-with-something-behind-it': ['damaged', Buffer.concat([GOOD_ARRAY, Buffer.from('\x80\x04N.', 'latin1')])],
  'pickle-that-runs-a-command': ['pickle', Buffer.from("cos\nsystem\n(S'touch /tmp/pwned'\ntR.")],
  'pickle-with-something-behind-it': ['pickle', Buffer.from('cos\nsystem\n(S\'id\'\ntR.{"looks": "like JSON"}')],
  'pickle-by-instance': ['pickle', Buffer.from("(S'id'\nios\nsystem\n.")],
  'pickle-of-deep-nesting': ['pickle', Buffer.from(`\x80\x04${'('.repeat(100_000)}`, 'latin1')],
  'pickle-of-a-lying-length': ['pickle', Buffer.from('\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x7fabc', 'latin1')],
  'array-of-objects-in-a-subarray': ['object-array', npy(header(`[('a', '|O', (2,2))]`, '(1,)'), Buffer.alloc(8))],
  'array-of-many-dimensions': ['damaged', npy(header(`'<f8'`, `(${'1,'.repeat(20_000)})`), Buffer.alloc(8), 2)],
  'array-of-huge-texts': ['damaged', npy(header(`'|S99999999999999999999'`, '(1,)'), Buffer.alloc(8))],
  'array-with-one-key-twice': ['damaged', npy(`{'descr': '<f8', ${header(`'|O'`, '(1,)').slice(1)}`, Buffer.alloc(8))],
  'pickle-that-is-cut-off': [
    'pickle',
    Buffer.from('\x80\x04\x95\xff\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix', 'latin1'),
  ],
  'pickle-in-zlib': ['pickle', deflateSync(Buffer.from("cos\nsystem\n(S'id'\ntR."))],
  'pickle-in-gzip': ['pickle', gzipSync(Buffer.from("cos\nsystem\n(S'id'\ntR."))],
  'gzip-bomb': ['plain', gzipSync(bomb)],
  'program-for-linux': ['executable', Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1')],
  'program-for-macos': ['executable', Buffer.from('\xcf\xfa\xed\xfe\x07\0\0\x01', 'latin1')],
  'program-for-windows': ['executable', portable()],
  'script-with-an-interpreter': ['executable', Buffer.from('#!/bin/sh\nrm -rf /\n')],
  'page-in-html': ['html', Buffer.from('\ufeff\n <!DOCTYPE html><script>1</script>')],
  'page-after-a-comment': ['html', Buffer.from('<!-- x --><script>alert(1)</script>')],
  'drawing-with-a-script': ['active-svg', Buffer.from('<svg xmlns="x"><script>alert(1)</script></svg>')],
  'drawing-with-a-handler': ['active-svg', Buffer.from('<?xml version="1.0"?><svg onload = "alert(1)"/>')],
} as const satisfies Record<string, readonly [string, Buffer]>

function portable(): Buffer {
  const bytes = Buffer.alloc(0x100)
  bytes.write('MZ', 'latin1')
  bytes.writeUInt32LE(0x80, 0x3c)
  bytes.write('PE\0\0', 0x80, 'latin1')
  return bytes
}
