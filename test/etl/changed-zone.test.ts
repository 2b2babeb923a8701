import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { backfill, findLateDays, runDay, settingsFrom } from '../support/etl.ts'
import type { TestSettings } from '../support/etl.ts'
import { tidySeams } from '../../src/etl/tidy-seams.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

const days = ['2025-01-30', '2025-01-31', '2025-02-01', '2025-02-02', '2025-02-03']
const [first, last] = [days[0]!, days[4]!]

type Pipeline = Awaited<ReturnType<typeof createTestPipeline>>

/** What `sync` does; gives the days that it loaded. */
async function sync(pipeline: Pipeline, settings: TestSettings, range = { first, last }) {
  const { connector, target, targetUrl } = pipeline
  const { plan, layouts } = await findLateDays(connector, target, settings, range)
  const outcomes = await backfill({
    connector,
    targetUrl,
    settings,
    days: plan.load.map(({ day }) => day),
    concurrency: 2,
  })
  const failed = outcomes.filter(({ status }) => status === 'failed')
  assert.deepEqual(failed, [])
  const tidied = layouts && (await tidySeams(target, settings, settings, range))
  return { days: outcomes.map(({ day }) => day), plan, tidied }
}

async function createFilled(): Promise<Pipeline> {
  const pipeline = await createTestPipeline()
  const gap = (minute: number) => (minute % 700 < 15 ? null : 8 + Math.sin(minute))
  await insertRows(pipeline.source, minutesFrom('2025-01-29T00:00:00Z', 7 * 1440, gap))
  return pipeline
}

async function readLines({ target }: Pipeline, statement: string): Promise<string[]> {
  const { rows } = await target.client.query<{ line: string }>(
    `select line from (${statement}) lines (line) order by 1`,
  )
  return rows.map(({ line }) => line)
}

/** All that a Target holds of its days: values, ledger, incomplete bins. */
async function dump(pipeline: Pipeline): Promise<string[]> {
  return readLines(
    pipeline,
    `select name || ' ' || "timestamp" || ' ' || value from data join signal on id = signal_id
     union all select concat_ws(' ', variable, "timestamp", samples) from bin_reason
     union all select concat_ws(' ', variable, day, time_zone, window_start, window_end, status, valid, missing,
       target_rows, settings_version, sample_label, is_cut) from load`,
  )
}

/** Values and incomplete bins that are not of exactly one loaded day, and days whose count is not that of their values. */
async function readFaults(pipeline: Pipeline): Promise<string[]> {
  const holders = (table: string, at: string) => `
    (select count(*) from load where load.variable = ${table}.variable and status in ('loaded', 'open')
      and ${at} >= window_start and ${at} < window_end)`
  return readLines(
    pipeline,
    `select 'value ' || name || ' ' || "timestamp" || ' is of ' || ${holders('signal', '"timestamp"')}
     from data join signal on id = signal_id where ${holders('signal', '"timestamp"')} <> 1
     union all
     select 'bin ' || variable || ' ' || "timestamp" from bin_reason
     where ${holders('bin_reason', '"timestamp"')} <> 1
     union all
     select 'count ' || variable || ' ' || day || ' ' || target_rows from load
     where target_rows <> (select count(*) from data join signal on id = signal_id
       where signal.variable = load.variable and "timestamp" >= window_start and "timestamp" < window_end)
     union all
     select 'shown ' || variable || ' ' || "timestamp" from ten_minute group by variable, "timestamp" having count(*) > 1
     union all
     select 'overlapping ' || a.variable || ' ' || a.day || ' ' || b.day from load a join load b
       on a.variable = b.variable and a.day < b.day and b.window_start < a.window_end and a.window_start < b.window_end`,
  )
}

