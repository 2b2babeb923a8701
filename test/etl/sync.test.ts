import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type pg from 'pg'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { atEnd } from '../support/at-end.ts'
import { backfill, emptyDay, findLateDays, settingsFrom } from '../support/etl.ts'
import type { TestSettings } from '../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

const first = '2025-01-30'
const last = '2025-02-03'
const days = ['2025-01-30', '2025-01-31', '2025-02-01', '2025-02-02', '2025-02-03']

type Pipeline = Awaited<ReturnType<typeof createTestPipeline>>

async function plan({ connector, target }: Pipeline, settings: TestSettings) {
  const { plan } = await findLateDays(connector, target, settings, { first, last })
  return plan
}

/** What `sync` does: finds the late days and loads them; gives the days that it loaded. */
async function sync(pipeline: Pipeline, settings: TestSettings): Promise<string[]> {
  const { connector, target, targetUrl } = pipeline
  const found = await findLateDays(connector, target, settings, { first, last })
  const outcomes = await backfill({
    connector,
    targetUrl,
    settings,
    days: found.plan.load.map(({ day }) => day),
    concurrency: 2,
    onDay: () => undefined,
  })
  assert.deepEqual(
    outcomes.filter(({ status }) => status !== 'loaded'),
    [],
  )
  return outcomes.map(({ day }) => day)
}

async function fill(source: pg.Client): Promise<void> {
  await insertRows(source, minutesFrom(`${first}T00:00:00Z`, 5 * 1440))
}

/** All that the Target holds, as text. */
async function dump({ target }: Pipeline): Promise<string[]> {
  const { rows } = await target.client.query<{ line: string }>(
    `select name || ' ' || "timestamp" || ' ' || value as line
     from data join signal on id = signal_id order by 1`,
  )
  return rows.map(({ line }) => line)
}

