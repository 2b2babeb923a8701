import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnOf, concatFrames, sliceFrame } from '../../src/frame/frame.ts'
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
  assert.deepEqual(rowsOf(concatFrames([], ['a'])), { time: [], columns: [['a', []]] })
})

test('a slice holds the rows from its start up to its end, which it excludes', () => {
  const times = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 30 })
  const bound = fc.integer({ min: -25, max: 25 })
  fc.assert(
    fc.property(times, bound, bound, (unsorted, start, end) => {
      const time = unsorted.sort((a, b) => a - b)
      const frame = makeFrame(['index'], time, [time.map((_, index) => index)])
      const kept = time.flatMap((at, index) => (at >= start && at < end ? [[at, index]] : []))
      assert.deepEqual(rowsOf(sliceFrame(frame, start, end)), {
        time: kept.map(([at]) => at),
        columns: [['index', kept.map(([, index]) => index)]],
      })
    }),
  )
})

test('a column that is not there is a fault that names it', () => {
  const frame = makeFrame(['a'], [], [[]])
  assert.throws(() => columnOf(frame, 'b'), /no column b/)
  assert.throws(() => concatFrames([frame, frame], ['b']), /no column b/)
})
