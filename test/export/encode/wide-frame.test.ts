import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { wideFrame } from '../../../src/export/encode/wide-frame.ts'

/** A series by time: values of some of few times, so that they often meet. */
const series = fc
  .dictionary(fc.integer({ min: 0, max: 30 }).map(String), fc.double({ noNaN: true }))
  .map((values) => {
    const times = Object.keys(values)
      .map(Number)
      .sort((a, b) => a - b)
    return {
      time: Float64Array.from(times),
      values: Float64Array.from(times, (time) => values[String(time)]!),
    }
  })

test('series side by side have each time once, in order, and each value at its time', () => {
  fc.assert(
    fc.property(fc.array(fc.option(series, { nil: undefined }), { maxLength: 5 }), (all) => {
      const { time, columns } = wideFrame(
        all.map((of, index) => ({ name: String(index), series: of, factor: 1 })),
      )
      const expected = [...new Set(all.flatMap((of) => [...(of?.time ?? [])]))].sort(
        (a, b) => a - b,
      )
      assert.deepEqual([...time], expected)
      all.forEach((of, index) => {
        const found = new Map(Array.from(of?.time ?? [], (at, row) => [at, of!.values[row]!]))
        const column = columns.get(String(index))!
        assert.deepEqual(
          [...column],
          expected.map((at) => found.get(at) ?? NaN),
        )
      })
    }),
  )
})

test('values are multiplied by their factor, and what is not there stays so', () => {
  const { columns } = wideFrame([
    {
      name: 'a',
      series: { time: Float64Array.of(1, 3), values: Float64Array.of(2, 4) },
      factor: 1000,
    },
    { name: 'b', series: { time: Float64Array.of(2), values: Float64Array.of(5) }, factor: 1 },
  ])
  assert.deepEqual([...columns.get('a')!], [2000, NaN, 4000])
  assert.deepEqual([...columns.get('b')!], [NaN, 5, NaN])
})
