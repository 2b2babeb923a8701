import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { panRange, shortest, zoomRange } from '../../../src/page/web/signals/zoom-range.ts'

const whole = { start: 0, end: 3650 * 86_400e6 }

test('whatever is zoomed and moved, the interval stays within the whole, and an hour at least', () => {
  const step = fc.record({
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
    pan: fc.double({ min: -5, max: 5, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let range = whole
      for (const { part, factor, pan } of steps) {
        range = panRange(zoomRange(range, part, factor, whole), pan, whole)
        assert.ok(range.start >= whole.start && range.end <= whole.end)
        assert.ok(range.end - range.start >= shortest - 1)
      }
    }),
  )
})

test('the instant under the pointer stays where it is', () => {
  const range = { start: 100 * 86_400e6, end: 200 * 86_400e6 }
  const zoomed = zoomRange(range, 0.25, 0.5, whole)
  assert.equal(zoomed.start + 0.25 * (zoomed.end - zoomed.start), 125 * 86_400e6)
})
