import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { atEnd } from '../support/at-end.ts'
import { findLateDays, runDay, settingsFrom } from '../support/etl.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline } from '../support/pipeline.ts'

const warsaw = {
  SOURCE_TABLE: 'minute',
  SOURCE_TIME_COLUMN: 'ts',
  SOURCE_TIME_ZONE: 'Europe/Warsaw',
  MINUANO_TIME_ZONE: 'Europe/Warsaw',
}
const settings = settingsFrom({
  MINUANO_TIME_ZONE: 'Europe/Warsaw',
  MINUANO_VARIABLES: 'wind_speed,power',
})

/** Days of local minutes: wind 5 and then 15 in the hours around a change, NULL power in one minute. */
const minutes = {
  /** A clock as Warsaw's: 02:00 to 02:59 comes twice, with 5 and with 15. */
  autumn: `select u at time zone 'Europe/Warsaw', case when u < '2025-10-26 01:00Z' then 5 else 15 end,
      case when u <> '2025-10-26 01:07Z' then 1000 end
    from generate_series('2025-10-25 22:00Z'::timestamptz, '2025-10-26 22:59Z', '1 minute') u`,
  /** A clock that stays at UTC+1: 02:00 to 02:59 is never shown in Warsaw. */
  spring: `select u at time zone 'UTC' + interval '1 hour', extract(hour from u), 1000
    from generate_series('2025-03-29 23:00Z'::timestamptz, '2025-03-30 21:59Z', '1 minute') u`,
}

async function createLocalPipeline(...days: (keyof typeof minutes)[]) {
  const pipeline = await createTestPipeline(warsaw)
  await pipeline.source.query('create table minute (ts timestamp, wind_speed float8, power float8)')
  for (const day of days) await pipeline.source.query(`insert into minute ${minutes[day]}`)
  return pipeline
}

type Pipeline = Awaited<ReturnType<typeof createTestPipeline>>

/** Means of wind speed by the bin's start, `DD HH:MM` in UTC. */
async function readMeans({ target }: Pipeline): Promise<Map<string, number>> {
  const { rows } = await target.client.query<{ bin: string; value: number }>(
    `select to_char("timestamp" at time zone 'UTC', 'DD HH24:MI') as bin, value
     from data join signal on id = signal_id where name = 'wind_speed_mean' order by "timestamp"`,
  )
  return new Map(rows.map(({ bin, value }) => [bin, value]))
}

/** The same Source, read with another zone. */
async function serveAgain({ sourceUrl, connector }: Pipeline, zone: string) {
  const started = await startConnector(
    loadConfig({
      ...warsaw,
      SOURCE_DATABASE_URL: sourceUrl,
      SOURCE_TIME_ZONE: zone,
      CONNECTOR_PORT: '0',
      CONNECTOR_LOG_LEVEL: 'silent',
    }),
  )
  atEnd(() => started.close())
  return { ...connector, url: started.url }
}

