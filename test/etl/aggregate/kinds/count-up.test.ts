import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { countUp } from '../../../../src/etl/aggregate/kinds/count-up.ts'

/** Bins of three values. */
function edgesOf(values: readonly number[]): Int32Array {
  const bins = Math.ceil(values.length / 3)
  return Int32Array.from({ length: bins + 1 }, (_, bin) => Math.min(3 * bin, values.length))
}

function count(values: readonly number[], before = NaN, rollover?: number) {
  const found = countUp(Float64Array.from(values), edgesOf(values), { before, rollover })
  const { increase, last } = found.statistics
  return { ...found, increase: [...increase], last: [...last] }
}

const sum = (values: readonly number[]) =>
  values.filter((value) => !Number.isNaN(value)).reduce((total, value) => total + value, 0)

/** A counter that truly grows by these steps, as a meter of so much shows it. */
const steps = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 40 })

describe('a counter', () => {
  test('grows by as much in its bins together as from its first value to its last, whatever is missing', () => {
    const gaps = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 })
    fc.assert(
      fc.property(steps, gaps, fc.integer({ min: 1, max: 1e6 }), (steps, gaps, start) => {
        let value = start
        const values = steps.map((step, index) => {
          value += step
          return gaps[index] ? NaN : value
        })
        const { increase, last, facts } = count(values, start)
        const there = values.filter((one) => !Number.isNaN(one))
        assert.equal(sum(increase), (there.at(-1) ?? start) - start)
        assert.deepEqual(facts, {})
        for (let bin = 0; bin < last.length; bin++) {
          const own = values.slice(3 * bin, 3 * bin + 3).filter((one) => !Number.isNaN(one))
          assert.equal(last[bin], own.at(-1) ?? NaN)
          assert.equal(Number.isNaN(increase[bin]!), own.length === 0)
        }
      }),
    )
  })

  test('goes through its full scale as often as a meter of it does', () => {
    fc.assert(
      fc.property(steps, (steps) => {
        const full = 1000
        let total = 900
        let rounds = 0
        const values = steps.map((step) => {
          if (Math.floor((total + step) / full) > Math.floor(total / full)) rounds++
          total += step
          return total % full
        })
        // Its zeros are believed when it goes on from them.
        const end = (total + 1) % full === 0 ? total + 2 : total + 1
        if (Math.floor(end / full) > Math.floor(total / full)) rounds++
        const { increase, facts } = count([...values, end % full], 900, full)
        assert.equal(sum(increase), end - 900)
        assert.equal(facts.rollovers ?? 0, rounds)
      }),
    )
  })

  test('counts bins before a first value as nothing, and over a gap in the bin after it', () => {
    assert.deepEqual(count([NaN, NaN, NaN, 10, 11, 12, NaN, NaN, NaN, 20]).increase, [
      NaN,
      2,
      NaN,
      8,
    ])
  })

  const falls: readonly {
    readonly what: string
    readonly values: readonly number[]
    readonly increase: number
    readonly facts: object
    readonly rollover?: number
  }[] = [
    {
      what: 'a fall to near zero is a reset, and the new value what it grew by',
      values: [1000, 1010, 3, 5],
      increase: 15,
      facts: { resets: 1 },
    },
    {
      what: 'a fall to zero and on from there is a reset',
      values: [1000, 0, 0, 2],
      increase: 2,
      facts: { resets: 1 },
    },
    {
      what: 'zeros after which it goes on from before are none',
      values: [1000, 0, 0, 1002],
      increase: 2,
      facts: {},
    },
    {
      what: 'zeros before which nothing is known say nothing of what comes after',
      values: [NaN, 0, 0, 1_000_000, 1_000_002],
      increase: 2,
      facts: {},
    },
    {
      what: 'a fall of a hundredth is a correction',
      values: [1000, 1004, 1003, 1006],
      increase: 6,
      facts: { corrections: 1 },
    },
    {
      what: 'another fall is another counter',
      values: [1000, 1004, 700, 705],
      increase: 9,
      facts: { drops: 1 },
    },
    {
      what: 'from near a full scale that is said it goes round',
      values: [995, 2],
      increase: 7,
      facts: { rollovers: 1 },
      rollover: 1000,
    },
    {
      what: 'from far below a full scale it is a reset all the same',
      values: [500, 2],
      increase: 2,
      facts: { resets: 1 },
      rollover: 1000,
    },
    {
      what: 'from beyond what is said to be its full scale it does not go round',
      values: [1200, 2],
      increase: 2,
      facts: { resets: 1 },
      rollover: 1000,
    },
  ]
  for (const { what, values, increase, facts, rollover } of falls) {
    test(what, () => {
      const found = count(values, values[0], rollover)
      assert.equal(sum(found.increase), increase)
      assert.deepEqual(found.facts, facts)
    })
  }

  test('that falls from just below a round number is said to be likely to go on from zero there', () => {
    assert.deepEqual(count([99_999, 1]).likelyRollover, { from: 99_999, to: 1, at: 100_000 })
    assert.deepEqual(count([65_530, 3]).likelyRollover, { from: 65_530, to: 3, at: 65_536 })
    assert.equal(count([99_000, 1]).likelyRollover, undefined)
    assert.equal(count([99_999, 1], NaN, 100_000).likelyRollover, undefined)
  })
})
