import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatInstant } from '../../src/time/instant.ts'
import { parseTime } from '../../src/time/parse-time.ts'
import { formatOffset, fromLocal, toLocal } from '../../src/time/zone.ts'
import { anyInstant, anyZone } from './time-arbitrary.ts'

const understood: readonly [text: string, zone: string, instant: string][] = [
  ['2025-01-03T00:10:00Z', 'UTC', '2025-01-03T00:10:00.000000Z'],
  ['2025-01-03t00:10:00z', 'UTC', '2025-01-03T00:10:00.000000Z'],
  ['2025-01-03 00:10:00Z', 'UTC', '2025-01-03T00:10:00.000000Z'],
  ['2025-01-03T00:10Z', 'Asia/Kathmandu', '2025-01-03T00:10:00.000000Z'],
  ['2025-01-03T00:10:00 Z', 'UTC', '2025-01-03T00:10:00.000000Z'],
  ['2025-01-03T00:10:00-03:00', 'UTC', '2025-01-03T03:10:00.000000Z'],
  ['2025-01-03T00:10:00+05:45', 'UTC', '2025-01-02T18:25:00.000000Z'],
  ['2025-01-03T00:10:00 05:45', 'UTC', '2025-01-02T18:25:00.000000Z'],
  ['2025-01-03T00:10:00+0545', 'UTC', '2025-01-02T18:25:00.000000Z'],
  ['2025-01-03T00:10:00-00:00', 'UTC', '2025-01-03T00:10:00.000000Z'],
  ['2025-01-03 00:00:00+00', 'Asia/Kathmandu', '2025-01-03T00:00:00.000000Z'],
  ['2025-01-03 00:00:00.25-03', 'UTC', '2025-01-03T03:00:00.250000Z'],
  ['2025-01-03 00:00 +01', 'UTC', '2025-01-02T23:00:00.000000Z'],
  ['2025-01-03T00:00:00 01', 'UTC', '2025-01-02T23:00:00.000000Z'],
  ['2025-01-03 00:00:00  0530', 'UTC', '2025-01-02T18:30:00.000000Z'],
  ['1900-01-03 00:00:00+00:53:28', 'UTC', '1900-01-02T23:06:32.000000Z'],
  ['2025-01-03 00:00:00 UTC', 'Asia/Kathmandu', '2025-01-03T00:00:00.000000Z'],
  ['2025-01-03T00:00:00gmt', 'Asia/Kathmandu', '2025-01-03T00:00:00.000000Z'],
  ['2025-02-28T24:00', 'UTC', '2025-03-01T00:00:00.000000Z'],
  ['2025-12-31 24:00:00', 'America/Sao_Paulo', '2026-01-01T03:00:00.000000Z'],
  ['2025-01-03T24:00:00+01', 'UTC', '2025-01-03T23:00:00.000000Z'],
  ['2025-01-03T23:59:59.5Z', 'UTC', '2025-01-03T23:59:59.500000Z'],
  ['2025-01-03T23:59:59,25Z', 'UTC', '2025-01-03T23:59:59.250000Z'],
  ['2025-01-03T23:59:59.123456Z', 'UTC', '2025-01-03T23:59:59.123456Z'],
  ['2025-01-03T23:59:59.123456999Z', 'UTC', '2025-01-03T23:59:59.123456Z'],
  ['1969-12-31T23:59:59.000001Z', 'UTC', '1969-12-31T23:59:59.000001Z'],
  ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000000Z'],
  ['2000-02-29', 'UTC', '2000-02-29T00:00:00.000000Z'],
  ['2025-01-03', 'America/Sao_Paulo', '2025-01-03T03:00:00.000000Z'],
  ['2025-01-03T12:00', 'America/Sao_Paulo', '2025-01-03T15:00:00.000000Z'],
  ['2025-01-03 12:00:01.5', 'Asia/Kathmandu', '2025-01-03T06:15:01.500000Z'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000000Z'],
  ['0050-01-01', 'UTC', '0050-01-01T00:00:00.000000Z'],
  ['0050-01-01', 'America/Sao_Paulo', '0050-01-01T03:06:28.000000Z'],
]

for (const [text, zone, instant] of understood) {
  test(`"${text}" in ${zone} is ${instant}`, () => {
    const time = parseTime(text, zone)
    assert.ok(time !== undefined)
    assert.equal(formatInstant(time, 6), instant)
  })
}

const refused = [
  '2025-02-30',
  '2025-02-29',
  '1900-02-29',
  '2025-04-31',
  '2025-13-01',
  '2025-00-10',
  '2025-01-00',
  '2025-01-32',
  '0000-01-01',
  '2025-1-3',
  '25-01-03',
  '02025-01-03',
  '+2025-01-03',
  '2025-01-03T24:30',
  '2025-01-03T24:00:01Z',
  '2025-01-03T24:00:00.5Z',
  '2025-02-28T25:00',
  '2025-01-03T12:60:00Z',
  '2025-01-03T23:59:60Z',
  '2025-01-03T12',
  '2025-01-03T',
  '2025-01-03T1:00Z',
  '2025-01-03T00:00:00.Z',
  '2025-01-03T00:00:00.1234567890Z',
  '2025-01-03Z',
  '2025-01-03+03:00',
  '2025-01-03T00:00:00+24:00',
  '2025-01-03T00:00:00+03:60',
  '2025-01-03T00:00:00+3',
  '2025-01-03T00:00:00 3',
  '2025-01-03T00:00:00+053',
  '2025-01-03T00:00:00   03',
  '2025-01-03T00:00:00 CET',
  '2025-01-03T00:00:00UTC+1',
  '2025-01-03T00:00:00+3:00',
  '2025-01-03T00:00:00ZZ',
  ' 2025-01-03',
  '2025-01-03\n',
  '2025/01/03',
  '03.01.2025',
  '1735862400',
  'today',
  'now',
  'infinity',
  '',
]

for (const text of refused) {
  test(`${JSON.stringify(text)} is no time`, () => {
    assert.equal(parseTime(text, 'UTC'), undefined)
    assert.equal(parseTime(text, 'America/Sao_Paulo'), undefined)
  })
}

test('an instant that is written out is read back, whatever the zone asked', () => {
  fc.assert(
    fc.property(anyInstant, anyZone, (instant, zone) => {
      for (const [digits, step] of [
        [0, 1e6],
        [3, 1e3],
        [6, 1],
      ] as const) {
        const shown = Math.floor(instant / step) * step
        assert.equal(parseTime(formatInstant(instant, digits), zone), shown)
      }
    }),
  )
})

test('a local time with its offset is that instant, also where a plus became a space', () => {
  fc.assert(
    fc.property(anyInstant, anyZone, (instant, zone) => {
      const local = toLocal(instant, zone)
      // Offsets in RFC 3339 have whole minutes: some zones had none before 1972.
      fc.pre((local - instant) % 60e6 === 0)
      const text = formatInstant(local, 6).slice(0, -1) + formatOffset(instant, zone)
      assert.equal(parseTime(text, 'UTC'), instant)
      assert.equal(parseTime(text.replace('+', ' '), 'UTC'), instant)
    }),
  )
})

test('a time without offset is what the clock of the zone shows', () => {
  fc.assert(
    fc.property(anyInstant, anyZone, (instant, zone) => {
      const local = toLocal(instant, zone)
      const text = formatInstant(local, 6).slice(0, -1)
      assert.equal(parseTime(text, zone), fromLocal(local, zone))
    }),
  )
})