describe('a Target whose time zone is changed', () => {
  const changes: [from: string, to: string][] = [
    ['UTC', 'America/Sao_Paulo'],
    ['America/Sao_Paulo', 'UTC'],
    ['UTC', 'Asia/Kathmandu'],
    ['Asia/Kathmandu', 'America/St_Johns'],
    ['Pacific/Kiritimati', 'Pacific/Pago_Pago'],
  ]
  for (const [from, to] of changes) {
    test(`from ${from} to ${to} has each bin in one day, and after a sync is as one made anew`, async () => {
      const [former, settings] = [from, to].map((zone) => settingsFrom({ MINUANO_TIME_ZONE: zone }))
      const pipeline = await createFilled()
      assert.deepEqual((await sync(pipeline, former!)).days, days)
      for (const day of ['2025-02-01', '2025-01-31']) {
        const result = await runDay(pipeline.connector, pipeline.target, settings!, day)
        assert.ok((result.former ?? []).length > 0, `${day} took of no former day`)
        assert.deepEqual(await readFaults(pipeline), [], `after a run of ${day}`)
      }
      const { days: synced } = await sync(pipeline, settings!)
      assert.deepEqual(synced, ['2025-01-30', '2025-02-02', '2025-02-03'])
      assert.deepEqual(await readFaults(pipeline), [])
      const fresh = await createFilled()
      await sync(fresh, settings!)
      assert.deepEqual(await dump(pipeline), await dump(fresh))
      const again = await sync(pipeline, settings!)
      assert.deepEqual([again.days, again.tidied], [[], undefined])
    })
  }

  test('counts what it deletes, cuts the day beside, and makes that again when the zone is put back', async () => {
    const settings = settingsFrom({ MINUANO_TIME_ZONE: 'America/Sao_Paulo' })
    const pipeline = await createFilled()
    await sync(pipeline, settingsFrom())
    const { target, connector } = pipeline
    const result = await runDay(connector, target, settings, '2025-02-01')
    // Of three hours of 6 bins, four statistics each.
    assert.deepEqual(
      result.former!.map(({ day, variable, isCut }) => `${day} ${variable} ${isCut}`),
      [
        '2025-02-01 power false',
        '2025-02-01 wind_speed false',
        '2025-02-02 power true',
        '2025-02-02 wind_speed true',
      ],
    )
    assert.equal(result.former![0]!.deleted, 18 * 4)
    assert.equal(
      result.deleted,
      result.former!.reduce((sum, { deleted }) => sum + deleted, 0),
    )
    const cut = await readLines(
      pipeline,
      `select concat_ws(' ', day, variable, window_start at time zone 'UTC', target_rows) from load
       where is_cut and variable = 'power'`,
    )
    assert.deepEqual(cut, ['2025-02-02 power 2025-02-02 03:00:00 504'])
    const back = await sync(pipeline, settingsFrom())
    assert.deepEqual(back.plan.load, [
      {
        day: '2025-02-01',
        reasons: { 'made in America/Sao_Paulo, not in UTC': ['wind_speed', 'power'] },
      },
      {
        day: '2025-02-02',
        reasons: { 'cut by a day of another time zone': ['wind_speed', 'power'] },
      },
    ])
    const fresh = await createFilled()
    await sync(fresh, settingsFrom())
    assert.deepEqual(await dump(pipeline), await dump(fresh))
  })

  test('that a version before left with bins of two days and of none is mended at the seam', async () => {
    const settings = settingsFrom({ MINUANO_TIME_ZONE: 'America/Sao_Paulo' })
    const pipeline = await createFilled()
    await sync(pipeline, settingsFrom())
    const { target, connector } = pipeline
    const old = await target.client.query<object>(`select * from load where day <> '2025-02-01'`)
    const values = await target.client.query<object>('select * from data')
    await runDay(connector, target, settings, '2025-02-01')
    // As a version left it that took no notice of the days beside.
    await target.client.query(`delete from load where day <> '2025-02-01'`)
    await target.client.query(
      `insert into load select * from jsonb_populate_recordset(null::load, $1)`,
      [JSON.stringify(old.rows)],
    )
    await target.client.query(
      `insert into data select * from jsonb_populate_recordset(null::data, $1) on conflict do nothing`,
      [JSON.stringify(values.rows)],
    )
    const faults = await readFaults(pipeline)
    assert.equal(faults.filter((line) => /^value .* is of 0$/.test(line)).length, 2 * 18 * 4)
    assert.ok(faults.includes('overlapping power 2025-02-01 2025-02-02'))
    const range = { first: '2025-02-01', last: '2025-02-01' }
    const { plan, tidied } = await sync(pipeline, settings, range)
    assert.deepEqual(plan.load, [
      {
        day: '2025-02-01',
        reasons: { 'shares bins with 2025-02-02, made in UTC': ['wind_speed', 'power'] },
      },
    ])
    assert.equal(tidied?.deleted, 2 * 18 * 4)
    assert.deepEqual(await readFaults(pipeline), [])
    assert.match(
      tidied.layouts?.lines.join('\n') ?? '',
      /^2025-01-31 \(UTC\) and 2025-02-01 \(America\/Sao_Paulo\): 18 bins between them belong to no day$/m,
    )
  })

  test('there and back is as it was, also where the Source has a few hours of a day in one zone alone', async () => {
    const settings = settingsFrom({ MINUANO_TIME_ZONE: 'America/Sao_Paulo' })
    const pipeline = await createFilled()
    const wide = { first: '2025-01-28', last: '2025-02-05' }
    await sync(pipeline, settingsFrom(), wide)
    const before = await dump(pipeline)
    assert.equal((await sync(pipeline, settings, wide)).days[0], '2025-01-28')
    assert.deepEqual(await readFaults(pipeline), [])
    const { tidied } = await sync(pipeline, settingsFrom(), wide)
    assert.equal(tidied?.layouts, undefined)
    assert.deepEqual(await dump(pipeline), before)
  })
})
