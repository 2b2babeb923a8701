import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toPlotData } from '../../../src/page/web/signals/plot-data.ts'
import { thinSamples } from '../../../src/page/web/signals/thin-samples.ts'

const frame = (times: readonly number[], values: readonly number[]) => ({
  time: Float64Array.from(times, (at) => at * 1e6),
  columns: new Map([['mean', Float64Array.from(values)]]),
})

test('a row of nulls breaks a line, a time of another asset does not', () => {
  const data = toPlotData([frame([0, 600, 1200], [1, NaN, 3]), frame([600], [5])], ['mean'], 300)
  assert.deepEqual(data, [
    [300, 900, 1500],
    [1, null, 3],
    [undefined, 5, undefined],
  ])
})

test('a statistic that is not there is a column without values', () => {
  assert.deepEqual(toPlotData([frame([0], [1])], ['mean', 'std'], 0), [[0], [1], [null]])
})

test('thinned samples keep the greatest, the least and every slice’s gap', () => {
  const values = Array.from({ length: 86_400 }, (_, second) => Math.sin(second))
  values[40_000] = 99
  values[50_000] = -99
  values[60_000] = NaN
  const time = Float64Array.from(values, (_, second) => second * 1e6)
  const all = { time, columns: new Map([['v', Float64Array.from(values)]]) }
  const { time: kept, columns } = thinSamples(all, 'v', 0, 86_400e6, 200)
  const found = [...columns.get('v')!]
  assert.ok(kept.length <= 5 * 200)
  assert.ok(found.includes(99) && found.includes(-99) && found.some(Number.isNaN))
  assert.deepEqual([kept[0], kept.at(-1)], [0, 86_399e6])
  assert.deepEqual(
    [...kept],
    [...kept].sort((a, b) => a - b),
  )
})
