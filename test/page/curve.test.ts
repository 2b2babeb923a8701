import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import type { Curve } from '../../src/page/api.ts'
import { readCurve } from '../../src/page/read/read-curve.ts'
import { readPlant } from '../../src/page/read/read-plant.ts'
import { findSeries } from '../../src/page/read/series.ts'
import { createSeriesStore } from '../../src/page/read/series-store.ts'
import { createTargetReader } from '../../src/page/read/target-reader.ts'
import { atEnd } from '../support/at-end.ts'
import { createTestTarget } from '../support/target.ts'
import { writeBins } from './bin-target.ts'

const settings = loadConfig({})
const interval = { start: Date.UTC(2025, 0, 3) * 1000, end: Date.UTC(2025, 1, 12) * 1000 }

test('a power curve of bins that are held is the one that the Target makes', async () => {
  const { target, url } = await createTestTarget()
  const of = { from: '2025-01-01', count: 144 * 45 }
  // Gaps of each alone, negative power, a value that is no power, and winds on the edges of bins.
  await writeBins(target.client, {
    ...of,
    variable: 'wind_speed',
    unit: 'm/s',
    mean: 'case when n % 53 < 2 then null else (n * 7 % 101) * 0.25 + (n % 3) * 0.01 end',
  })
  await writeBins(target.client, {
    ...of,
    variable: 'power',
    unit: 'kW',
    mean: 'case when n % 31 = 0 then null when n = 1000 then 1e13 else (n * 13 % 2300) - 50.5 end',
  })
  const reader = createTargetReader(url, { connections: 3, seconds: 20 })
  atEnd(() => reader.close())
  const plant = await readPlant(reader, settings)
  const curve = async (store: ReturnType<typeof createSeriesStore>, ratedPower: number | null) => {
    const asked = await readCurve(reader, store, plant, settings, {
      asset: '',
      interval,
      ratedPower,
    })
    return inOrder(asked)
  }
  const [empty, full] = [createSeriesStore(reader), createSeriesStore(reader)]
  for (const variable of ['wind_speed', 'power']) {
    const series = await findSeries(reader, plant, settings, { asset: '', variable })
    await full.fill(series, await full.look(series, interval))
  }
  for (const rated of [null, 2000]) {
    const byTarget = await curve(empty, rated)
    assert.ok(byTarget.leftOut > 100 && byTarget.used > 4000)
    assert.deepEqual(await curve(full, rated), byTarget)
  }
  assert.equal(empty.heldBytes(), 0)
  // What is held and has changed since is not taken.
  await target.client.query(
    `update data set value = 20.1 from signal where id = signal_id and name = 'wind_speed_mean'
       and "timestamp" >= '2025-02-01Z'`,
  )
  await target.client.query('select pg_stat_force_next_flush()')
  assert.deepEqual(await curve(full, 2000), await curve(empty, 2000))
})

/** Sums of thousands of bins differ in their last digits by the order they are taken in. */
function inOrder({ bins, density, ...rest }: Curve) {
  const cells = [...density.cells].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const rounded = bins.map((bin) => ({ ...bin, meanPower: Number(bin.meanPower.toPrecision(12)) }))
  return { ...rest, bins: rounded, density: { ...density, cells } }
}
