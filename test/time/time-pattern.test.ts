import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { calendarDayPattern } from '../../src/time/calendar-day-pattern.ts'
import { isDay } from '../../src/time/day.ts'
import { parseTime } from '../../src/time/parse-time.ts'
import { timePattern } from '../../src/time/time-pattern.ts'

const isTime = new RegExp(timePattern)
const isCalendarDay = new RegExp(`^${calendarDayPattern}$`)

const two = fc.oneof(
  fc.integer({ min: 0, max: 31 }).map((number) => String(number).padStart(2, '0')),
  fc.constantFrom('59', '60', '99', '1', ''),
)
const year = fc.oneof(
  fc.integer({ min: 0, max: 9999 }).map((number) => String(number).padStart(4, '0')),
  fc.constantFrom('0000', '0001', '1900', '2000', '2024', '2025', '9999', '10000', '25'),
)
const fraction = fc.constantFrom(
  '',
  '.',
  '.0',
  ',5',
  '.000000',
  '.0000009',
  '.123456789',
  '.1234567890',
)
const offset = fc.oneof(
  fc.constantFrom('', 'Z', 'z', ' Z', '  Z', 'UTC', ' gmt', 'EST', ' 01', '  0530', '   01'),
  fc
    .tuple(fc.constantFrom('+', '-', ' +', ''), two, fc.constantFrom('', ':'), two)
    .map((parts) => parts.join('')),
  fc
    .tuple(fc.constantFrom('+', '-', ' '), two, two, two)
    .map(([sign, ...parts]) => sign + parts.join(':')),
)

/** Times, and what is nearly one. */
const nearlyTime = fc.oneof(
  fc
    .tuple(
      year,
      two,
      two,
      fc.constantFrom('T', 't', ' ', ''),
      two,
      two,
      fc.oneof(
        two.map((text) => `:${text}`),
        fc.constant(''),
      ),
      fraction,
      offset,
    )
    .map(
      ([y, m, d, between, hour, minute, rest, decimals, zone]) =>
        `${y}-${m}-${d}${between}${hour}:${minute}${rest}${decimals}${zone}`,
    ),
  fc.tuple(fraction, offset).map(([decimals, zone]) => `2025-01-03T24:00:00${decimals}${zone}`),
)

test('what schemas say a time looks like is what is read as one', () => {
  fc.assert(
    fc.property(nearlyTime, (text) => {
      assert.equal(isTime.test(text), parseTime(text, 'UTC') !== undefined, text)
    }),
    { numRuns: 20_000 },
  )
})

test('its days are those of the calendar', () => {
  for (const [y, m, d] of everyDate()) {
    const text = `${y}-${m}-${d}`
    assert.equal(isCalendarDay.test(text), isDay(text), text)
    assert.equal(isTime.test(text), isDay(text), text)
  }
})

function* everyDate() {
  const pad = (number: number, digits: number) => String(number).padStart(digits, '0')
  for (const y of [0, 1, 4, 99, 100, 400, 1900, 2000, 2023, 2024, 2100, 9996, 9999]) {
    for (let m = 0; m <= 13; m++) {
      for (let d = 0; d <= 32; d++) yield [pad(y, 4), pad(m, 2), pad(d, 2)] as const
    }
  }
}
