import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type pg from 'pg'
import type { DayOutcome } from '../../src/etl/day-outcome.ts'
import { openReadyTarget } from '../../src/target/tables/open-ready-target.ts'
import type { Target } from '../../src/target/tables/schema.ts'
import { listDays } from '../../src/time/day.ts'
import { backfill, runDay, settingsFrom } from '../support/etl.ts'
import type { TestSettings } from '../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'
import { startFullServer } from '../support/full-server.ts'
import { createTestTarget } from '../support/target.ts'

type Pipeline = Awaited<ReturnType<typeof createTestPipeline>>

const days = listDays('2018-01-29', '2018-03-02')

/** Rows of these days and around them, with NULLs and sentinels, without 2018-02-10 in any zone near UTC. */
async function fill(source: pg.Client): Promise<void> {
  await insertRows(
    source,
    minutesFrom(
      '2018-01-28T00:00:00Z',
      36 * 1440,
      (minute) =>
        minute % 97 === 0 ? null : minute % 501 === 0 ? -7999 : 8 + Math.sin(minute / 9),
      (minute) => (minute % 1013 < 30 ? null : 1000 + 300 * Math.cos(minute / 40)),
    ),
  )
  await source.query(
    `delete from data where "timestamp" >= '2018-02-09T18:00Z' and "timestamp" < '2018-02-11T04:00Z'`,
  )
}

/** Everything in the Target but the time that it took, signals by name, so that ids may differ. */
async function dump({ client }: Target): Promise<Record<string, unknown[]>> {
  const rows = async (text: string) => (await client.query<object>(text)).rows
  return {
    signals: await rows('select name, asset, variable, statistic, unit from signal order by name'),
    data: await rows(
      `select name, "timestamp"::text, value::text from data join signal on id = signal_id order by 1, 2`,
    ),
    ledger: await rows(
      `select to_jsonb(load) - 'started_at' - 'seconds' as entry from load order by variable, day`,
    ),
    incomplete: await rows('select * from bin_reason order by variable, "timestamp"'),
    partitions: await rows(
      `select inhrelid::regclass::text from pg_inherits where inhparent = 'data'::regclass order by 1`,
    ),
  }
}

/** What backfill did to the Target at `url`. */
function run(
  { connector }: Pipeline,
  url: string,
  settings: TestSettings,
  wanted: readonly string[] = days,
): Promise<DayOutcome[]> {
  const options = { connector, settings, days: wanted, concurrency: 3, onDay: () => undefined }
  return backfill({ ...options, targetUrl: url })
}

/** The same day by day; a day without source data is passed over. */
async function runSingly({ connector }: Pipeline, url: string, settings: TestSettings) {
  const target = await openReadyTarget(url)
  try {
    for (const day of days) {
      await runDay(connector, target, settings, day).catch((error: unknown) => {
        assert.equal((error as { code?: string }).code, 'no-source-data')
      })
    }
  } finally {
    await target.close()
  }
}

describe('a backfill leaves the Target as single days do', () => {
  for (const env of [
    {},
    { MINUANO_TIME_ZONE: 'America/Sao_Paulo' },
    { MINUANO_TIME_ZONE: 'Asia/Kathmandu', MINUANO_SAMPLE_LABEL: 'end', MINUANO_EVERY: '1h' },
  ]) {
    test(`on new months and on those that are there, with ${JSON.stringify(env)}`, async () => {
      const pipeline = await createTestPipeline()
      const settings = settingsFrom(env)
      const [windows, singles] = [await createTestTarget(), await createTestTarget()]
      await fill(pipeline.source)
      const outcomes = await run(pipeline, windows.url, settings)
      assert.deepEqual(
        outcomes.map(({ day }) => day),
        days,
      )
      assert.deepEqual(
        outcomes.filter(({ status }) => status !== 'loaded'),
        [{ day: '2018-02-10', status: 'no-source-data' }],
      )
      await runSingly(pipeline, singles.url, settings)
      const filled = await dump(singles.target)
      assert.deepEqual(await dump(windows.target), filled)
      assert.ok(filled['data']!.length > 5000 && filled['ledger']!.length === 2 * days.length)

      await pipeline.source.query(
        `update data set wind_speed = wind_speed + 1 where extract(day from "timestamp") in (3, 28);
         delete from data where "timestamp" between '2018-02-05T11:00Z' and '2018-02-05T13:30Z';
         delete from data where "timestamp" >= '2018-02-20T12:00Z' and "timestamp" < '2018-02-22T12:00Z';
         insert into data ("timestamp", wind_speed, power)
         select generate_series('2018-02-10T10:00Z'::timestamptz, '2018-02-10T12:00Z', '1 min'), 5, 6`,
      )
      await run(pipeline, windows.url, settings)
      await runSingly(pipeline, singles.url, settings)
      const changed = await dump(singles.target)
      assert.notDeepEqual(changed, filled)
      assert.deepEqual(await dump(windows.target), changed)
    })
  }
})

