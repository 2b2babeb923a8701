import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearOutOfRange } from '../../../src/etl/aggregate/clear-out-of-range.ts'

const range = { least: -7.3, most: 7.3 }

/** What is left of values, NaN where one was out of range. */
function leftOf(values: readonly number[]): number[] {
  const frame = {
    time: Float64Array.from(values.keys()),
    columns: new Map([['power', Float64Array.from(values)]]),
  }
  const { frame: cleared, outOfRange } = clearOutOfRange(frame, new Map([['power', range]]))
  const left = [...cleared.columns.get('power')!]
  assert.equal(outOfRange.get('power'), left.filter(Number.isNaN).length)
  return left
}

test('a real that was written as an edge is that edge, though it holds a little more', () => {
  const edges = [-7.3, 7.3].map(Math.fround)
  assert.ok(edges[0]! < range.least && edges[1]! > range.most)
  assert.deepEqual(leftOf(edges), edges)
})

test('the next values beyond an edge are out of range, as a real and as a double', () => {
  const beyond = [-7.300001, -7.3000000000001, 7.300001, 7.3000000000001]
  assert.deepEqual(leftOf(beyond), [NaN, NaN, NaN, NaN])
  assert.deepEqual(leftOf([-7.300001, 7.300001].map(Math.fround)), [NaN, NaN])
})
