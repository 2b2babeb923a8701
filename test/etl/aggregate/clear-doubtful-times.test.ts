import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearDoubtfulTimes } from '../../../src/etl/aggregate/clear-doubtful-times.ts'
import type { Frame } from '../../../src/frame/frame.ts'
import { makeFrame } from '../../frame/frame-arbitrary.ts'

const hour = 3600e6
/** Three hours of samples half an hour apart; the fourth has a time that comes twice. */
const frame = makeFrame(
  ['a', 'b'],
  [0, 1, 2, 3, 4, 5].map((half) => (half * hour) / 2),
  [
    [1, 2, 3, 4, 5, 6],
    [1, 2, 3, NaN, 5, 6],
  ],
)
const none = () => undefined
const reasons = Uint8Array.of(0, 0, 0, 16, 0, 1)

test('a bin with one sample of a doubtful time loses all, and no other bin loses any', () => {
  const cleared = clearDoubtfulTimes(
    { ...frame, reasons: new Map([['a', reasons]]) },
    0,
    3600,
    none,
  )
  assert.deepEqual(
    [...cleared.frame.columns.values()].map((values) => [...values]),
    [
      [1, 2, NaN, NaN, 5, 6],
      [1, 2, 3, NaN, 5, 6],
    ],
  )
  assert.deepEqual([...cleared.ambiguous], [['a', 2]])
  assert.deepEqual(cleared.doubtful, [
    { reason: 'ambiguous-time', first: 1.5 * hour, last: 1.5 * hour, samples: new Map([['a', 1]]) },
  ])
  assert.deepEqual([...frame.columns.get('a')!], [1, 2, 3, 4, 5, 6])
})

test('the bin that a doubtful time may belong to besides is left out as well', () => {
  const cleared = clearDoubtfulTimes(
    { ...frame, reasons: new Map([['a', reasons]]) },
    0,
    3600,
    (time) => time - hour,
  )
  assert.deepEqual([...cleared.frame.columns.get('a')!], [NaN, NaN, NaN, NaN, 5, 6])
  assert.deepEqual([...cleared.ambiguous], [['a', 4]])
  assert.deepEqual(
    [...cleared.byBin.get('a')!],
    [
      [1, 2],
      [0, 2],
    ],
  )
})

test('a time where there is no value, and another reason, leave nothing out', () => {
  const same: Frame = { ...frame, reasons: new Map([['b', reasons]]) }
  const cleared = clearDoubtfulTimes(same, 0, 3600, none)
  assert.deepEqual(cleared.frame.columns, frame.columns)
  assert.deepEqual([cleared.doubtful, [...cleared.ambiguous]], [[], []])
})

test('a frame without reasons stays the very same', () => {
  assert.equal(clearDoubtfulTimes(frame, 0, 3600, none).frame, frame)
})
