import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { cutFormerDay } from '../../../src/target/ledger/cut-former-day.ts'
import type { Interval } from '../../../src/time/interval.ts'

const minute = 60e6
const between = (start: number, end: number): Interval => ({
  start: start * minute,
  end: end * minute,
})

describe('a former day', () => {
  const cases: [string, Interval[], boolean, Interval | undefined, Interval[]][] = [
    ['keeps its end', [between(-180, 180)], false, between(180, 1440), []],
    ['keeps its begin', [between(1260, 2700)], false, between(0, 1260), []],
    [
      'gives up the bin that is cut in two',
      [between(-300, 15)],
      false,
      between(20, 1440),
      [between(15, 20)],
    ],
    ['of which nothing is left', [between(-5, 700), between(700, 2000)], false, undefined, []],
    [
      'keeps the longer part',
      [between(60, 1440 - 30)],
      false,
      between(0, 60),
      [between(1410, 1440)],
    ],
    ['that is replaced keeps nothing', [between(180, 1620)], true, undefined, [between(0, 180)]],
  ]
  for (const [name, runs, isReplaced, kept, leftOver] of cases) {
    test(name, () => {
      assert.deepEqual(cutFormerDay(between(0, 1440), 600, runs, isReplaced), { kept, leftOver })
    })
  }

  test('is parted among the new days, what it keeps and what is left over: each minute once', () => {
    const runs = fc
      .uniqueArray(fc.integer({ min: -1000, max: 3000 }), { minLength: 2, maxLength: 8 })
      .map((edges) => edges.sort((a, b) => a - b))
      .map((edges) =>
        edges.flatMap((start, index) =>
          index % 2 === 0 && index + 1 < edges.length ? [between(start, edges[index + 1]!)] : [],
        ),
      )
    fc.assert(
      fc.property(runs, fc.constantFrom(5, 10, 60), fc.boolean(), (runs, width, isReplaced) => {
        const { kept, leftOver } = cutFormerDay(between(0, 1440), width * 60, runs, isReplaced)
        const parts = [...runs, ...leftOver, ...(kept === undefined ? [] : [kept])]
        for (let at = 0; at < 1440; at++) {
          const holders = parts.filter(
            ({ start, end }) => start <= at * minute && at * minute < end,
          )
          assert.equal(holders.length, 1, `minute ${at}`)
        }
        if (kept !== undefined) {
          assert.deepEqual([kept.start % (width * minute), kept.end % (width * minute)], [0, 0])
        }
      }),
    )
  })
})
