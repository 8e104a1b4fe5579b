/**
 * Checkpoints in the safetensors format: 8 bytes with the length of a JSON header, the header, then the numbers as they stand
 * in memory. Any reader of that format sees the parameters by name.
 */

import { closeSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parameterShapes } from './model.mjs'

/**
 * Writes parameters, optimizer moments and `state` to `path`. A reader finds the old file or the new one, never a part:
 * the bytes go to a hidden file beside it, which takes the name when it is whole and on disk.
 */
export function writeCheckpoint(path, model, moments, state) {
  const parts = [model.parameters.flat, moments.mean, moments.square]
  const header = { __metadata__: { format: 'rundir-example-gpt', state: JSON.stringify(state) } }
  let at = 0
  const place = (name, shape) => {
    const bytes = shape.reduce((product, side) => product * side, 1) * 4
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + bytes] }
    at += bytes
  }
  for (const [name, shape] of parameterShapes(model.shape)) place(name, shape)
  place('adam.mean', [moments.mean.length])
  place('adam.square', [moments.square.length])
  let json = JSON.stringify(header)
  json += ' '.repeat((8 - (Buffer.byteLength(json) % 8)) % 8)
  const lengthBytes = Buffer.alloc(8)
  lengthBytes.writeBigUInt64LE(BigInt(Buffer.byteLength(json)))

  mkdirSync(dirname(path), { recursive: true })
  const hidden = join(dirname(path), `.${basename(path)}.tmp-next`)
  const file = openSync(hidden, 'w')
  try {
    for (const part of [lengthBytes, Buffer.from(json), ...parts.map(bytesOf)]) writeAll(file, part)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(hidden, path)
}

/**
 * Reads the parameters into `model` and, where `moments` is given, the optimizer's moments too. Returns the `state` that was
 * written with them. Throws when the file is no checkpoint of a model of this shape.
 */
export function readCheckpoint(path, model, moments) {
  const file = openSync(path, 'r')
  try {
    const lengthBytes = Buffer.alloc(8)
    readAll(file, lengthBytes, 0)
    const headerLength = Number(lengthBytes.readBigUInt64LE())
    if (headerLength > 100_000_000) throw new Error(`${path} is no checkpoint`)
    const headerBytes = Buffer.alloc(headerLength)
    readAll(file, headerBytes, 8)
    const header = JSON.parse(headerBytes.toString('utf8'))
    for (const [name, shape] of parameterShapes(model.shape)) {
      if (String(header[name]?.shape) !== String(shape))
        throw new Error(`${path} holds ${name} of shape [${header[name]?.shape}]; this configuration needs [${shape}]`)
    }
    const begin = 8 + headerLength
    readAll(file, bytesOf(model.parameters.flat), begin)
    if (moments) {
      readAll(file, bytesOf(moments.mean), begin + header['adam.mean'].data_offsets[0])
      readAll(file, bytesOf(moments.square), begin + header['adam.square'].data_offsets[0])
    }
    return JSON.parse(header.__metadata__.state)
  } finally {
    closeSync(file)
  }
}

function bytesOf(numbers) {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}

function writeAll(file, bytes) {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
}

function readAll(file, bytes, position) {
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(file, bytes, done, bytes.length - done, position + done)
    if (count === 0) throw new Error('the checkpoint ends too early')
    done += count
  }
}
