import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  countDays,
  dayHolding,
  dayInterval,
  dayOf,
  isDay,
  listDayStarts,
  listDays,
} from '../../src/time/day.ts'
import { formatInstant } from '../../src/time/instant.ts'
import type { Instant } from '../../src/time/instant.ts'
import { anyZone, instantInZone } from './time-arbitrary.ts'

const days: readonly [day: string, zone: string, start: string, hours: number][] = [
  ['2025-01-03', 'UTC', '2025-01-03T00:00:00Z', 24],
  ['0001-01-01', 'America/Sao_Paulo', '0001-01-01T03:06:28Z', 24],
  ['0001-01-01', 'Asia/Kolkata', '0000-12-31T18:06:32Z', 24],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', 23],
  ['2018-02-17', 'America/Sao_Paulo', '2018-02-17T02:00:00Z', 25],
  ['2025-01-03', 'Asia/Kathmandu', '2025-01-02T18:15:00Z', 24],
  ['2024-03-31', 'Europe/Lisbon', '2024-03-31T00:00:00Z', 23],
  ['2024-10-27', 'Europe/Lisbon', '2024-10-26T23:00:00Z', 25],
  ['2011-12-29', 'Pacific/Apia', '2011-12-29T10:00:00Z', 24],
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00Z', 0],
  ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00Z', 24],
  // The clock went back at 00:01, so midnight came twice: the day begins with the first.
  ['2006-10-28', 'America/St_Johns', '2006-10-28T02:30:00Z', 24],
  ['2006-10-29', 'America/St_Johns', '2006-10-29T02:30:00Z', 25],
  ['2006-04-02', 'America/St_Johns', '2006-04-02T03:30:00Z', 23],
  ['2023-04-28', 'Africa/Cairo', '2023-04-27T22:00:00Z', 23],
  ['2023-10-26', 'Africa/Cairo', '2023-10-25T21:00:00Z', 25],
  ['2024-03-31', 'Antarctica/Troll', '2024-03-31T00:00:00Z', 22],
  ['2024-10-27', 'Antarctica/Troll', '2024-10-26T22:00:00Z', 26],
  ['2024-04-07', 'Australia/Lord_Howe', '2024-04-06T13:00:00Z', 24.5],
]

for (const [day, zone, start, hours] of days) {
  test(`${day} in ${zone} begins at ${start} and has ${hours} hours`, () => {
    const interval = dayInterval(day, zone)
    assert.equal(formatInstant(interval.start), start)
    assert.equal((interval.end - interval.start) / 3600e6, hours)
  })
}

test('consecutive days tile time: every instant lies in one day, the one that the clock shows', () => {
  fc.assert(
    fc.property(instantInZone, ({ instant, zone }) => {
      const shown = dayOf(instant, zone)
      const holding = [-2, -1, 0, 1, 2]
        .map((shift) => addDays(shown, shift))
        .filter((day) => {
          const { start, end } = dayInterval(day, zone)
          return start <= instant && instant < end
        })
      assert.deepEqual(holding, [isRepeat(instant, zone) ? addDays(shown, 1) : shown])
    }),
    { numRuns: 1000 },
  )
})

/** From 00:01 the clock of St John's showed the last 59 minutes of the day before once more. */
function isRepeat(instant: Instant, zone: string): boolean {
  const since = instant - Date.UTC(2006, 9, 29, 2, 31) * 1000
  return zone === 'America/St_Johns' && since >= 0 && since < 59 * 60e6
}

test('a day begins as the clock first shows it, and never ends before it begins', () => {
  const anyDay = fc.integer({ min: 0, max: 24_837 }).map((count) => addDays('1970-01-01', count))
  fc.assert(
    fc.property(anyDay, anyZone, (day, zone) => {
      const { start, end } = dayInterval(day, zone)
      assert.ok(start <= end)
      if (start === end) return
      assert.equal(dayOf(start, zone), day)
      assert.ok(dayOf(start - 1, zone) < day)
    }),
    { numRuns: 1000 },
  )
})

test('days are those that the calendar has', () => {
  for (const day of ['2025-01-03', '2024-02-29', '1970-01-01', '0001-01-01', '9999-12-31']) {
    assert.ok(isDay(day), day)
  }
  const others = ['2025-02-29', '2025-02-30', '2025-13-01', '2025-00-01', '0000-01-01', '2025-1-3']
  for (const day of [...others, '2025-01-03T00:00', '2025-01-03 ', '20250103', 'today', '']) {
    assert.ok(!isDay(day), day)
  }
})

test('days are listed from the first to the last, both included', () => {
  assert.deepEqual(listDays('2024-02-28', '2024-03-01'), ['2024-02-28', '2024-02-29', '2024-03-01'])
  assert.deepEqual(listDays('2025-01-03', '2025-01-03'), ['2025-01-03'])
  assert.deepEqual(listDays('2025-01-04', '2025-01-03'), [])
})

test('days can be counted on and back', () => {
  const shift = fc.integer({ min: -40_000, max: 40_000 })
  fc.assert(
    fc.property(shift, fc.nat({ max: 400 }), (start, count) => {
      const day = addDays('2000-01-01', start)
      const later = addDays(day, count)
      assert.ok(isDay(later))
      assert.equal(addDays(later, -count), day)
      const listed = listDays(day, later)
      assert.equal(listed.length, count + 1)
      assert.equal(listed.at(-1), later)
    }),
  )
})

test('listed starts are those of each day, and the day that holds an instant is the one around it', () => {
  fc.assert(
    fc.property(instantInZone, fc.integer({ min: 0, max: 40 }), ({ instant, zone }, count) => {
      const day = dayHolding(instant, zone)
      const { start, end } = dayInterval(day, zone)
      assert.ok(start <= instant && instant < end)
      const last = addDays(day, count)
      assert.equal(countDays(day, last), count + 1)
      assert.deepEqual(
        [...listDayStarts(day, last, zone)],
        listDays(day, last).map((one) => dayInterval(one, zone).start),
      )
    }),
    { numRuns: 500 },
  )
})

test('the day after the last of the year 9999 has a name too', () => {
  assert.equal(addDays('9999-12-31', 1), '+010000-01-01')
  assert.equal(addDays('+010000-01-01', -1), '9999-12-31')
})
