import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sampleClasses } from '../../../src/signal/sample-class.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { runDay, settingsFrom } from '../../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'

/** What the view shall say, counted out from the ledger: every bin of every loaded day. */
const countedOut = `
  select load.asset, load.variable, bin."timestamp",
    ${['mean', 'min', 'max', 'std']
      .map(
        (statistic) => `(select value from data join signal on id = signal_id
          where signal.asset = load.asset and signal.variable = load.variable and period_seconds = 600
            and statistic = '${statistic}' and data."timestamp" = bin."timestamp") as ${statistic}`,
      )
      .join(', ')},
    coalesce(bin_reason.samples, 600 / load.sample_seconds) as samples,
    600 / load.sample_seconds as expected,
    ${sampleClasses
      .map(({ name }) => {
        const whole = name === 'valid' ? '600 / load.sample_seconds' : '0'
        return `case when bin_reason.asset is null then ${whole} else bin_reason.${name} end as ${name}`
      })
      .join(', ')}
  from load cross join lateral generate_series(
    window_start, window_end - interval '1 second', interval '10 minutes') bin ("timestamp")
  left join bin_reason on bin_reason.asset = load.asset
    and bin_reason.variable = load.variable and bin_reason.period_seconds = 600
    and bin_reason."timestamp" = bin."timestamp"
  where status in ('loaded', 'open') and load.period_seconds = 600`

async function rowsOf(target: Target, query: string): Promise<unknown[]> {
  const { rows } = await target.client.query<object>(`select * from (${query}) _ order by 1, 2, 3`)
  return rows
}

describe('the view ten_minute', () => {
  const days = ['2025-02-15', '2025-02-16', '2025-02-17']

  for (const [what, env] of [
    ['of a plant’s own days', { MINUANO_TIME_ZONE: 'America/Sao_Paulo' }],
    ['of statistics without mean', { MINUANO_STATISTICS: 'std,count' }],
    ['where too few samples make no value', { MINUANO_MINIMUM_COVERAGE: '0.5' }],
    ['of directions that point nowhere together', { MINUANO_KINDS: 'power=direction' }],
  ] as const) {
    test(`has every bin of loaded days, with its values or without: ${what}`, async () => {
      const { source, connector, target } = await createTestPipeline()
      const isGap = (minute: number) => (minute > 1500 && minute < 1577) || minute % 997 < 12
      const rows = minutesFrom(
        `${days[0]}T00:00:00Z`,
        4 * 1440,
        (minute) => (isGap(minute) ? null : 8 + Math.sin(minute)),
        (minute) => (minute % 2) * 180,
      )
      // No rows at all for four hours; and rows of one time that differ, so that a bin is left out which
      // has as many samples as expected, since it lacks another.
      await insertRows(source, [
        ...rows.slice(0, 305),
        ...rows.slice(306, 2000),
        ...rows.slice(2240),
      ])
      await source.query('alter table data drop constraint data_pkey')
      await insertRows(source, [[rows[301]![0], 99, 7]])
      await runDay(connector, target, settingsFrom(env), days[0]!)
      await runDay(connector, target, settingsFrom(env), days[2]!)
      const wanted = await rowsOf(target, countedOut)
      assert.equal(wanted.length, 2 * 2 * 144)
      assert.deepEqual(await rowsOf(target, 'select * from ten_minute'), wanted)
    })
  }

  test('reads of one day the values of its month alone, and is planned as cheap', async () => {
    const { source, connector, target } = await createTestPipeline()
    for (const month of ['2024-12', '2025-01', '2025-02', '2025-03']) {
      await insertRows(source, minutesFrom(`${month}-10T00:00:00Z`, 1440))
      await runDay(connector, target, settingsFrom(), `${month}-10`)
    }
    await target.client.query('analyze')
    const { rows } = await target.client.query<{ 'QUERY PLAN': string }>(
      `explain select * from ten_minute where asset = '' and variable = 'power'
         and "timestamp" >= '2025-01-10' and "timestamp" < '2025-01-11'`,
    )
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    assert.deepEqual([...new Set(plan.match(/data_2\d{3}_\d\d\b/g))], ['data_2025_01'], plan)
    // From this cost on a server compiles a query, which takes longer than the query.
    const [, cost] = /cost=[\d.]+\.\.([\d.]+)/.exec(plan)!
    assert.ok(Number(cost) < 100_000, plan)
  })
})
