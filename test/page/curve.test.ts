import assert from 'node:assert/strict'
import { test } from 'node:test'
import type pg from 'pg'
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

test('a power curve is the same whether its bins are held or read, and has what PostgreSQL counts', async () => {
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
  const curve = (store: ReturnType<typeof createSeriesStore>, ratedPower: number | null) =>
    readCurve(reader, store, plant, settings, { asset: '', interval, ratedPower })
  const [empty, full] = [createSeriesStore(reader), createSeriesStore(reader)]
  for (const variable of ['wind_speed', 'power']) {
    const series = await findSeries(reader, plant, settings, { asset: '', variable })
    await full.fill(series, await full.look(series, interval))
  }
  for (const rated of [null, 2000]) {
    const read = await curve(empty, rated)
    assert.ok(read.leftOut > 100 && read.used > 4000)
    assert.equal(JSON.stringify(await curve(full, rated)), JSON.stringify(read))
    const { bins, cells, alone } = await countInPostgres(target.client, read.density.powerStep)
    assert.deepEqual(rounded(read.bins), bins)
    assert.deepEqual(read.density.cells.toSorted(inOrder), cells)
    assert.equal(read.leftOut, alone)
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

/** What is to be on the curve, counted by other means than the page's. */
async function countInPostgres(client: pg.Client, powerStep: number) {
  const mean = (name: string) => `(
    select "timestamp", value from data join signal on id = signal_id where name = '${name}_mean'
      and "timestamp" >= '2025-01-03Z' and "timestamp" < '2025-02-12Z')`
  const both = `from ${mean('wind_speed')} wind join ${mean('power')} power using ("timestamp")`
  const bins = await client.query(
    `select round((wind.value / 0.5)::numeric) * 0.5::float8 as wind, avg(power.value) as "meanPower",
       count(*)::int * 10 as minutes, count(*) < 3 as "isHollow"
     ${both} group by 1 order by 1`,
  )
  const cells = await client.query({
    text: `select floor(wind.value / 0.25) as wind, floor(power.value / ${powerStep}) as power, count(*)::int
     ${both} group by 1, 2 order by 1, 2`,
    rowMode: 'array',
  })
  const alone = await client.query<{ count: number }>(
    `select count(*)::int from ${mean('wind_speed')} wind full join ${mean('power')} power using ("timestamp")
     where wind.value is null or power.value is null`,
  )
  return {
    bins: rounded(bins.rows as Curve['bins']),
    cells: cells.rows as [number, number, number][],
    alone: alone.rows[0]!.count,
  }
}

const inOrder = (a: readonly number[], b: readonly number[]) => a[0]! - b[0]! || a[1]! - b[1]!

/** Sums of thousands of bins differ in their last digits by the order they are taken in. */
function rounded(bins: Curve['bins']) {
  return bins.map((bin) => ({ ...bin, meanPower: Number(bin.meanPower.toPrecision(12)) }))
}
