import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { joinFrames } from '../../src/frame/join-frames.ts'

const series = fc
  .uniqueArray(fc.integer({ min: 0, max: 40 }))
  .map((times) => [...times].sort((a, b) => a - b))
  .chain((times) =>
    fc
      .array(fc.double({ noNaN: true }), { minLength: times.length, maxLength: times.length })
      .map((values) => ({ time: Float64Array.from(times), values: Float64Array.from(values) })),
  )

test('a joined frame has every time once, in order, and each value at its own', () => {
  fc.assert(
    fc.property(series, series, series, (a, b, c) => {
      const all = { a, b, c }
      const { time, columns } = joinFrames(new Map(Object.entries(all)))
      const times = new Set([...a.time, ...b.time, ...c.time])
      assert.deepEqual(
        [...time],
        [...times].sort((x, y) => x - y),
      )
      for (const [name, one] of Object.entries(all)) {
        const column = columns.get(name)!
        assert.equal(column.length, time.length)
        const found = [...time].map((instant, row) => [instant, column[row]!] as const)
        assert.deepEqual(
          found.filter(([, value]) => !isNaN(value)),
          [...one.time].map((instant, row) => [instant, one.values[row]!]),
        )
      }
    }),
  )
})
