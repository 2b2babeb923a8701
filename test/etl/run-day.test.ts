import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type pg from 'pg'
import { openTarget } from '../../src/target/tables/open-target.ts'
import type { Target } from '../../src/target/tables/schema.ts'
import { agree, oracleBins } from '../support/oracle.ts'
import { runDay, settingsFrom } from '../support/etl.ts'
import type { TestSettings } from '../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'
import type { SourceRow } from '../support/pipeline.ts'

/** Every value of the Target: signal name, bin start in microseconds, value. */
async function readTarget(target: Target): Promise<Map<string, number>> {
  const { rows } = await target.client.query<{ name: string; us: string; value: number }>(
    `select name, (extract(epoch from "timestamp") * 1000000)::int8::text as us, value
     from data join signal on signal.id = signal_id`,
  )
  return new Map(rows.map(({ name, us, value }) => [`${name} ${us}`, value]))
}

/** The day's bounds as PostgreSQL reckons them: not by the code under test. */
async function dayBounds(source: pg.Client, day: string, zone: string) {
  const { rows } = await source.query<{ start: string; end: string }>(
    `select (extract(epoch from $1::timestamp at time zone $2) * 1000000)::int8::text as start,
            (extract(epoch from ($1::timestamp + interval '1 day') at time zone $2) * 1000000)::int8::text as "end"`,
    [day, zone],
  )
  return { start: Number(rows[0]!.start), end: Number(rows[0]!.end) }
}

/** What the Target should hold of a day, recomputed by DuckDB from the Source's own rows. */
async function recompute(source: pg.Client, day: string, settings: TestSettings) {
  const bounds = await dayBounds(source, day, settings.timeZone)
  const { rows } = await source.query<{ us: string; wind: number | null; power: number | null }>(
    `select (extract(epoch from "timestamp") * 1000000)::int8::text as us, wind_speed as wind, power
     from data order by "timestamp"`,
  )
  const time = rows.map(({ us }) => Number(us))
  const columns = {
    wind_speed: rows.map(({ wind }) => wind ?? NaN),
    power: rows.map(({ power }) => power ?? NaN),
  }
  const expected = new Map<string, { value: number; spread: number }>()
  const suffix = settings.periodSeconds === 600 ? '' : `_${settings.periodSeconds / 60}m`
  for (const [variable, values] of Object.entries(columns)) {
    const finite = values.map((value) => (Number.isFinite(value) ? value : NaN))
    for (const bin of await oracleBins(time, finite, bounds, settings.periodSeconds)) {
      for (const statistic of ['mean', 'min', 'max', 'std'] as const) {
        const value = bin[statistic]
        if (value === null) continue
        const key = `${variable}_${statistic}${suffix} ${bin.start}`
        expected.set(key, { value, spread: bin.max - bin.min })
      }
    }
  }
  return expected
}

function compare(
  actual: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, { value: number; spread: number }>,
): void {
  assert.deepEqual([...actual.keys()].filter((key) => !expected.has(key)).slice(0, 5), [])
  assert.deepEqual([...expected.keys()].filter((key) => !actual.has(key)).slice(0, 5), [])
  for (const [key, { value, spread }] of expected) {
    assert.ok(agree(actual.get(key)!, value, spread), `${key}: ${actual.get(key)}, not ${value}`)
  }
}

/** A repeatable random sequence in [0, 1): mulberry32. */
function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Two days of rows around a day: irregular seconds, gaps of hours, NULL, NaN, infinities, offsets. */
function unrulyRows(start: string, offset: number, seed: number): SourceRow[] {
  const random = randomFrom(seed)
  const rows: SourceRow[] = []
  let time = Date.parse(start) * 1000 - 6 * 3600e6
  const end = time + 40 * 3600e6
  while (time < end) {
    const unruly = (value: number) => {
      const chance = random()
      if (chance < 0.03) return null
      if (chance < 0.05) return NaN
      return chance < 0.055 ? Infinity : value
    }
    rows.push([time, unruly(offset + 8 * random()), unruly(offset * 2 + 900 * random())])
    const chance = random()
    time += 1e6 * (chance < 0.8 ? 60 : chance < 0.99 ? 1 + Math.floor(random() * 600) : 5400)
  }
  return rows
}