test('a backfill counts each day as a run of that day does', async () => {
  const pipeline = await createTestPipeline()
  const settings = settingsFrom()
  await fill(pipeline.source)
  const without = (outcome: DayOutcome) => ({ ...outcome, seconds: 0 })
  const both = async () => {
    const outcomes = await run(pipeline, pipeline.targetUrl, settings, ['2018-02-05', '2018-02-07'])
    return outcomes.map(without)
  }
  const first = await both()
  const other = await createTestTarget()
  const { connector } = pipeline
  const single = async (day: string) =>
    without(await runDay(connector, other.target, settings, day))
  assert.deepEqual(first, [await single('2018-02-05'), await single('2018-02-07')])
  assert.deepEqual(
    (await both()).map((outcome) => outcome.status === 'loaded' && outcome.inserted),
    [0, 0],
  )
})

test('a window that cannot be loaded is loaded day by day, but for the day at fault', async () => {
  const pipeline = await createTestPipeline()
  await fill(pipeline.source)
  const { client } = pipeline.target
  await client.query(
    `alter table load add constraint no_fifth check (day <> '2018-02-05' or status = 'failed')`,
  )
  const outcomes = await run(
    pipeline,
    pipeline.targetUrl,
    settingsFrom(),
    listDays('2018-02-01', '2018-02-08'),
  )
  assert.deepEqual(
    outcomes.map(({ day, status }) => `${day} ${status}`),
    listDays('2018-02-01', '2018-02-08').map(
      (day) => `${day} ${day === '2018-02-05' ? 'failed' : 'loaded'}`,
    ),
  )
  const { rows } = await client.query<{ day: string }>(
    `select distinct to_char("timestamp" at time zone 'UTC', 'YYYY-MM-DD') as day from data order by 1`,
  )
  assert.deepEqual(
    rows.map(({ day }) => day),
    listDays('2018-02-01', '2018-02-08').filter((day) => day !== '2018-02-05'),
  )
})

test('a Target that has but one connection for it is loaded by that one', async () => {
  const pipeline = await createTestPipeline()
  await fill(pipeline.source)
  const settings = settingsFrom({ MINUANO_TIME_ZONE: 'America/Sao_Paulo' })
  const url = await startFullServer(pipeline.targetUrl, 1)
  const outcomes = await run(pipeline, url, settings)
  const count = (wanted: string) => outcomes.filter(({ status }) => status === wanted).length
  assert.deepEqual([count('loaded'), count('no-source-data')], [days.length - 1, 1])
  const { url: other, target } = await createTestTarget()
  await run(pipeline, other, settings)
  assert.deepEqual(await dump(pipeline.target), await dump(target))
})

test('a window whose connection was lost is loaded by another one, and so are those after it', async () => {
  const pipeline = await createTestPipeline()
  await fill(pipeline.source)
  // A sequence goes on, whatever becomes of the transaction.
  await pipeline.target.client.query(
    `create sequence losses;
     create function lose() returns trigger language plpgsql as $$
     begin
       if nextval('losses') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if;
       return new;
     end $$;
     create trigger lose before insert on load for each row
       when (new.day = '2018-01-30') execute function lose()`,
  )
  const wanted = listDays('2018-01-29', '2018-02-08')
  const failures: string[] = []
  const outcomes = await backfill({
    connector: pipeline.connector,
    targetUrl: pipeline.targetUrl,
    settings: settingsFrom(),
    days: wanted,
    concurrency: 1,
    onWindowFailed: (_, { message }) => failures.push(message),
  })
  assert.deepEqual(
    outcomes.map((outcome) =>
      outcome.status === 'failed' ? outcome.error.message : `${outcome.day} ${outcome.status}`,
    ),
    wanted.map((day) => `${day} loaded`),
  )
  assert.deepEqual(failures, [])
  const { rows } = await pipeline.target.client.query('select last_value::int from losses')
  assert.deepEqual(rows, [{ last_value: 3 }])
})
