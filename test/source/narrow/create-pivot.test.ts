import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createPivot } from '../../../src/source/narrow/create-pivot.ts'
import type { PivotedFrame } from '../../../src/source/narrow/create-pivot.ts'

const names = ['a', 'b', 'c']
const assets = 2
/** Of each asset every variable. */
const places = [1, 2].flatMap((asset) => names.map((_, column) => ({ asset, column })))

/** Rows as the Source gives them, by asset and time, in any order at one time. */
const samples = fc
  .array(
    fc.record({
      time: fc.integer({ min: 0, max: 12 }),
      key: fc.integer({ min: 1, max: assets * names.length }),
      value: fc.option(fc.integer({ min: -5, max: 5 }), { nil: NaN }),
      reason: fc.constantFrom(0, 0, 3, 6),
    }),
    { maxLength: 120 },
  )
  .map((rows) =>
    rows.toSorted((a, b) => places[a.key - 1]!.asset - places[b.key - 1]!.asset || a.time - b.time),
  )

type Cell = readonly [value: number, reason: number]

test('pivoting is laying each series’ rows of a time one below the other, in frames of any size', () => {
  const sizes = fc.record({
    push: fc.integer({ min: 1, max: 40 }),
    frame: fc.integer({ min: 1, max: 9 }),
  })
  fc.assert(
    fc.property(samples, sizes, (rows, { push, frame }) => {
      const pivot = createPivot(names, places, frame, true)
      const found: [number, number, ...Cell[]][] = []
      const take = (frames: Iterable<PivotedFrame>) => {
        for (const {
          asset,
          frame: { time, columns, reasons },
        } of frames) {
          time.forEach((instant, row) =>
            found.push([
              asset,
              instant,
              ...names.map((name): Cell => [columns.get(name)![row]!, reasons!.get(name)![row]!]),
            ]),
          )
        }
      }
      for (let at = 0; at < rows.length; at += push) {
        const part = rows.slice(at, at + push)
        const column = (name: 'time' | 'key' | 'value' | 'reason') =>
          Float64Array.from(part, (row) => row[name])
        take(
          pivot.push({
            time: column('time'),
            key: column('key'),
            value: column('value'),
            reason: column('reason'),
          }),
        )
      }
      take(pivot.end())
      assert.deepEqual(found, expected(rows))
    }),
  )
})

function expected(rows: readonly { time: number; key: number; value: number; reason: number }[]) {
  const table: [number, number, ...Cell[]][] = []
  for (let asset = 1; asset <= assets; asset++) {
    for (let time = 0; time <= 12; time++) {
      const of = names.map((_, column) =>
        rows
          .filter(
            ({ key, time: at }) =>
              at === time && places[key - 1]!.asset === asset && places[key - 1]!.column === column,
          )
          .map(({ value, reason }): Cell => [
            value,
            reason === 0 && Number.isNaN(value) ? 1 : reason,
          ]),
      )
      const most = Math.max(...of.map(({ length }) => length))
      for (let row = 0; row < most; row++) {
        table.push([asset, time, ...of.map((cells): Cell => cells[row] ?? [NaN, 0])])
      }
    }
  }
  return table
}
