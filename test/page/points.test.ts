import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadConfig } from '../../src/config/load-config.ts'
import type { PlantFacts } from '../../src/page/read/read-plant.ts'
import { readExtremes } from '../../src/page/read/read-extremes.ts'
import { readPoints } from '../../src/page/read/read-points.ts'
import { readRowsAt } from '../../src/page/read/read-rows-at.ts'
import { findSeries } from '../../src/page/read/series.ts'
import { createSeriesStore } from '../../src/page/read/series-store.ts'
import { createTargetReader } from '../../src/page/read/target-reader.ts'
import { ensureSignals } from '../../src/target/tables/ensure-signals.ts'
import { atEnd } from '../support/at-end.ts'
import { createTestTarget } from '../support/target.ts'

const statistics = ['mean', 'min', 'max', 'std'] as const
const step = 600e6
const start = Date.UTC(2025, 0, 1) * 1000
const bins = 144 * 40

/** Forty days of bins over two partitions, in which every so many are missing, and a reader on them. */
async function createBins() {
  const { target, url } = await createTestTarget()
  const keys = statistics.map((statistic) => ({
    asset: '',
    variable: 'power',
    statistic,
    periodSeconds: 600,
  }))
  const ids = await ensureSignals(target, keys, new Map())
  const of = (name: string) => ids.get(`power_${name}`)!
  await target.client.query(`
    create table data_2025_01 partition of data for values from ('2025-01-01Z') to ('2025-02-01Z');
    create table data_2025_02 partition of data for values from ('2025-02-01Z') to ('2025-03-01Z');
    insert into data select id, '2025-01-01Z'::timestamptz + n * interval '10 minutes',
      mean + case id when ${of('min')} then -hashint4(n) % 50 - 50 when ${of('max')} then hashint4(n + 7) % 50 + 50 else 0 end
    from generate_series(0, ${bins - 1}) n cross join lateral (select hashint4(n) % 1000 as mean) of_bin
      cross join unnest('{${[...ids.values()].join()}}'::int[]) id
    where n % 97 > 1 and n not between 2000 and 2500`)
  // Else what was just written is counted some time later.
  await target.client.query('select pg_stat_force_next_flush()')
  const reader = createTargetReader(url, { connections: 3, seconds: 20 })
  atEnd(() => reader.close())
  const facts: PlantFacts = {
    assets: [''],
    variables: [{ name: 'power', unit: null, kind: 'scalar', statistics }],
    wind: null,
    power: 'power',
    first: '2025-01-01',
    last: '2025-02-09',
  }
  const series = await findSeries(reader, facts, loadConfig({}), { asset: '', variable: 'power' })
  return { reader, series, target }
}

const intervals = fc
  .tuple(fc.integer({ min: 0, max: bins }), fc.integer({ min: 200, max: bins }))
  .map(([from, count]) => ({ start: start + from * step, end: start + (from + count) * step }))

test('the Target finds the very rows that are chosen of all of them in memory', async () => {
  const { reader, series } = await createBins()
  const store = createSeriesStore(reader)
  await fc.assert(
    fc.asyncProperty(intervals, fc.integer({ min: 5, max: 199 }), async (interval, points) => {
      const query = { interval, points, withDeviation: true }
      const inMemory = await readPoints(reader, store, series, query, () => undefined)
      fc.pre(inMemory.isThinned)
      const times = await readExtremes(reader, series, { interval, points })
      const inTarget = await readRowsAt(reader, series, times, true)
      assert.deepEqual(inTarget, inMemory.frame)
    }),
    { numRuns: 30 },
  )
})

test('no extreme of an interval is lost, whatever its width, and none is another than the Target’s', async () => {
  const { reader, series, target } = await createBins()
  const store = createSeriesStore(reader)
  await fc.assert(
    fc.asyncProperty(intervals, fc.integer({ min: 5, max: 500 }), async (interval, points) => {
      const query = { interval, points, withDeviation: false }
      const { frame } = await readPoints(reader, store, series, query, () => undefined)
      const values = (name: string) => frame.columns.get(name)!.filter((value) => !isNaN(value))
      const { rows } = await target.client.query<{ least: number | null; greatest: number | null }>(
        `select min(value) filter (where signal_id = $1) as least, max(value) filter (where signal_id = $2) as greatest
         from data where "timestamp" >= to_timestamp($3) and "timestamp" < to_timestamp($4)`,
        [series.ids.min, series.ids.max, interval.start / 1e6, interval.end / 1e6],
      )
      const [{ least, greatest }] = rows as [(typeof rows)[0]]
      const found = [Math.min(...values('min')), Math.max(...values('max'))]
      assert.deepEqual(found, [least ?? Infinity, greatest ?? -Infinity])
      assert.ok(frame.time.length <= points)
    }),
    { numRuns: 30 },
  )
})

