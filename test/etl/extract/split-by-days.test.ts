import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitByDays } from '../../../src/etl/extract/split-by-days.ts'
import { countDays, dayHolding, dayInterval } from '../../../src/time/day.ts'
import { instantInZone } from '../../time/time-arbitrary.ts'

test('parts tile the interval, none is empty, and none has more days than it may', () => {
  const length = fc.integer({ min: 1, max: 40 * 86_400 })
  fc.assert(
    fc.property(
      instantInZone,
      length,
      fc.integer({ min: 1, max: 12 }),
      ({ instant, zone }, seconds, most) => {
        const interval = { start: instant, end: instant + seconds * 1e6 }
        const parts = splitByDays(interval, most, zone)
        assert.equal(parts[0]!.start, interval.start)
        assert.equal(parts.at(-1)!.end, interval.end)
        for (const [index, { start, end }] of parts.entries()) {
          assert.ok(start < end)
          assert.equal(start, parts[index - 1]?.end ?? interval.start)
          assert.ok(countDays(dayHolding(start, zone), dayHolding(end - 1, zone)) <= most)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('a day that the zone skipped is no part', () => {
  const zone = 'Pacific/Apia'
  const interval = {
    start: dayInterval('2011-12-29', zone).start,
    end: dayInterval('2011-12-31', zone).end,
  }
  assert.deepEqual(splitByDays(interval, 1, zone), [
    dayInterval('2011-12-29', zone),
    dayInterval('2011-12-31', zone),
  ])
})
