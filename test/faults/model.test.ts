import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findDifference } from './compare-days.ts'
import { modelDay } from './model.ts'
import type { Day, Row } from './model.ts'
import { plantOf } from './plant.ts'

const plant = plantOf(1)

/** The first bin holds five samples; power is 0 unless given. */
function rowsOf(winds: readonly number[], power: (index: number) => number = () => 0): Row[] {
  return winds.map((wind, index) => ({
    time: index * plant.sampleSeconds,
    values: { wind_speed: wind, power: power(index) },
  }))
}

const factsOf = (rows: readonly Row[]) => (modelDay(rows, plant) as Day).wind_speed.facts
const binOf = (rows: readonly Row[], statistic: 'mean' | 'std') =>
  (modelDay(rows, plant) as Day).wind_speed.bins[statistic][0]

describe('the model', () => {
  test('computes mean and sample deviation of a bin, and no deviation of one sample', () => {
    assert.equal(binOf(rowsOf([1, 2, 3, 4, 5]), 'mean'), 3)
    assert.equal(binOf(rowsOf([1, 2, 3, 4, 5]), 'std'), Math.sqrt(2.5))
    assert.ok(Number.isNaN(binOf(rowsOf([7]), 'std')))
  })

  test('counts equal rows of one time once, and leaves out the bin in which they differ', () => {
    const rows = rowsOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    const again = { ...rows[0]! }
    const other = { ...rows[5]!, values: { wind_speed: 60, power: 0 } }
    const { duplicates, conflicts, valid, missing, targetRows } = factsOf([...rows, again, other])
    assert.deepEqual(
      { duplicates, conflicts, valid, missing, targetRows },
      { duplicates: 1, conflicts: 2, valid: 7, missing: 708, targetRows: 8 },
    )
  })

  test('refuses a day whose rows differ as a rule, and knows one without rows', () => {
    const rows = rowsOf([1, 2, 3])
    const others = rowsOf([4, 5, 6])
    assert.equal(modelDay([...rows, ...others], plant), 'refused')
    assert.equal(modelDay([], plant), 'no-rows')
  })

  test('leaves out what is out of range, or no value', () => {
    const { valid, outOfRange, missing } = factsOf(rowsOf([75, 75.1, NaN, Infinity, -0.1]))
    assert.deepEqual({ valid, outOfRange, missing }, { valid: 1, outOfRange: 2, missing: 717 })
  })

  test('tells a value that is off by 1e-8, a count that is off by one, and a bin that is not listed', () => {
    const right = modelDay(rowsOf([1, 2, 3, 4, 5]), plant) as Day
    const { wind_speed: wind } = right
    const changed = (means: number[]) => ({
      ...right,
      wind_speed: { ...wind, bins: { ...wind.bins, mean: means } },
    })
    const means = [...wind.bins.mean]
    assert.equal(findDifference(right, right), undefined)
    means[0]! *= 1 + 1e-8
    assert.match(findDifference(changed(means), right)!, /^wind_speed: mean of bin 0 is 3\.0000/)
    means[0] = NaN
    assert.match(findDifference(changed(means), right)!, /mean of bin 0 is NaN, not 3/)
    const counted = { ...right, wind_speed: { ...wind, facts: { ...wind.facts, valid: 4 } } }
    assert.match(findDifference(counted, right)!, /valid is 4, not 5/)
    const listed = { ...right, wind_speed: { ...wind, incomplete: new Map() } }
    assert.match(findDifference(listed, right)!, /incomplete bins/)
    assert.match(findDifference({ ...right, power: undefined }, right)!, /power: nothing is held/)
  })
})
