import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeCounters, sumCounters } from '../../../src/commands/words/describe-counters.ts'

test('what became of counters, and what minutes lack, is said by variable', () => {
  const day = { energy: { resets: 1, corrections: 2 }, wind_speed: { withoutStd: 3 }, power: {} }
  assert.equal(
    describeCounters(day),
    '; counters: energy 1 reset, 2 corrections; minutes: wind_speed 3 without std',
  )
  assert.deepEqual(sumCounters([day, day, { energy: { rollovers: 1 } }]), {
    counters: { energy: { resets: 2, corrections: 4, rollovers: 1 } },
    minutes: { wind_speed: { withoutStd: 6 } },
  })
  assert.equal(describeCounters({ power: {} }), '')
})
