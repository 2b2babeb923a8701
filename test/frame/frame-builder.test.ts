import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFrameBuilder } from '../../src/frame/frame-builder.ts'
import { concatFrames } from '../../src/frame/frame.ts'

const frames = fc.array(
  fc.array(fc.tuple(fc.integer(), fc.double()), { maxLength: 20 }).map((rows) => ({
    time: Float64Array.from(rows, ([time]) => time),
    columns: new Map([
      ['a', Float64Array.from(rows, ([, value]) => value)],
      ['b', Float64Array.from(rows, ([, value]) => -value)],
    ]),
  })),
  { minLength: 1, maxLength: 8 },
)

test('a builder gives what its frames are one after the other, whatever room was made for them', () => {
  fc.assert(
    fc.property(frames, fc.nat(100), (parts, room) => {
      const builder = createFrameBuilder(['a', 'b'], room)
      for (const part of parts) builder.append(part)
      assert.deepEqual(builder.take(), concatFrames(parts, ['a', 'b']))
    }),
  )
})
