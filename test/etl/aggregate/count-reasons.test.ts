import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countReasons } from '../../../src/etl/aggregate/count-reasons.ts'
import { reasonName, reasonNumber } from '../../../src/frame/reasons.ts'

const row = fc.record({
  time: fc.integer({ min: 0, max: 20 }),
  reason: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 })),
  isThere: fc.boolean(),
})

test('each row of the day that has a reason of its value counts once, as left out or as kept', () => {
  const interval = { start: 3, end: 17 }
  fc.assert(
    fc.property(fc.array(row), (unsorted) => {
      const rows = unsorted.toSorted((a, b) => a.time - b.time)
      const frame = {
        time: Float64Array.from(rows, ({ time }) => time),
        columns: new Map([
          ['power', Float64Array.from(rows, ({ isThere }) => (isThere ? 1 : NaN))],
          ['wind', new Float64Array(rows.length)],
        ]),
        reasons: new Map([['power', Uint8Array.from(rows, ({ reason }) => reason)]]),
      }
      const counted = countReasons(frame, interval)
      assert.equal(counted.has('wind'), false)
      const { reasons = {}, keptReasons = {} } = counted.get('power') ?? {}
      for (let reason = 1; reason <= 255; reason++) {
        const of = rows.filter(
          (one) => one.reason === reason && one.time >= interval.start && one.time < interval.end,
        )
        const told = reason <= 15 && reason !== reasonNumber('out-of-range')
        const name = reasonName(reason)
        const expected = (isThere: boolean) => {
          const count = told ? of.filter((one) => one.isThere === isThere).length : 0
          return count === 0 ? undefined : count
        }
        assert.deepEqual([reasons[name], keptReasons[name]], [expected(false), expected(true)])
      }
    }),
  )
})

test('what no row has a reason for has no member', () => {
  const rows = { time: Float64Array.of(1), columns: new Map([['power', Float64Array.of(1)]]) }
  const interval = { start: 0, end: 9 }
  assert.equal(countReasons(rows, interval).size, 0)
  const ofTime = { ...rows, reasons: new Map([['power', Uint8Array.of(16)]]) }
  assert.equal(countReasons(ofTime, interval).size, 0)
  const kept = { ...rows, reasons: new Map([['power', Uint8Array.of(6)]]) }
  assert.deepEqual(countReasons(kept, interval).get('power'), { keptReasons: { substituted: 1 } })
})