test('what was read is not read again, until somebody changes it', async () => {
  const { reader, series, target } = await createBins()
  const store = createSeriesStore(reader)
  const interval = { start, end: start + bins * step }
  await store.fill(series, await store.look(series, interval))
  assert.deepEqual((await store.look(series, interval)).lacking, [])
  await target.client.query(
    `update data set value = 5000 where signal_id = ${series.ids.max} and "timestamp" = '2025-02-03T00:00Z'`,
  )
  await target.client.query('select pg_stat_force_next_flush()')
  const { lacking } = await store.look(series, interval)
  assert.deepEqual(
    lacking.map(({ start: month }) => month),
    [Date.UTC(2025, 1, 1) * 1000],
  )
})

test('who asks for what is held need not wait for a look, until it is known that something has changed', async () => {
  const { reader, series, target } = await createBins()
  let looks = 0
  const counting = {
    ...reader,
    rows: <Row extends object>(what: string, statement: string) => {
      if (what === 'looking for changes') looks++
      return reader.rows<Row>(what, statement)
    },
  }
  let clock = 0
  const store = createSeriesStore(counting, undefined, () => clock)
  const whole = { start, end: start + bins * step }
  const inside = { start: start + 5000 * step, end: start + 5100 * step }
  const greatest = async (interval: typeof whole, isHeldEnough: boolean) => {
    const query = { interval, points: 2000, withDeviation: false, isHeldEnough }
    const { frame } = await readPoints(counting, store, series, query, () => undefined)
    return Math.max(...frame.columns.get('max')!.filter((value) => !isNaN(value)))
  }
  const before = await greatest(whole, false)
  const ofPart = await greatest(inside, true)
  assert.equal(looks, 1)
  await target.client.query(
    `update data set value = 5000 where signal_id = ${series.ids.max} and "timestamp" = '2025-02-04T19:00Z'`,
  )
  await target.client.query('select pg_stat_force_next_flush()')
  assert.equal(await greatest(inside, true), ofPart)
  store.forgetLooks()
  assert.equal(await greatest(inside, true), 5000)
  // What was not looked at is looked at, whatever is enough.
  assert.equal(await greatest(whole, true), 5000)
  assert.ok(before < 5000)
  assert.equal(looks, 3)
  clock += 2001
  await greatest(inside, true)
  assert.equal(looks, 4)
})

test('a month that went from the Target is not shown, though its neighbours were read with it', async () => {
  const { reader, series, target } = await createBins()
  await target.client.query(`
    create table data_2025_03 partition of data for values from ('2025-03-01Z') to ('2025-04-01Z');
    insert into data select ${series.ids.max}, '2025-03-01Z'::timestamptz + n * interval '10 minutes', n
    from generate_series(0, 99) n`)
  await target.client.query('select pg_stat_force_next_flush()')
  const store = createSeriesStore(reader)
  const interval = { start, end: Date.UTC(2025, 3, 1) * 1000 }
  const count = async () => {
    const holding = await store.look(series, interval)
    return (await store.read(series, holding, interval)).time.length
  }
  const before = await count()
  const february = Date.UTC(2025, 1, 1) * 1000
  const whole = await store.read(series, await store.look(series, interval), interval)
  const ofFebruary = whole.time.filter(
    (time) => time >= february && time < Date.UTC(2025, 2, 1) * 1000,
  ).length
  assert.ok(ofFebruary > 1000)
  await target.client.query('drop table data_2025_02')
  assert.equal(await count(), before - ofFebruary)
})

test('the store lets go of what was looked at longest ago, and never of what is shown', async () => {
  const { reader, series } = await createBins()
  const store = createSeriesStore(reader, 1000)
  const other = { ...series, variable: 'other' }
  const interval = { start, end: start + bins * step }
  await store.fill(other, await store.look(other, interval))
  const kept = store.heldBytes()
  const holding = await store.look(series, interval)
  await store.fill(series, holding)
  assert.equal(store.heldBytes(), kept)
  assert.ok(store.rows(series, holding, interval)!.time.length > 5000)
  const ofOther = await store.look(other, interval)
  assert.equal(ofOther.lacking.length, 2)
  // Never nothing, as if it were all.
  assert.equal(store.rows(other, ofOther, interval), undefined)
})

test('what is more than is kept is read for no one who does not wait for it', async () => {
  const { reader, series } = await createBins()
  // Bins of a second: two months of them are 160 MB.
  const second = { ...series, periodSeconds: 1 }
  const interval = { start, end: start + bins * step }
  const query = { interval, points: 500, withDeviation: false }
  for (const [mostBytes, times] of [
    [undefined, 0],
    [1e9, 1],
  ] as const) {
    const store = createSeriesStore(reader, mostBytes)
    let asked = 0
    await readPoints(reader, store, second, query, () => {
      asked++
    })
    assert.equal(asked, times)
  }
})
