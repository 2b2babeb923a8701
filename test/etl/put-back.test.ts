import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type pg from 'pg'
import { backfill, findLateDays, settingsFrom } from '../support/etl.ts'
import type { TestSettings } from '../support/etl.ts'
import { backfillFarm, createFarmPipeline, fillFarm, syncFarm } from '../support/farm-pipeline.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

const [first, day, last] = ['2025-01-30', '2025-01-31', '2025-02-01'] as const
const rows = minutesFrom(`${first}T00:00:00Z`, 3 * 1440, (minute) =>
  minute % 611 < 9 ? null : 8 + Math.sin(minute),
)

/** All that readers see: values, the ledger without times of its own, bins, and the view of them. */
async function dump(client: pg.ClientBase): Promise<string[]> {
  const { rows: lines } = await client.query<{ line: string }>(
    `select concat_ws(' ', name, "timestamp", value) as line from data join signal on id = signal_id
     union all
     select (to_jsonb(load) - 'started_at' - 'seconds' - 'minuano_version')::text from load
     union all select to_jsonb(bin_reason)::text from bin_reason
     union all select to_jsonb(ten_minute)::text from ten_minute
     order by 1`,
  )
  return lines.map(({ line }) => line)
}

type Pipeline = Awaited<ReturnType<typeof createTestPipeline>>

async function sync(pipeline: Pipeline, settings: TestSettings): Promise<string[]> {
  const { connector, target, targetUrl } = pipeline
  const { plan } = await findLateDays(connector, target, settings, { first, last })
  const days = plan.load.map((late) => late.day)
  const outcomes = await backfill({ connector, targetUrl, settings, days, concurrency: 1 })
  return outcomes.map((outcome) => `${outcome.day} ${outcome.status}`)
}

/** What a Target has that was filled at once. */
async function fresh(settings: TestSettings): Promise<string[]> {
  const pipeline = await createTestPipeline()
  await insertRows(pipeline.source, rows)
  await sync(pipeline, settings)
  return dump(pipeline.target.client)
}

describe('a day that was refused after an edit, and is put back in the Source', () => {
  for (const [what, env] of [
    ['', {}],
    [
      ', the settings having changed meanwhile',
      { MINUANO_STATISTICS: 'mean,count', MINUANO_RANGES: 'power=off' },
    ],
  ] as const) {
    test(`is by sync what a fresh load has${what}`, async () => {
      const pipeline = await createTestPipeline()
      const { source, target } = pipeline
      await source.query('alter table data drop constraint data_pkey')
      await insertRows(source, rows)
      await sync(pipeline, settingsFrom())
      const whole = await dump(target.client)
      // Another turbine's rows come in between, and go again.
      const others = rows.slice(1440, 2880).map(([time]) => [time, 99, 99] as const)
      await insertRows(source, others)
      // The next day looks at the last minutes of this one.
      assert.deepEqual(await sync(pipeline, settingsFrom()), [`${day} failed`, `${last} loaded`])
      assert.notDeepEqual(await dump(target.client), whole)
      await source.query('delete from data where wind_speed = 99 and power = 99')
      const settings = settingsFrom(env)
      const loaded = await sync(pipeline, settings)
      assert.ok(loaded.includes(`${day} loaded`))
      assert.deepEqual(await dump(target.client), await fresh(settings))
      assert.deepEqual(await sync(pipeline, settings), [])
    })
  }

  test('is so of an asset of a farm, and the others are left alone', async () => {
    const assets = ['T01', 'T02', 'T03']
    const farm = await createFarmPipeline()
    await fillFarm(farm.source, assets, first, 3)
    await backfillFarm(farm, {}, [first, day, last])
    const whole = await dump(farm.target.client)
    await farm.source.query(
      `insert into farm select asset, t, 99, 99 from farm where asset = 'T02' and t::date = '${day}'`,
    )
    const refused = await syncFarm(farm, {}, { first, last })
    assert.deepEqual(
      refused.outcomes.map(({ asset, day: of, status }) => [asset, of, status]),
      [
        ['T02', day, 'failed'],
        ['T02', last, 'loaded'],
      ],
    )
    assert.notDeepEqual(await dump(farm.target.client), whole)
    await farm.source.query('delete from farm where wind_speed = 99')
    const { outcomes } = await syncFarm(farm, {}, { first, last })
    assert.deepEqual(
      outcomes.map(({ asset, day: of, status }) => [asset, of, status]),
      [
        ['T02', day, 'loaded'],
        ['T02', last, 'loaded'],
      ],
    )
    assert.deepEqual(await dump(farm.target.client), whole)
  })
})