describe('a clock without zone', () => {
  test('that shows an hour twice makes no bin of two instants', async () => {
    const pipeline = await createLocalPipeline('autumn')
    const { connector, target } = pipeline
    const result = await runDay(connector, target, settings, '2025-10-26')
    const { wind_speed: wind, power } = result.samples
    assert.deepEqual(
      [wind!.expected, wind!.valid, wind!.ambiguous, wind!.missing, wind!.outOfRange],
      [1500, 1380, 120, 0, 0],
    )
    assert.deepEqual([power!.valid, power!.ambiguous, power!.missing], [1380, 119, 1])
    const means = await readMeans(pipeline)
    assert.deepEqual([...new Set(means.values())], [5, 15])
    assert.equal(means.size, 138)
    const bins = [...means.keys()].filter((bin) => bin >= '26 00:00' && bin < '26 02:00')
    assert.deepEqual(bins, [])
    assert.deepEqual(result.remarks, [
      '120 samples of wind_speed, 119 of power have an ambiguous time: 2025-10-26 02:00 to 2025-10-26 02:59 comes twice in Europe/Warsaw; they and the rest of their bins are left out. What to do: if the clock keeps winter time all year, SOURCE_TIME_ZONE=Etc/GMT-1 for the Connector; a clock that is put forward and back must be recorded in UTC or with its offset',
    ])
  })

  test('makes no bin of the samples that are left to it beside such an hour', async () => {
    const counted = settingsFrom({
      MINUANO_TIME_ZONE: 'Europe/Warsaw',
      MINUANO_VARIABLES: 'wind_speed',
      MINUANO_STATISTICS: 'count',
      MINUANO_SAMPLE_LABEL: 'end',
    })
    const { connector, target } = await createLocalPipeline('autumn')
    await runDay(connector, target, counted, '2025-10-26')
    const { rows } = await target.client.query(
      `select to_char(min("timestamp") at time zone 'UTC', 'HH24:MI') as first, value, count(*)::int as bins
       from data join signal on id = signal_id where "timestamp" < '2025-10-26T22:50Z'
       group by value`,
    )
    // The sample of 02:00, of either pass, may be the last one of the bin before: 23:50Z and 00:50Z.
    assert.deepEqual(rows, [{ first: '22:00', value: 10, bins: 149 - 13 }])
  })

  test('is read as the inventory counts it: the day is not loaded again and again', async () => {
    const { connector, target } = await createLocalPipeline('autumn', 'spring')
    for (const day of ['2025-10-26', '2025-03-30']) {
      await runDay(connector, target, settings, day)
      const { plan } = await findLateDays(connector, target, settings, { first: day, last: day })
      assert.deepEqual(plan.load, [])
    }
  })

  test('that keeps winter time is right in the fixed zone that the message names', async () => {
    const pipeline = await createLocalPipeline('spring')
    const { connector, target } = pipeline
    const wrong = await runDay(connector, target, settings, '2025-03-30')
    assert.deepEqual([wrong.samples['wind_speed']!.ambiguous], [120])
    const [remark] = wrong.remarks
    assert.match(
      remark!,
      /^60 samples of wind_speed, 60 of power have a time that does not exist: the clock jumps over 2025-03-30 02:00 to 2025-03-30 02:59 in Europe\/Warsaw;/,
    )
    assert.ok(![...(await readMeans(pipeline)).keys()].some((bin) => bin.startsWith('30 01:')))
    const zone = /SOURCE_TIME_ZONE=(\S+)/.exec(remark!)![1]!
    const again = await serveAgain(pipeline, zone)
    const right = await runDay(again, target, settings, '2025-03-30')
    assert.deepEqual([right.samples['wind_speed']!.ambiguous, right.remarks], [0, []])
    const means = await readMeans(pipeline)
    assert.equal(means.size, 138)
    for (const [bin, value] of means) assert.equal(value, Number(bin.slice(3, 5)), bin)
  })

  test('takes back values of times that turn out to be none: the day is not kept as emptied', async () => {
    const pipeline = await createLocalPipeline('spring')
    await pipeline.source.query(
      "delete from minute where ts < '2025-03-30 02:00' or ts >= '2025-03-30 03:00'",
    )
    const { target } = pipeline
    const before = await runDay(
      await serveAgain(pipeline, 'Etc/GMT-1'),
      target,
      settings,
      '2025-03-30',
    )
    assert.equal(before.samples['power']!.valid, 60)
    const after = await runDay(pipeline.connector, target, settings, '2025-03-30')
    const { valid, ambiguous } = after.samples['power']!
    assert.deepEqual([valid, ambiguous, after.kept, after.targetRows], [0, 60, [], 0])
    const { rows } = await target.client.query(
      `select distinct samples, mean from ten_minute where variable = 'power' order by samples`,
    )
    assert.deepEqual(rows, [
      { samples: 0, mean: null },
      { samples: 10, mean: null },
    ])
  })

  test('is remarked on by run and status, which exits 1 until the day is loaded anew', async () => {
    const pipeline = await createLocalPipeline('spring')
    const env = {
      CONNECTOR_URL: pipeline.connector.url,
      TARGET_DATABASE_URL: pipeline.targetUrl,
      MINUANO_TIME_ZONE: 'Europe/Warsaw',
    }
    const run = await runMinuano(['run', '2025-03-30'], env)
    assert.equal(run.code, 0)
    assert.match(run.stdout, /left out: 120 of wind_speed of ambiguous times, 120 of power of/)
    assert.match(run.stderr, /60 samples of wind_speed, 60 of power have a time that does not/)
    const dry = await runMinuano(['run', '2025-03-30', '--dry-run'], env)
    assert.match(dry.stderr, /60 samples of wind_speed, 60 of power have a time that does not/)
    const backfill = await runMinuano(['backfill', '2025-03-30', '2025-03-30', '--json'], env)
    const { remarks } = JSON.parse(backfill.stdout) as { remarks: string[] }
    assert.match(remarks.join(), /time that does not exist/)
    const status = await runMinuano(['status'], env)
    assert.equal(status.code, 1)
    assert.match(
      status.stdout,
      /^2025-03-30 {2}loaded .* wind_speed: 120 of ambiguous times left out; wind_speed: 1200 frozen; power: 120 of/,
    )
    const advice =
      /1 day lacks bins, since .* \(2025-03-30\): minuano (run \S+) says which and what to do; then minuano (sync .+) loads/
    const [, first, then] = advice.exec(status.stderr)!
    const asked = await runMinuano(first!.split(' '), env)
    const zone = /SOURCE_TIME_ZONE=(\S+)/.exec(asked.stderr)![1]!
    const { url } = await serveAgain(pipeline, zone)
    const sync = await runMinuano(then!.split(' '), { ...env, CONNECTOR_URL: url })
    assert.match(sync.stdout, /^1 of 1 days loaded/)
    assert.equal((await runMinuano(['status'], env)).code, 0)
  })
})
