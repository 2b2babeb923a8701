import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figureViews } from '../../../src/target/tables/figures-views.ts'
import { initTarget } from '../../../src/target/tables/init-target.ts'
import { makeNarrowReader } from '../../../src/target/tables/narrow-reader.ts'
import { ownViewStatement } from '../../../src/target/tables/narrowing.ts'
import { openReadyTarget } from '../../../src/target/tables/open-ready-target.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import { asRole } from '../../support/as-role.ts'
import { atEnd } from '../../support/at-end.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'
import pg from 'pg'
import { fillFormerTarget, unmakeBinReason } from '../../support/former-target.ts'

const month = `"timestamp" >= '2025-02-01Z' and "timestamp" < '2025-03-01Z'`

test('the view signal_value has each value beside what its signal is, once', async () => {
  const { url, client } = await connectToTestDatabase()
  await fillFormerTarget(url)
  await (await openReadyTarget(url)).close()
  const own = await client.query(
    `select name, asset, variable, statistic, unit, "timestamp", value from signal_value order by name, "timestamp"`,
  )
  const joined = await client.query(
    `select name, asset, variable, statistic, unit, "timestamp", value from data join signal on id = signal_id
     order by name, "timestamp"`,
  )
  assert.equal(own.rows.length, 3 * 576)
  assert.deepEqual(own.rows, joined.rows)
})

test('of a signal and a month it reads that month alone, by the key, also where the bounds are parameters', async () => {
  const { url, client } = await connectToTestDatabase()
  await fillFormerTarget(url)
  await (await openReadyTarget(url)).close()
  await client.query(`
    analyze; set plan_cache_mode = force_generic_plan; set enable_seqscan = off;
    prepare asked (text, timestamptz, timestamptz) as
      select * from signal_value where name = $1 and "timestamp" >= $2 and "timestamp" < $3`)
  for (const query of [
    `select * from signal_value where name = 'T001.variable_0_mean' and ${month}`,
    `execute asked ('T001.variable_0_mean', '2025-02-01Z', '2025-03-01Z')`,
  ]) {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, timing off) ${query}`,
    )
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    assert.deepEqual([...new Set(plan.match(/data_2\d{3}_\d\d\b/g))], ['data_2025_02'], plan)
    assert.match(plan, /data_2025_02_pkey/)
  }
})

test('a reader of some assets that was there before has it too, of its own assets', async () => {
  const { url, client } = await connectToTestDatabase()
  await fillFormerTarget(url)
  await client.query(`insert into signal (name, asset, variable, statistic, period_seconds) values ('FOREIGN', 'T002', 'x', 'mean', 600);
    insert into data select id, '2025-02-10Z', 1 from signal where name = 'FOREIGN'`)
  const target = await openTarget(url)
  atEnd(() => target.close())
  const name = `before_${process.pid}`
  await initTarget(target, { signals: [], units: new Map() })
  await makeNarrowReader(target, name, ['T001'])
  atEnd(() => client.query(`drop owned by ${name}; drop role ${name}`).then(() => undefined))
  // As it was before the step.
  await client.query(`
    alter role ${name} login password 'x';
    drop view ${name}.signal_value; drop view signal_value; drop view ${name}.ten_minute;
    drop view ${name}.ten_minute_wide; drop view ten_minute_wide;
    drop view ${figureViews.map((view) => `${name}.${view}`).join()};
    drop view ${[...figureViews].reverse().join()};
    alter table load drop reasons, drop kept_reasons, drop excluded, drop frozen, drop lead_seconds, drop lead_fingerprint, drop kind_counts;
    drop index signal_special;
    drop table exclusion, month_closing, late_change, asset_register, state_code;
    delete from minuano_parts.minuano_migration where name >= '008'`)
  await unmakeBinReason(target)
  const { rows: owners } = await client.query<{ owner: string }>(
    `select pg_get_userbyid(nspowner) as owner from pg_namespace where nspname = $1`,
    [name],
  )
  const ownAssets = 'minuano_parts.minuano_own_asset'
  await client.query(ownViewStatement('ten_minute', { name, owner: owners[0]!.owner, ownAssets }))
  await (await openReadyTarget(url)).close()
  const own = new pg.Client(asRole(url, name, 'x').href)
  await own.connect()
  atEnd(() => own.end())
  for (const view of ['signal_value', 'ten_minute_wide']) {
    const { rows } = await own.query(`select distinct asset from ${view}`)
    assert.deepEqual(rows, [{ asset: 'T001' }])
    await assert.rejects(own.query(`select from public.${view}`), { code: '42501' })
    const reader = await client.query(
      `select has_table_privilege('reader', '${view}', 'select') as may`,
    )
    assert.deepEqual(reader.rows, [{ may: true }])
  }
  await client.query(`insert into asset_register (asset) values ('T001'), ('FOREIGN')`)
  const register = await own.query('select asset from asset_register')
  assert.deepEqual(register.rows, [{ asset: 'T001' }])
  const bins = await own.query(
    'select distinct asset, valid is null as unknown, (select count(*)::int from bin_reason) > 0 as reads from ten_minute',
  )
  assert.deepEqual(bins.rows, [{ asset: 'T001', unknown: true, reads: true }])
})