describe('sync', () => {
  test('loads every day the first time and none the second', async () => {
    const pipeline = await createTestPipeline()
    await fill(pipeline.source)
    assert.deepEqual(await sync(pipeline, settingsFrom()), days)
    assert.deepEqual(await plan(pipeline, settingsFrom()), {
      load: [],
      emptied: [],
      emptiedVariables: [],
    })
  })

  test('leaves no values of statistics that are not asked for any more', async () => {
    const pipeline = await createTestPipeline()
    await fill(pipeline.source)
    await sync(pipeline, settingsFrom({ MINUANO_STATISTICS: 'mean,max,count' }))
    const settings = settingsFrom({ MINUANO_STATISTICS: 'mean,std' })
    await pipeline.source.query(`delete from data where extract(minute from "timestamp") >= 30`)
    assert.deepEqual(await sync(pipeline, settings), days)
    const fresh = await createTestPipeline()
    await fill(fresh.source)
    await fresh.source.query(`delete from data where extract(minute from "timestamp") >= 30`)
    await sync(fresh, settings)
    assert.deepEqual(await dump(pipeline), await dump(fresh))
  })

  test('asks in parts where the Connector counts fewer days at once, and finds the same', async () => {
    for (const most of ['1', '2', '4']) {
      const pipeline = await createTestPipeline({ CONNECTOR_MAX_INVENTORY_DAYS: most })
      await fill(pipeline.source)
      assert.deepEqual(await sync(pipeline, settingsFrom()), days, most)
      assert.deepEqual(await plan(pipeline, settingsFrom()), {
        load: [],
        emptied: [],
        emptiedVariables: [],
      })
      await pipeline.source.query(
        `update data set wind_speed = 1 where "timestamp" in ('2025-01-30', '2025-02-03T23:59Z')`,
      )
      assert.deepEqual(await sync(pipeline, settingsFrom()), ['2025-01-30', '2025-02-03'], most)
    }
  })

  test('asks no further where the Connector’s limit is none', async () => {
    const { target } = await createTestPipeline()
    let requests = 0
    for (const mostDays of [0, -1, 1.5, 5, 99, '3', undefined]) {
      const server = createServer((_, response) => {
        requests++
        response.writeHead(422, { 'content-type': 'application/problem+json' })
        response.end(
          JSON.stringify({ code: 'interval-too-long', max_days: mostDays, detail: 'no' }),
        )
      })
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const { port } = server.address() as AddressInfo
      const connector = {
        url: `http://127.0.0.1:${port}`,
        timeoutSeconds: 20,
        deadlineSeconds: 60,
        retries: 0,
      }
      await assert.rejects(
        findLateDays(connector, target, settingsFrom(), { first, last }),
        /answered 422: no/,
      )
      server.close()
    }
    assert.equal(requests, 7)
  })

  test('says why: changed, never loaded, other settings', async () => {
    const pipeline = await createTestPipeline()
    await fill(pipeline.source)
    await sync(pipeline, settingsFrom({ MINUANO_VARIABLES: 'wind_speed' }))
    await pipeline.source.query(
      `update data set wind_speed = 1 where "timestamp" = '2025-02-01T23:59Z'`,
    )
    const { load } = await plan(pipeline, settingsFrom({ MINUANO_STATISTICS: 'mean' }))
    assert.deepEqual(load[0], {
      day: '2025-01-30',
      reasons: { 'made with other settings': ['wind_speed'], 'never loaded': ['power'] },
    })
    const changed = await plan(pipeline, settingsFrom({ MINUANO_VARIABLES: 'wind_speed' }))
    assert.deepEqual(changed.load, [
      { day: '2025-02-01', reasons: { 'changed in the Source': ['wind_speed'] } },
      {
        day: '2025-02-02',
        reasons: { 'what leads into it changed in the Source': ['wind_speed'] },
      },
    ])
  })

  const settingsThatShape: Record<string, string>[] = [
    { MINUANO_TIME_ZONE: 'Etc/GMT+1' },
    { MINUANO_STATISTICS: 'mean,min,max,std,count' },
    { MINUANO_SAMPLE_INTERVAL: '30s' },
    { MINUANO_SAMPLE_LABEL: 'end' },
    { MINUANO_RANGES: 'wind_speed=0..50,power=-100..3000' },
    { MINUANO_MINIMUM_COVERAGE: '0.5' },
    { MINUANO_UNITS: 'wind_speed=deg from N,power=deg from N' },
    { MINUANO_KINDS: 'wind_speed=direction,power=signed-angle' },
  ]
  test('makes every day again with any setting that shapes the numbers, and then none', async () => {
    const pipeline = await createTestPipeline()
    await fill(pipeline.source)
    await sync(pipeline, settingsFrom())
    for (const env of settingsThatShape) {
      const settings = settingsFrom(env)
      const loaded = await sync(pipeline, settings)
      assert.ok(loaded.length >= 5 || env['MINUANO_TIME_ZONE'] !== undefined, JSON.stringify(env))
      const again = await plan(pipeline, settings)
      assert.deepEqual(again.load, [], JSON.stringify(env))
      assert.deepEqual(await sync(pipeline, settingsFrom()), days)
    }
  })

  test('says which kind a variable was and is, and makes just its days again', async () => {
    const pipeline = await createTestPipeline()
    await fill(pipeline.source)
    const env = { MINUANO_UNITS: 'wind_speed=deg,power=deg', MINUANO_RANGES: 'wind_speed=off' }
    // As every unit of degrees was once taken.
    await sync(pipeline, settingsFrom({ ...env, MINUANO_KINDS: 'wind_speed=direction' }))
    const settings = settingsFrom(env)
    const { load } = await plan(pipeline, settings)
    const reason = 'made as a direction, and is a scalar now'
    assert.deepEqual(
      load,
      days.map((day) => ({ day, reasons: { [reason]: ['wind_speed'] } })),
    )
    const before = await dump(pipeline)
    assert.ok(!before.some((line) => line.startsWith('wind_speed_max')))
    assert.deepEqual(await sync(pipeline, settings), days)
    const after = await dump(pipeline)
    assert.equal(after.filter((line) => line.startsWith('wind_speed_max')).length, 5 * 144)
    assert.deepEqual(await plan(pipeline, settings), {
      load: [],
      emptied: [],
      emptiedVariables: [],
    })
  })

  test('makes only the variable’s days again whose own range changed', async () => {
    const pipeline = await createTestPipeline()
    await fill(pipeline.source)
    await sync(pipeline, settingsFrom())
    const { load } = await plan(pipeline, settingsFrom({ MINUANO_RATED_POWER: '2000' }))
    assert.equal(load.length, 5)
    for (const { reasons } of load) {
      assert.deepEqual(reasons, { 'made with other settings': ['power'] })
    }
  })

  test('reports a loaded day that is now empty and keeps it, unless told to empty it', async () => {
    const pipeline = await createTestPipeline()
    await fill(pipeline.source)
    await sync(pipeline, settingsFrom())
    await pipeline.source.query(
      `delete from data where "timestamp" >= '2025-02-01' and "timestamp" < '2025-02-02'`,
    )
    // The next day's wind speed is looked at with what led into it.
    const next = [
      {
        day: '2025-02-02',
        reasons: { 'what leads into it changed in the Source': ['wind_speed'] },
      },
    ]
    assert.deepEqual(await plan(pipeline, settingsFrom()), {
      load: next,
      emptied: ['2025-02-01'],
      emptiedVariables: [],
    })
    assert.equal((await dump(pipeline)).length, 5 * 1152)
    const units = new Map<string, string>()
    assert.equal(await emptyDay(pipeline.target, settingsFrom(), units, '2025-02-01'), 1152)
    assert.equal((await dump(pipeline)).length, 4 * 1152)
    assert.deepEqual(await plan(pipeline, settingsFrom()), {
      load: next,
      emptied: [],
      emptiedVariables: [],
    })
    await insertRows(pipeline.source, minutesFrom('2025-02-01T00:00:00Z', 10))
    assert.deepEqual(await sync(pipeline, settingsFrom()), ['2025-02-01', '2025-02-02'])
  })

  test('makes every day again when the Connector lets other rows through, and then none', async () => {
    const pipeline = await createTestPipeline()
    const { source, sourceUrl, connector } = pipeline
    await source.query('alter table data drop constraint data_pkey, add quality int default 192')
    await fill(source)
    await sync(pipeline, settingsFrom())
    const all = await dump(pipeline)
    await source.query(
      `insert into data ("timestamp", wind_speed, power, quality)
       select "timestamp" + interval '30 s', 50, 50, 0 from data`,
    )
    assert.deepEqual(await sync(pipeline, settingsFrom()), days)
    assert.notDeepEqual(await dump(pipeline), all)
    const started = await startConnector(
      loadConfig({
        SOURCE_DATABASE_URL: sourceUrl,
        SOURCE_WHERE: '{"quality": [192]}',
        CONNECTOR_PORT: '0',
        CONNECTOR_LOG_LEVEL: 'silent',
      }),
    )
    atEnd(() => started.close())
    const filtered = { ...pipeline, connector: { ...connector, url: started.url } }
    const { load } = await plan(filtered, settingsFrom())
    assert.deepEqual(
      load,
      days.map((day) => ({ day, reasons: { 'changed in the Source': ['wind_speed', 'power'] } })),
    )
    assert.deepEqual(await sync(filtered, settingsFrom()), days)
    assert.deepEqual(await dump(pipeline), all)
    assert.deepEqual(await sync(filtered, settingsFrom()), [])
  })

  test('after any random edits loads exactly the days that were touched, and equals a fresh load', async () => {
    // With a look at what leads into a day, one before midnight touches two.
    const settings = settingsFrom({ MINUANO_FROZEN: 'off' })
    const pipeline = await createTestPipeline()
    const { source } = pipeline
    await source.query('alter table data drop constraint data_pkey')
    await fill(source)
    await sync(pipeline, settings)
    const minute = fc.integer({ min: 0, max: 5 * 1440 - 1 })
    const edit = fc.oneof(
      fc.record({
        kind: fc.constant('update'),
        minute,
        value: fc.double({ min: 0, max: 70, noNaN: true }),
      }),
      fc.record({ kind: fc.constant('null'), minute, value: fc.constant(0) }),
      fc.record({ kind: fc.constant('delete'), minute, value: fc.constant(0) }),
      fc.record({
        kind: fc.constantFrom('insert', 'repeat', 'conflict'),
        minute,
        value: fc.double({ min: 0, max: 70, noNaN: true }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 4 }), async (edits) => {
        const before = await contents(source)
        for (const { kind, minute, value } of edits) await apply(source, kind, minute, value)
        const after = await contents(source)
        const touched = days.filter((day) => before.get(day) !== after.get(day))
        assert.deepEqual(await sync(pipeline, settings), touched)
      }),
      { numRuns: 25 },
    )
    await source.query(
      `insert into data ("timestamp", wind_speed, power) values
       ('2025-02-01T12:00:15Z', 5, 7), ('2025-02-01T12:00:15Z', 6, 7)`,
    )
    await sync(pipeline, settings)
    const fresh = await createTestPipeline()
    await fresh.source.query('alter table data drop constraint data_pkey')
    const { rows } = await source.query<{ t: string; w: number | null; p: number | null }>(
      `select (extract(epoch from "timestamp") * 1e6)::int8::text as t, wind_speed as w, power as p from data`,
    )
    await insertRows(
      fresh.source,
      rows.map(({ t, w, p }) => [Number(t), w, p] as const),
    )
    await sync(fresh, settings)
    assert.deepEqual(await dump(pipeline), await dump(fresh))
    const counts = await dumpCounts(pipeline)
    assert.deepEqual(counts, await dumpCounts(fresh))
    assert.match(counts.join('\n'), /2025-02-01,power,.*"duplicates":[1-9]/)
    assert.match(counts.join('\n'), /2025-02-01,wind_speed,.*"conflicts":[1-9]/)
  })
})

