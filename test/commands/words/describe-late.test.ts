import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeLate } from '../../../src/commands/words/describe-late.ts'
import type { LateChange } from '../../../src/target/read/list-late-changes.ts'

const unchanged: LateChange = {
  asset: '',
  variable: 'power',
  periodSeconds: 600,
  day: '2025-01-05',
  month: '2025-01',
  reason: 'made with other settings',
  valuesDiffer: 0,
  binsBefore: 144,
  binsAfter: 144,
  meanBefore: 500,
  meanAfter: 500,
  greatestDifference: 0,
  unit: 'kW',
  fingerprint: 'a',
  settingsVersion: 'b',
  seenAt: 0,
}

describe('late data in words', () => {
  test('days whose values would stay are counted, whatever they would be loaded again for', () => {
    const words = 'of a variable in closed months would be loaded again, and no value would differ'
    assert.deepEqual(describeLate([unchanged]), [`1 day ${words}`])
    assert.deepEqual(describeLate([unchanged, { ...unchanged, variable: 'wind_speed' }]), [
      `2 days ${words}`,
    ])
  })

  test('those that would change come before, with how their month is opened again', () => {
    const [change, same, reopen, ...rest] = describeLate([
      unchanged,
      { ...unchanged, variable: 'wind_speed', valuesDiffer: 3, meanAfter: 510 },
    ])
    assert.match(
      change!,
      /^late data in 2025-01, which is closed: 2025-01-05, wind_speed: 3 values/,
    )
    assert.match(same!, /^1 day of a variable/)
    assert.match(reopen!, /^nothing of it was changed: .* close 2025-01 --reopen/)
    assert.deepEqual(rest, [])
  })
})
