import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnOf, concatFrames } from '../../src/frame/frame.ts'
import { frameCase, makeFrame } from './frame-arbitrary.ts'
import { cutFrame, rowsOf } from './frame-parts.ts'

test('batches put together are the frame that they were cut from', () => {
  fc.assert(
    fc.property(frameCase, ({ layout, frame, batches }) => {
      const joined = concatFrames(cutFrame(frame, batches), layout.columns)
      assert.deepEqual(rowsOf(joined), rowsOf(frame))
    }),
  )
})

test('no frames put together are an empty frame with its columns', () => {
  assert.deepEqual(rowsOf(concatFrames([], ['a'])), {
    time: [],
    columns: [['a', []]],
    reasons: [],
  })
})

test('a column that is not there is a fault that names it', () => {
  const frame = makeFrame(['a'], [], [[]])
  assert.throws(() => columnOf(frame, 'b'), /no column b/)
  assert.throws(() => concatFrames([frame, frame], ['b']), /no column b/)
})