/** What the ledger counts of each day and variable, and every bin that has other than ten samples. */
async function dumpCounts({ target }: Pipeline): Promise<string[]> {
  const { rows } = await target.client.query<{ line: string }>(
    `select concat_ws(',', day, variable, row_to_json(counts)::text) as line
     from load, lateral (select valid, missing, duplicates, conflicts, excess, coverage) counts
     union all
     select concat_ws(',', "timestamp", variable, samples) from bin_reason order by 1`,
  )
  return rows.map(({ line }) => line)
}

async function apply(source: pg.Client, kind: string, minute: number, value: number) {
  const time = new Date(Date.parse(`${first}T00:00:00Z`) + minute * 60_000).toISOString()
  if (kind === 'delete') await source.query('delete from data where "timestamp" = $1', [time])
  else if (kind === 'null') {
    await source.query('update data set power = null where "timestamp" = $1', [time])
  } else if (kind === 'repeat' || kind === 'conflict') {
    const power = kind === 'repeat' ? 'power' : '$2::float8'
    await source.query(
      `insert into data ("timestamp", wind_speed, power)
       select "timestamp", wind_speed, ${power} from data
       where "timestamp" = $1 and ${kind === 'repeat' ? '$2::float8 is not null' : 'true'} limit 1`,
      [time, value],
    )
  } else if (kind === 'update') {
    await source.query('update data set power = $2 where "timestamp" = $1', [time, value])
  } else {
    // Between the minutes, so that it is a row more; there already, it is left.
    const between = time.replace(':00.000Z', ':30.000Z')
    await source.query(
      'insert into data ("timestamp", wind_speed) values ($1, $2) on conflict do nothing',
      [between, value],
    )
  }
}

/** Each day's rows as one text, read by PostgreSQL's own means: not by what is tested. */
async function contents(source: pg.Client): Promise<Map<string, string>> {
  const { rows } = await source.query<{ day: string; text: string }>(
    `select ("timestamp" at time zone 'UTC')::date::text as day,
       md5(string_agg(row("timestamp", wind_speed, power)::text, ','
         order by "timestamp", wind_speed, power)) as text
     from data group by 1`,
  )
  return new Map(rows.map(({ day, text }) => [day, text]))
}
