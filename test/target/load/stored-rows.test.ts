import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inOrder } from '../../../src/target/load/stored-rows.ts'

const row = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 50 }))

test('rows come by signal and time, in whatever order they lie, each with its own value', () => {
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: String }), (rows) => {
      const valueOf = (id: number, time: number) => id * 1000 + time
      const found = inOrder({
        ids: Float64Array.from(rows, ([id]) => id),
        time: Float64Array.from(rows, ([, time]) => time),
        values: Float64Array.from(rows, ([id, time]) => valueOf(id, time)),
      })
      const wanted = [...rows].sort(([a, s], [b, t]) => a - b || s - t)
      assert.deepEqual(
        Array.from(found.ids, (id, index) => [id, found.time[index], found.values[index]]),
        wanted.map(([id, time]) => [id, time, valueOf(id, time)]),
      )
    }),
  )
})
