import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { countExcess } from '../../../src/etl/aggregate/count-excess.ts'

const cases: readonly [what: string, counts: number[], perBin: number, excess: number][] = [
  ['whole bins', [10, 10, 10], 10, 0],
  ['no bin', [], 10, 0],
  ['a gap', [10, 0, 10], 10, 0],
  ['times that waver', [10, 11, 9, 10, 9, 11, 10], 10, 0],
  ['times that waver over midnight', [11, 10, 10, 11], 10, 0],
  ['a day that begins with two too many', [12, 10, 10], 10, 2],
  ['a day that begins with two too many and then lacks one', [12, 9, 10], 10, 0],
  ['a bin too full', [10, 10, 11, 10, 10], 10, 1],
  ['a gap that is no neighbour', [10, 11, 10, 9, 10], 10, 1],
  ['the same where times waver', [11, 9, 11, 9, 11, 9, 10, 11, 10, 9, 10], 10, 0],
  ['the other way', [11, 9, 11, 9, 11, 9, 10, 9, 10, 10, 11, 10], 10, 0],
  ['two, of which one has wandered', [11, 9, 11, 9, 11, 9, 9, 10, 12, 10, 9, 10], 10, 0],
  ['three, of which two have wandered', [11, 9, 11, 9, 11, 9, 9, 10, 13, 10, 9, 10], 10, 1],
  ['one gap between two that are too full', [10, 11, 9, 11, 10], 10, 1],
  ['twice as many everywhere', [20, 20, 20], 10, 30],
  ['bins of unlike size, since four minutes do not divide ten', [3, 2, 3, 2], 2.5, 0],
  ['samples farther apart than bins are wide', [1, 0, 1, 0], 0.5, 0],
]

/** The least that is left over, by trying every way in which neighbours may take it. */
function leastLeft(counts: readonly number[], perBin: number): number {
  const gaps = [0, ...counts.map((count) => Math.max(0, perBin - count)), 0]
  const from = (bin: number): number => {
    if (bin === counts.length) return 0
    const over = Math.max(0, counts[bin]! - perBin)
    let least = Infinity
    for (let before = 0; before <= Math.min(over, gaps[bin]!); before++) {
      for (let after = 0; after <= Math.min(over - before, gaps[bin + 2]!); after++) {
        gaps[bin]! -= before
        gaps[bin + 2]! -= after
        least = Math.min(least, over - before - after + from(bin + 1))
        gaps[bin]! += before
        gaps[bin + 2]! += after
      }
    }
    return least
  }
  return from(0)
}

describe('samples beyond what bins hold', () => {
  for (const [what, counts, perBin, excess] of cases) {
    test(`are ${excess} of ${what}`, () => {
      assert.equal(countExcess(Float64Array.from(counts), perBin), excess)
    })
  }

  test('are as few as any way of giving them to neighbours leaves', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 6 })
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 4 }), (inner, perBin) => {
        // Whole at both ends: those have a rule of their own.
        const given = [perBin, ...inner, perBin]
        const excess = countExcess(Float64Array.from(given), perBin)
        const over = given.map((count) => count - perBin)
        const least = leastLeft(given, perBin)
        const taken = over.reduce((sum, each) => sum + Math.max(0, each), 0) - least
        // From three on, times waver.
        if (taken < 3) assert.equal(excess, least)
        assert.ok(excess <= least)
        assert.ok(excess >= over.reduce((sum, each) => sum + each, 0) - 2)
      }),
    )
  })

  test('are none of times that all waver by less than an interval', () => {
    // Whether the sample at each edge falls before it, into the bin that ends there.
    const wavers = fc.array(fc.boolean(), { minLength: 2, maxLength: 60 })
    fc.assert(
      fc.property(wavers, fc.integer({ min: 1, max: 600 }), (random, perBin) => {
        const isEarly = [false, true, false, true, false, true, false, ...random].map(Number)
        const counts = isEarly.slice(1).map((early, bin) => perBin + early - isEarly[bin]!)
        assert.equal(countExcess(Float64Array.from(counts), perBin), 0)
      }),
    )
  })
})
