import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeOffset, fixedZone } from '../../../src/check/source/fixed-zone.ts'
import { clockChanges } from '../../../src/time/clock-changes.ts'
import { offsetAt } from '../../../src/time/zone.ts'

for (const [hours, zone, said] of [
  [1, 'Etc/GMT-1', 'UTC+1'],
  [-3, 'Etc/GMT+3', 'UTC-3'],
  [0, 'UTC', 'UTC+0'],
  [14, 'Etc/GMT-14', 'UTC+14'],
  [15, undefined, 'UTC+15'],
] as const) {
  test(`the zone that is always ${said} is ${zone ?? 'none'}`, () => {
    assert.equal(fixedZone(hours * 3600e6, 2025), zone)
    assert.equal(describeOffset(hours * 3600e6), said)
  })
}

test('an offset that is no whole hour is that of a place that keeps it', () => {
  const offset = 9.5 * 3600e6
  const zone = fixedZone(offset, 2025)!
  assert.deepEqual(clockChanges(zone, 2025), [])
  assert.equal(offsetAt(Date.UTC(2025, 6, 1) * 1000, zone), offset)
  assert.equal(describeOffset(offset), 'UTC+9:30')
})
