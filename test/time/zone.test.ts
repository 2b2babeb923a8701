import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatOffset, fromLocal, isUtc, isZone, toLocal } from '../../src/time/zone.ts'
import { instantInZone, jumps, zones } from './time-arbitrary.ts'

const micros = (text: string) => Date.parse(text) * 1000

test('the jumps of the tables are jumps', () => {
  for (const [zone, instant] of jumps) {
    const at = micros(instant)
    assert.notEqual(toLocal(at, zone) - toLocal(at - 1, zone), 1, `${zone} ${instant}`)
  }
})

test('an instant comes back from its local time, or an earlier one that the clock showed alike', () => {
  fc.assert(
    fc.property(instantInZone, ({ instant, zone }) => {
      const local = toLocal(instant, zone)
      const back = fromLocal(local, zone)
      assert.equal(toLocal(back, zone), local)
      assert.ok(back <= instant)
    }),
    { numRuns: 1000 },
  )
})

test('a local time is the first instant that shows it, or the jump over it', () => {
  fc.assert(
    fc.property(instantInZone, ({ instant: local, zone }) => {
      const instant = fromLocal(local, zone)
      const shown = toLocal(instant, zone)
      if (shown === local) {
        for (const minutes of [1, 30, 60, 120, 180, 1440]) {
          assert.notEqual(toLocal(instant - minutes * 60e6, zone), local)
        }
      } else {
        assert.ok(shown > local)
        assert.ok(toLocal(instant - 1, zone) < local)
      }
    }),
    { numRuns: 1000 },
  )
})

test('a clock that goes back shows a time twice: the first counts', () => {
  const twice = micros('2006-10-29T00:00:30Z')
  const first = micros('2006-10-29T02:30:30Z')
  assert.equal(fromLocal(twice, 'America/St_Johns'), first)
  assert.equal(toLocal(first + 3600e6, 'America/St_Johns'), twice)
})

test('a clock that jumps ahead never shows some times: they are the instant of the jump', () => {
  const jump = micros('2018-11-04T03:00:00Z')
  for (const text of ['00:00:00', '00:30:00', '00:59:59.999']) {
    assert.equal(fromLocal(micros(`2018-11-04T${text}Z`), 'America/Sao_Paulo'), jump)
  }
  assert.equal(fromLocal(micros('2018-11-04T01:00:00Z'), 'America/Sao_Paulo'), jump)
})

test('names of the database are zones; offsets and other words are not', () => {
  for (const zone of zones) assert.ok(isZone(zone), zone)
  for (const zone of ['utc', 'Etc/UTC', 'america/sao_paulo', 'Etc/GMT+3']) assert.ok(isZone(zone))
  const others = [
    '',
    'Brasília',
    'America/Sao Paulo',
    'UTC+3',
    '+03:00',
    '-03:00',
    'local',
    'Mars/Base',
  ]
  for (const zone of others) assert.ok(!isZone(zone), zone)
})

test('the names of UTC are known as such, and only they', () => {
  for (const zone of ['UTC', 'utc', 'Etc/UTC', 'GMT', 'Zulu']) {
    assert.ok(isUtc(zone))
    assert.ok(isZone(zone))
  }
  for (const zone of ['Europe/London', 'Europe/Lisbon', 'Etc/GMT+3']) assert.ok(!isUtc(zone))
})

test('an offset is shown with its sign and minutes', () => {
  const at = micros('2025-01-03T00:00:00Z')
  assert.equal(formatOffset(at, 'UTC'), '+00:00')
  assert.equal(formatOffset(at, 'Asia/Kathmandu'), '+05:45')
  assert.equal(formatOffset(at, 'America/Sao_Paulo'), '-03:00')
  assert.equal(formatOffset(at, 'America/St_Johns'), '-03:30')
})

test('a zone in another spelling, or asked for again, makes no new formatter', (t) => {
  const make = t.mock.method(Intl, 'DateTimeFormat')
  const zone = 'Antarctica/Casey'
  for (const name of [zone, zone.toUpperCase(), zone.toLowerCase(), zone]) assert.ok(isZone(name))
  assert.equal(make.mock.callCount(), 1)
  // A server may be asked for any zone: those that were asked for long ago are not kept for ever.
  for (const name of Intl.supportedValuesOf('timeZone').slice(0, 100)) toLocal(0, name)
  make.mock.resetCalls()
  toLocal(0, zone)
  assert.equal(make.mock.callCount(), 1)
})
