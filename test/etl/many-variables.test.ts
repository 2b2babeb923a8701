import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backfill, findLateDays, settingsFrom } from '../support/etl.ts'
import { createTestPipeline } from '../support/pipeline.ts'

const days = ['2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04']
const names = Array.from({ length: 230 }, (_, index) => `v${index}`)
const range = { first: days[0]!, last: days.at(-1)! }

/** Tags that each have times of their own; v5 has rows of the second day alone, and none has any of the last. */
async function createTags(env: Record<string, string>) {
  const pipeline = await createTestPipeline({
    SOURCE_TABLE: 'tag',
    SOURCE_TIME_COLUMN: 'ts',
    SOURCE_LAYOUT: 'narrow',
    SOURCE_VARIABLE_COLUMN: 'name',
    SOURCE_VALUE_COLUMN: 'value',
    ...env,
  })
  await pipeline.source.query(
    `create table tag (name text, ts timestamptz, value float8);
     insert into tag select 'v' || k, t + k * interval '7 ms', k + extract(minute from t)
     from generate_series(0, ${names.length - 1}) k,
       generate_series('2025-01-01Z'::timestamptz, '2025-01-03T23:50Z', interval '10 minute') t
     where k <> 5 or t::date = '2025-01-02';
     create index on tag (name, ts)`,
  )
  return pipeline
}

for (const [what, env, gaps] of [
  ['', {}, ['no-source-data']],
  [', of values that come on change', { SOURCE_SAMPLING: 'on-change' }, ['loaded']],
] as const) {
  test(`very many variables are asked for in parts, and loaded as they are${what}`, async () => {
    const pipeline = await createTags(env)
    const { connector, target, targetUrl } = pipeline
    const settings = settingsFrom({
      MINUANO_VARIABLES: names.join(','),
      MINUANO_STATISTICS: 'mean,count',
      MINUANO_SAMPLE_INTERVAL: '10m',
    })
    const outcomes = await backfill({ connector, targetUrl, settings, days, concurrency: 3 })
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['loaded', 'loaded', 'loaded', ...gaps],
    )
    const [day] = outcomes
    assert.ok(day !== undefined && 'sourceRows' in day)
    // Each in a row of its own: of three parts together.
    assert.equal(day.sourceRows, 144 * (names.length - 1))
    const { rows } = await target.client.query<{ variable: string; day: string; count: number }>(
      `select variable, to_char("timestamp" at time zone 'UTC', 'DD') as day, sum(value)::int as count
       from data join signal on id = signal_id where statistic = 'count' group by 1, 2 order by 1, 2`,
    )
    const found = rows.filter(({ count }) => count > 0)
    assert.equal(found.length, 3 * (names.length - 1) + 1)
    assert.ok(found.every(({ count }) => count === 144))
    assert.deepEqual(
      found.filter(({ variable }) => variable === 'v5').map(({ day }) => day),
      ['02'],
    )
    const whole = await target.client.query<{ variables: number; bins: number }>(
      `select count(distinct variable)::int as variables, count(*)::int as bins from ten_minute
       where valid = expected and missing = 0 and "timestamp" < '2025-01-02Z'`,
    )
    if (gaps[0] === 'no-source-data') {
      assert.deepEqual(whole.rows, [
        { variables: names.length - 1, bins: 144 * (names.length - 1) },
      ])
    }
    const { plan } = await findLateDays(connector, target, settings, range)
    assert.deepEqual(plan, { load: [], emptied: [], emptiedVariables: [] })
  })
}
