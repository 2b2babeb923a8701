import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeDoubted } from '../../../src/commands/words/describe-doubted.ts'

test('what hung and what was taken out by hand is named by variable and asset', () => {
  const doubted = [
    { asset: 'T01', variable: 'wind_speed', frozen: 835, excluded: 0 },
    { asset: 'T02', variable: 'power', frozen: 0, excluded: 1440 },
  ]
  const [frozen, excluded, ...more] = describeDoubted(doubted, false)
  assert.match(frozen!, /\(frozen\): 835 of wind_speed of T01: they are in the figures/)
  assert.equal(excluded, 'samples excluded by hand, in no figure: 1440 of power of T02')
  assert.deepEqual(more, [])
  assert.match(describeDoubted(doubted, true)[0]!, /the settings leave them out, of days/)
  assert.deepEqual(describeDoubted([], false), [])
})
