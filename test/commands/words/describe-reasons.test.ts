import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  describeReasons,
  describeSummed,
  sumReasons,
} from '../../../src/commands/words/describe-reasons.ts'

const days = [
  { power: { reasons: { 'no-number': 2, 'bad-quality': 12 } }, wind_speed: {} },
  {
    power: { reasons: { 'bad-quality': 1 }, keptReasons: { substituted: 3 } },
    wind_speed: { reasons: { state: 4 } },
  },
]

test('what the Source says of samples is said by variable, and nothing where it says nothing', () => {
  assert.equal(
    describeReasons(days[0]!),
    '; no value, as the Source says: power 12 bad-quality, 2 no-number',
  )
  assert.equal(describeReasons({ power: {} }), '')
})

test('sums of days are by variable and reason, in JSON and in words', () => {
  const sums = sumReasons(days)
  assert.deepEqual(sums, {
    reasons: { power: { 'no-number': 2, 'bad-quality': 13 }, wind_speed: { state: 4 } },
    keptReasons: { power: { substituted: 3 } },
  })
  assert.equal(
    describeSummed(sums),
    '; no value, as the Source says: power 13 bad-quality, 2 no-number; wind_speed 4 state; kept, though the Source says: power 3 substituted',
  )
  assert.deepEqual(sumReasons([{ power: {} }]), {})
  assert.equal(describeSummed({}), '')
})
