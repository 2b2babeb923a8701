import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnEdges, columnsOf, gap, thinRows } from '../../src/frame/thin-rows.ts'
import type { Thinnable } from '../../src/frame/thin-rows.ts'

const step = 600e6

/** Bins that are there or not, with values; NaN at times. */
const bins = fc.array(
  fc.record({
    isThere: fc.boolean(),
    isLong: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    low: fc.oneof({ weight: 9, arbitrary: fc.double({ noNaN: true }) }, fc.constant(NaN)),
    more: fc.double({ min: 0, max: 1e6, noNaN: true }),
  }),
  { minLength: 1, maxLength: 600 },
)

const cases = fc.record({ bins, points: fc.integer({ min: 5, max: 300 }) }).map((of) => {
  let at = 0
  const rows: { time: number; least: number; greatest: number }[] = []
  for (const { isThere, isLong, low, more } of of.bins) {
    at += isLong ? 40 * step : step
    if (isThere) rows.push({ time: at, least: low, greatest: low + more })
  }
  const column = (key: 'time' | 'least' | 'greatest') => Float64Array.from(rows, (row) => row[key])
  return {
    points: of.points,
    interval: { start: 0, end: at + step },
    rows: { time: column('time'), least: column('least'), greatest: column('greatest') },
  }
})

/** A column's rows, by its number. */
function byColumn({ time }: Thinnable, end: number, points: number): Map<number, number[]> {
  const edges = columnEdges({ start: 0, end }, columnsOf(points))
  const found = new Map<number, number[]>()
  time.forEach((instant, row) => {
    const column = edges.findLastIndex((edge) => edge <= instant)
    found.set(column, [...(found.get(column) ?? []), row])
  })
  return found
}

const extreme = (values: Float64Array, rows: readonly number[], pick: typeof Math.min) =>
  pick(...rows.map((row) => values[row]!).filter((value) => !isNaN(value)))

test('no extreme is lost: each column keeps its first, last, least and greatest row', () => {
  fc.assert(
    fc.property(cases, ({ rows, points, interval }) => {
      const chosen = new Set(thinRows(rows, { interval, points, step }))
      for (const members of byColumn(rows, interval.end, points).values()) {
        const kept = members.filter((row) => chosen.has(row))
        assert.ok(chosen.has(members[0]!) && chosen.has(members.at(-1)!))
        assert.equal(extreme(rows.least, kept, Math.min), extreme(rows.least, members, Math.min))
        assert.equal(
          extreme(rows.greatest, kept, Math.max),
          extreme(rows.greatest, members, Math.max),
        )
      }
    }),
  )
})

test('rows are in the order of time, each once, and no more than asked for', () => {
  fc.assert(
    fc.property(cases, ({ rows, points, interval }) => {
      const chosen = thinRows(rows, { interval, points, step })
      assert.ok(chosen.length <= points, `${chosen.length} of ${points}`)
      const real = [...chosen].filter((row) => row !== gap)
      assert.deepEqual(
        real,
        [...new Set(real)].sort((a, b) => a - b),
      )
    }),
  )
})

test('rows that are few enough are all chosen, with every gap marked', () => {
  fc.assert(
    fc.property(cases, ({ rows, interval }) => {
      const points = rows.time.length * 2
      const chosen = thinRows(rows, { interval, points, step })
      const gaps = [...rows.time].filter(
        (time, row) => row > 0 && time - rows.time[row - 1]! > step,
      )
      assert.equal(chosen.length, rows.time.length + gaps.length)
    }),
  )
})

test('a gap as wide as a column is marked, and a mark stands only where there is a gap', () => {
  fc.assert(
    fc.property(cases, ({ rows, points, interval }) => {
      const chosen = [...thinRows(rows, { interval, points, step })]
      const width = Math.max(step, interval.end / columnsOf(points))
      for (let row = 1; row < rows.time.length; row++) {
        const isWide = rows.time[row]! - rows.time[row - 1]! > width + step
        const [before, after] = [chosen.indexOf(row - 1), chosen.indexOf(row)]
        if (isWide)
          assert.deepEqual([chosen[before + 1], before >= 0, after], [gap, true, before + 2])
      }
      chosen.forEach((row, place) => {
        if (row !== gap) return
        const [before, after] = [chosen[place - 1]!, chosen[place + 1]!]
        assert.equal(after, before + 1)
        assert.ok(rows.time[after]! - rows.time[before]! > step)
      })
    }),
  )
})

test('of a direction, which has no least, a column keeps the first and the last', () => {
  const time = Float64Array.from({ length: 100 }, (_, n) => n * step)
  const chosen = thinRows({ time }, { interval: { start: 0, end: 100 * step }, points: 50, step })
  assert.deepEqual([...chosen].slice(0, 4), [0, 9, 10, 19])
  assert.equal(chosen.length, 20)
})
