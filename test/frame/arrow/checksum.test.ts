import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import { tableFromIPC } from '@uwdata/flechette'
import { MinuanoError } from '../../../src/errors/minuano-error.ts'
import { createArrowDecoder } from '../../../src/frame/arrow/arrow-decoder.ts'
import { createArrowEncoder } from '../../../src/frame/arrow/arrow-encoder.ts'
import type { Frame, FrameLayout } from '../../../src/frame/frame.ts'

const layout: FrameLayout = {
  timeName: 'timestamp',
  timeDigits: 0,
  columns: ['a'],
  assets: ['T01', 'T02'],
}
const frameFrom = (time: number, values: number[]): Frame => ({
  time: Float64Array.from(values, (_, row) => time + row * 60e6),
  columns: new Map([['a', Float64Array.from(values)]]),
})

function encode(checksum?: typeof crc32): Buffer {
  const encoder = createArrowEncoder(layout, checksum)
  return Buffer.concat([
    encoder.start(),
    encoder.rows(frameFrom(0, [1, NaN, 3]), 'T01'),
    encoder.rows(frameFrom(9e6, [4]), 'T02'),
    encoder.end(4),
  ])
}

function decode(chunks: readonly Uint8Array[]): unknown {
  const decoder = createArrowDecoder(['a'], crc32)
  const parts = chunks.flatMap((chunk) => decoder.push(chunk))
  decoder.end()
  return parts
}

test('whichever bit of a stream is turned, it is refused, or nothing of its rows is another', () => {
  const whole = encode(crc32)
  const expected = decode([whole])
  const codes = new Map<string, number>()
  // Of each byte another one than of the byte before: all would take eight times as long.
  for (let bit = 0; bit < whole.length * 8; bit += 7) {
    const spoilt = Buffer.from(whole)
    spoilt[bit >> 3]! ^= 1 << (bit & 7)
    try {
      assert.deepEqual(decode([spoilt]), expected, `bit ${bit}`)
    } catch (error) {
      if (!(error instanceof MinuanoError)) throw error
      codes.set(error.code, (codes.get(error.code) ?? 0) + 1)
    }
  }
  assert.ok(codes.get('answer-damaged')! > 50, JSON.stringify([...codes]))
})

test('a stream is proved as well where it comes byte by byte', () => {
  const whole = encode(crc32)
  assert.deepEqual(
    decode(Array.from(whole, (_, at) => whole.subarray(at, at + 1))),
    decode([whole]),
  )
  const value = whole.indexOf(Buffer.from(Float64Array.of(3).buffer))
  whole[value]! ^= 1
  assert.throws(() => decode(Array.from(whole, (_, at) => whole.subarray(at, at + 1))), {
    code: 'answer-damaged',
  })
})

test('an older stream, which proves nothing, is read, and a proved one by readers that know no proof', () => {
  assert.deepEqual(decode([encode()]), decode([encode(crc32)]))
  const table = tableFromIPC(encode(crc32))
  assert.deepEqual([...table.getChild('a')], [1, null, 3, 4])
  assert.deepEqual([...table.getChild('asset')], ['T01', 'T01', 'T01', 'T02'])
})
