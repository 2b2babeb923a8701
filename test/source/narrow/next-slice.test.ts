import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { firstSlice, nextSlice } from '../../../src/source/narrow/next-slice.ts'
import type { Slice } from '../../../src/source/narrow/next-slice.ts'

test('slices follow one another to the interval’s end, however many rows each has', () => {
  const bounds = fc.tuple(fc.integer({ min: -1e15, max: 1e15 }), fc.integer({ min: 1, max: 1e13 }))
  const counts = fc.infiniteStream(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200_000 })))
  fc.assert(
    fc.property(bounds, counts, ([start, length], rows) => {
      const whole = { start, end: start + length }
      let slice: Slice | undefined = firstSlice(whole)
      let at = start
      for (let count = 0; slice !== undefined && count < 200; count++) {
        assert.equal(slice.interval.start, at)
        assert.ok(slice.interval.end > at && slice.interval.end <= whole.end)
        at = slice.interval.end
        slice = nextSlice(whole, slice, Number(rows.next().value))
        if (slice === undefined) assert.equal(at, whole.end)
      }
    }),
  )
})

test('a century without a row takes few slices, and a dense one is cut finer', () => {
  const century = { start: 0, end: 100 * 365 * 86_400e6 }
  let slices = 0
  for (let slice: Slice | undefined = firstSlice(century); slice !== undefined; slices++) {
    slice = nextSlice(century, slice, 0)
  }
  assert.ok(slices < 10, String(slices))
  const first = firstSlice(century)
  assert.equal(nextSlice(century, first, 100_000)!.width, first.width / 2)
  assert.equal(nextSlice(century, first, 1e9)!.width, first.width / 8)
})