describe('a day in the Target equals DuckDB’s reckoning of the Source', () => {
  const days = [
    { zone: 'UTC', day: '2025-01-03' },
    { zone: 'America/Sao_Paulo', day: '2018-11-04', hours: 23 },
    { zone: 'America/Sao_Paulo', day: '2018-02-17', hours: 25 },
    { zone: 'Asia/Kathmandu', day: '2025-02-01' },
  ]
  for (const { zone, day, hours = 24 } of days) {
    for (const [offset, every] of [
      [0, '10m'],
      [1e9, '10m'],
      [0, '5m'],
    ] as const) {
      test(`${day} in ${zone}, ${hours} h, values near ${offset}, every ${every}`, async () => {
        const { source, connector, target } = await createTestPipeline()
        const settings = settingsFrom({
          MINUANO_TIME_ZONE: zone,
          MINUANO_EVERY: every,
          MINUANO_RANGES: 'wind_speed=off',
        })
        const bounds = await dayBounds(source, day, zone)
        assert.equal((bounds.end - bounds.start) / 3600e6, hours)
        await insertRows(
          source,
          unrulyRows(new Date(bounds.start / 1000).toISOString(), offset, 7 + hours),
        )
        const result = await runDay(connector, target, settings, day)
        const actual = await readTarget(target)
        compare(actual, await recompute(source, day, settings))
        assert.equal(result.targetRows, actual.size)
        assert.equal(result.inserted, actual.size)
      })
    }
  }
})

