/** Programs by the bytes that a system looks at before it runs one. */
const PROGRAM_MARKS: ReadonlySet<number> = new Set([
  0x7f454c46, // ELF
  0xfeedface, // Mach-O
  0xfeedfacf,
  0xcefaedfe,
  0xcffaedfe,
  0xcafebabe, // Mach-O for several processors, and Java classes
  0x0061736d, // WebAssembly
])

/** Whether a file that begins with `bytes` is a program or a script that a system would run. */
export function isExecutable(bytes: Buffer): boolean {
  if (bytes.length < 4) return false
  if (PROGRAM_MARKS.has(bytes.readUInt32BE(0))) return true
  if (/^#! ?\//.test(bytes.toString('latin1', 0, 4))) return true
  if (bytes.toString('latin1', 0, 2) !== 'MZ' || bytes.length < 0x40) return false
  const headerAt = bytes.readUInt32LE(0x3c)
  return bytes.toString('latin1', headerAt, headerAt + 4) === 'PE\0\0'
}

/** The tags by which browsers take bytes for HTML (the MIME Sniffing standard of WHATWG, 7.1). */
const HTML =
  /^\s*(?:<!--|<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)(?=[\s>]))/i

/** Whether a browser would take a file that begins with `bytes` for a page. */
export function isHtml(bytes: Buffer): boolean {
  const text = textOf(bytes)
  return HTML.test(text) || /^\s*<\?xml[^>]*>\s*(?:<!doctype html|<html)[\s>]/i.test(text)
}

/** Whether it is an SVG image that a browser would run scripts from. Plain drawings are media. */
export function isActiveSvg(bytes: Buffer): boolean {
  const text = textOf(bytes)
  const isSvg = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!(?:--[^>]*--|doctype svg[^>]*)>\s*)*<svg[\s>]/i.test(text)
  return isSvg && /<script[\s>]|<foreignobject[\s>]|javascript:|\son[a-z]+\s*=/i.test(text)
}

function textOf(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/^\xef\xbb\xbf/, '')
}