describe('running a day', () => {
  test('twice gives the same rows and writes none the second time', async () => {
    const { source, connector, target } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
    const first = await runDay(connector, target, settingsFrom(), '2025-01-03')
    const before = await readTarget(target)
    const second = await runDay(connector, target, settingsFrom(), '2025-01-03')
    assert.deepEqual([first.sourceRows, first.targetRows, first.inserted], [1440, 1152, 1152])
    assert.deepEqual(
      [second.targetRows, second.inserted, second.updated, second.deleted],
      [1152, 0, 0, 0],
    )
    assert.deepEqual(await readTarget(target), before)
  })

  test('again after the Source changed writes just what changed', async () => {
    const { source, connector, target } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
    await runDay(connector, target, settingsFrom(), '2025-01-03')
    await source.query(`update data set wind_speed = 74 where "timestamp" = '2025-01-03T00:06Z'`)
    await source.query(
      `delete from data where "timestamp" >= '2025-01-03T01:00Z' and "timestamp" < '2025-01-03T01:10Z'`,
    )
    const { updated, deleted, inserted } = await runDay(
      connector,
      target,
      settingsFrom(),
      '2025-01-03',
    )
    // Of the first bin mean, max and std changed, min did not; the bin at 01:00 lost all eight.
    assert.deepEqual([updated, deleted, inserted], [3, 8, 0])
    compare(await readTarget(target), await recompute(source, '2025-01-03', settingsFrom()))
  })

  test('writes a ledger row for each variable', async () => {
    const { source, connector, target } = await createTestPipeline()
    const rows = minutesFrom('2025-01-03T00:00:00Z', 1440, (minute) =>
      minute < 30 ? null : minute < 36 ? -7999 : 5,
    )
    await insertRows(source, rows)
    await runDay(connector, target, settingsFrom(), '2025-01-03')
    const ledger = await target.client.query(
      `select variable, day::text, status, source_rows, expected, valid, missing, out_of_range, coverage,
         target_rows, error_code, time_zone, window_start, window_end, fingerprint <> '' as has_fingerprint,
         settings_version <> '' and minuano_version <> '' as has_versions, seconds >= 0 as has_seconds
       from load order by variable desc`,
    )
    const common = {
      day: '2025-01-03',
      status: 'loaded',
      source_rows: 1440,
      error_code: null,
      time_zone: 'UTC',
      window_start: new Date('2025-01-03T00:00:00Z'),
      window_end: new Date('2025-01-04T00:00:00Z'),
      expected: 1440,
      has_fingerprint: true,
      has_versions: true,
      has_seconds: true,
    }
    const wind = { valid: 1404, missing: 30, out_of_range: 6, coverage: 0.975, target_rows: 564 }
    const power = { valid: 1440, missing: 0, out_of_range: 0, coverage: 1, target_rows: 576 }
    assert.deepEqual(ledger.rows, [
      { variable: 'wind_speed', ...wind, ...common },
      { variable: 'power', ...power, ...common },
    ])
  })

  test('of a day without source data fails, names the Source’s period and keeps the Target’s day', async () => {
    const { source, connector, target } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 2880))
    await runDay(connector, target, settingsFrom(), '2025-01-03')
    const before = await readTarget(target)
    await source.query(`delete from data where "timestamp" < '2025-01-04'`)
    await assert.rejects(runDay(connector, target, settingsFrom(), '2025-01-03'), {
      code: 'no-source-data',
      message: /2025-01-03: it holds 2025-01-04T00:00:00Z to 2025-01-04T23:59:00Z/,
    })
    assert.deepEqual(await readTarget(target), before)
    const { rows } = await target.client.query('select distinct status, error_code from load')
    assert.deepEqual(rows, [{ status: 'loaded', error_code: 'no-source-data' }])
  })

  test('that never had data is in the ledger as such', async () => {
    const { connector, target } = await createTestPipeline()
    await assert.rejects(runDay(connector, target, settingsFrom(), '2025-01-03'), {
      code: 'no-source-data',
    })
    const { rows } = await target.client.query('select variable, status from load order by 1')
    assert.deepEqual(rows, [
      { variable: 'power', status: 'no-source-data' },
      { variable: 'wind_speed', status: 'no-source-data' },
    ])
  })

  test('of today takes closed bins only, and is open in the ledger', async () => {
    const { source, connector, target } = await createTestPipeline()
    const now = Date.now()
    // A zone whose day began at least an hour ago, whatever the hour of the test.
    const zone = new Date(now).getUTCHours() >= 1 ? 'UTC' : 'Etc/GMT-6'
    const today = new Date(now + (zone === 'UTC' ? 0 : 6 * 3600e3)).toISOString().slice(0, 10)
    await insertRows(source, minutesFrom(new Date(now - 3 * 86_400e3).toISOString(), 4 * 1440))
    await runDay(connector, target, settingsFrom({ MINUANO_TIME_ZONE: zone }), today)
    const { rows } = await target.client.query<{ last: Date; status: string }>(
      'select max("timestamp") as last, (select min(status) from load) as status from data',
    )
    assert.equal(rows[0]!.status, 'open')
    assert.ok(rows[0]!.last.getTime() + 600e3 <= Date.now())
    assert.ok(rows[0]!.last.getTime() + 1200e3 > now)
  })

  test('that has not begun fails', async () => {
    const { connector, target } = await createTestPipeline()
    const later = new Date(Date.now() + 3 * 86_400e3).toISOString().slice(0, 10)
    await assert.rejects(runDay(connector, target, settingsFrom(), later), {
      code: 'day-not-begun',
    })
  })

  test('takes the units of the Source, and names signals by asset and width', async () => {
    const { source, connector, target } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
    const settings = settingsFrom({
      MINUANO_ASSET: 'T01',
      MINUANO_EVERY: '5m',
      MINUANO_STATISTICS: 'mean,max',
    })
    await runDay(connector, target, settings, '2025-01-03')
    const { rows } = await target.client.query(
      'select name, asset, variable, statistic, unit, period_seconds as period from signal order by id',
    )
    const common = { asset: 'T01', period: 300 }
    assert.deepEqual(rows, [
      {
        name: 'T01.wind_speed_mean_5m',
        variable: 'wind_speed',
        statistic: 'mean',
        unit: 'm/s',
        ...common,
      },
      {
        name: 'T01.wind_speed_max_5m',
        variable: 'wind_speed',
        statistic: 'max',
        unit: 'm/s',
        ...common,
      },
      { name: 'T01.power_mean_5m', variable: 'power', statistic: 'mean', unit: 'kW', ...common },
      { name: 'T01.power_max_5m', variable: 'power', statistic: 'max', unit: 'kW', ...common },
    ])
  })

  test('at once with another of the same day, and of neighbouring new months, gives both whole', async () => {
    const { source, connector, target, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-31T00:00:00Z', 2880))
    const other = await openTarget(targetUrl)
    try {
      await Promise.all([
        runDay(connector, target, settingsFrom(), '2025-01-31'),
        runDay(connector, other, settingsFrom(), '2025-02-01'),
      ])
      const same = await Promise.all([
        runDay(connector, target, settingsFrom(), '2025-02-01'),
        runDay(connector, other, settingsFrom(), '2025-02-01'),
      ])
      assert.deepEqual(
        same.map(({ inserted }) => inserted),
        [0, 0],
      )
      assert.equal((await readTarget(target)).size, 2304)
    } finally {
      await other.close()
    }
  })
})
