import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { initTarget } from '../../../src/target/tables/init-target.ts'
import { makeNarrowReader, removeNarrowReader } from '../../../src/target/tables/narrow-reader.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import { asRole } from '../../support/as-role.ts'
import { atEnd } from '../../support/at-end.ts'
import { runMinuano } from '../../support/minuano.ts'
import { createTestDatabase } from '../../support/postgres.ts'

const assets = ['T01', 'T02', 'FOREIGN-1']
const unique = Date.now().toString(36)
const names = [`owner "a" ${unique}`, `owner_b_${unique}`]
const [first, second] = names as [string, string]

const database = await createTestDatabase()
const target = await openTarget(database.url)
const { client } = target
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
atEnd(async () => {
  for (const name of [...names, `monitor_${unique}`]) {
    await client.query(`drop owned by ${quoted(name)}; drop role ${quoted(name)}`)
  }
  await target.close()
  await database.drop()
})
await initTarget(target, {
  signals: assets.map((asset) => ({
    asset,
    variable: 'power',
    statistic: 'mean',
    periodSeconds: 600,
  })),
  units: new Map(),
  readerPassword: 'reader-password',
})
await client.query(`
  create table data_2025_01 partition of data for values from ('2025-01-01Z') to ('2025-02-01Z');
  alter table data_2025_01 owner to etl;
  insert into data select id, '2025-01-01Z', 8800 + id from signal;
  insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status, sample_seconds,
      minuano_version, started_at, seconds)
    select asset, variable, 600, '2025-01-01', 'UTC', '2025-01-01Z', '2025-01-02Z', 'loaded', 60, '0', now(), 1 from signal;
  insert into bin_reason select asset, variable, 600, '2025-01-01Z', 3 from signal;
  insert into source_day select asset, variable, '2025-01-01', 'UTC', 'start', 9, 9, 'x', now() from signal;
  insert into changed_day select asset, 600, '2025-01-01', '2025-01-01Z', '2025-01-02Z', now() from signal;
  insert into asset_register (asset, rated_power) select distinct asset, 2000 from signal;
  insert into exclusion (asset, variable, window_start, window_end, reason, made_at, made_by, made_role)
    select asset, variable, '2025-01-01Z', '2025-01-02Z', 'icing', now(), 'somebody', 'etl' from signal;
  insert into month_closing (asset, month, time_zone, window_start, window_end, is_incomplete, closed_at, closed_by, closed_role)
    select asset, '2025-01-01', 'UTC', '2025-01-01Z', '2025-02-01Z', false, now(), 'somebody', 'etl' from signal;
  insert into late_change (asset, variable, period_seconds, day, month, reason, values_differ, bins_before, bins_after, seen_at)
    select asset, variable, 600, '2025-01-01', '2025-01-01', 'changed in the Source', 1, 1, 1, now() from signal;
  insert into sync_run (started_at, first_day, last_day, is_dry_run, text) values (now(), '2025-01-01', '2025-01-01', false, 'FOREIGN-1');
  create role monitor_${unique} login password 'x';
  grant usage on schema public to monitor_${unique};
  grant select on data, load to monitor_${unique};
  analyze`)

const connect = async (name: string, password = 'x') => {
  const own = new pg.Client(asRole(database.url, encodeURIComponent(name), password).href)
  await own.connect()
  atEnd(() => own.end())
  return own
}
const views = [
  'ten_minute',
  'ten_minute_wide',
  'signal_value',
  'changed_value',
  'daily_figures',
  'monthly_figures',
]
const tables = [
  ...['signal', 'load', 'bin_reason', 'source_day', 'changed_day'],
  ...['exclusion', 'month_closing', 'late_change', 'asset_register'],
  ...views,
]
const assetsOf = async (own: pg.Client, table: string) =>
  (await own.query<{ asset: string }>(`select distinct asset from ${table} order by 1`)).rows.map(
    ({ asset }) => asset,
  )
const valuesOf = async (own: pg.Client) =>
  (
    await own.query<{ name: string }>(
      'select name from data join signal on id = signal_id order by 1',
    )
  ).rows.map(({ name }) => name)

describe('a reader of some assets', async () => {
  for (const [name, own] of [
    [first, ['T01', 'T09']],
    [second, ['T02', 'FOREIGN-1']],
  ] as const) {
    const made = await makeNarrowReader(target, name, own)
    assert.deepEqual(made.unknown, own.includes('T09' as never) ? ['T09'] : [])
    assert.equal(made.mayLogIn, false)
    await client.query(`alter role ${quoted(name)} login password 'x'`)
  }
  const own = await connect(first)

  test('sees their rows alone, of every table and of the views', async () => {
    for (const table of tables) assert.deepEqual(await assetsOf(own, table), ['T01'], table)
    assert.deepEqual(await valuesOf(own), ['T01.power_mean'])
    const { rows } = await own.query('select count(*)::int as count from data')
    assert.deepEqual(rows, [{ count: 1 }])
    assert.deepEqual(await valuesOf(await connect(second)), [
      'FOREIGN-1.power_mean',
      'T02.power_mean',
    ])
  })

  test('comes to no other by another way', async () => {
    const refused = [
      ...views.flatMap((view) => [`public.${view}`, `${quoted(second)}.${view}`]),
      'sync_run',
      'data_2025_01',
      'minuano_parts.minuano_reader_asset',
    ]
    for (const table of refused) {
      await assert.rejects(own.query(`select * from ${table}`), { code: '42501' }, table)
    }
    for (const statement of [
      `set role etl`,
      `set role reader`,
      `set role ${quoted(second)}`,
      `insert into minuano_parts.minuano_reader_asset values ('x', 'T02')`,
      `alter table data disable row level security`,
      `set row_security = off; select * from data`,
      `create table mine ()`,
    ]) {
      await assert.rejects(own.query(statement), { code: '42501' }, statement)
      await own.query('reset row_security')
    }
  })

  test('is shown none by an error, or by a function of its own that is called with rows', async () => {
    const said: string[] = []
    own.on('notice', ({ message }) => said.push(message ?? ''))
    await own.query(`
      create function pg_temp.tell(text) returns boolean cost 0.0001 language plpgsql as
        $$begin raise notice '%', $1; return true; end$$`)
    for (const table of tables) await own.query(`select from ${table} where pg_temp.tell(asset)`)
    await own.query(`select from data where pg_temp.tell(value::text)`)
    assert.ok(said.includes('T01'))
    assert.deepEqual(
      said.filter((text) => !/^(T01|8801)$/.test(text)),
      [],
    )
    for (const table of tables) {
      await assert.rejects(own.query(`select asset::int from ${table}`), /"T01"/)
    }
  })

  test('finds no other’s name in what the catalogue, or PostgreSQL’s statistics, say', async () => {
    const { rows } = await own.query<{ name: string }>(`
      select format('%I.%I', nspname, relname) as name from pg_class c join pg_namespace n on n.oid = relnamespace
      where nspname in ('pg_catalog', 'information_schema') and relkind in ('r', 'v')
        and has_table_privilege(c.oid, 'select')`)
    assert.ok(rows.length > 150)
    let looked = 0
    for (const { name } of rows) {
      const text = await own
        .query<{ text: string | null }>(`select string_agg(t::text, ' ') as text from ${name} t`)
        .then((answer) => answer.rows[0]!.text ?? '')
        .catch(() => '')
      // What this session itself asks for is its own.
      if (name.endsWith('pg_stat_activity')) continue
      looked++
      assert.doesNotMatch(text, /FOREIGN-1|\bT02\b|\bT09\b/, name)
    }
    assert.ok(looked > 150)
  })

  test('leaves everybody else what they saw', async () => {
    const reader = await connect('reader', 'reader-password')
    for (const table of tables) assert.deepEqual(await assetsOf(reader, table), [...assets].sort())
    assert.equal((await valuesOf(reader)).length, 3)
    const monitor = await connect(`monitor_${unique}`)
    assert.equal((await monitor.query('select from data')).rowCount, 3)
    assert.equal((await monitor.query('select from load')).rowCount, 3)
  })

  test('sees others once it is made anew, and nothing once it is revoked', async () => {
    await makeNarrowReader(target, first, ['T02'])
    for (const table of tables) assert.deepEqual(await assetsOf(own, table), ['T02'], table)
    await removeNarrowReader(target, first)
    for (const table of [...tables, 'data']) {
      await assert.rejects(own.query(`select * from ${table}`), { code: /42501|42P01/ }, table)
    }
    await assert.rejects(removeNarrowReader(target, first), /is no reader that target init/)
    await makeNarrowReader(target, first, ['T01'])
    assert.deepEqual(await valuesOf(own), ['T01.power_mean'])
  })
})

test('a role that sees more by other rights is refused, and nothing is changed', async () => {
  const name = `monitor_${unique}`
  await client.query(`grant reader to ${name}`)
  await assert.rejects(makeNarrowReader(target, name, ['T01']), /is a member of reader/)
  await client.query(`revoke reader from ${name}; grant select (value) on data_2025_01 to ${name}`)
  await assert.rejects(makeNarrowReader(target, name, ['T01']), /may read data_2025_01/)
  await client.query(`revoke all on data_2025_01 from ${name}; alter role ${name} bypassrls`)
  await assert.rejects(makeNarrowReader(target, name, ['T01']), /has BYPASSRLS/)
  const { rows } = await client.query('select from pg_namespace where nspname = $1', [name])
  assert.deepEqual(rows, [])
  for (const kept of ['etl', 'reader', 'public', 'pg_mine', '', 'x'.repeat(49)]) {
    await assert.rejects(makeNarrowReader(target, kept, ['T01']), { code: 'usage' })
  }
})

test('a login that may make no roles is told what an administrator runs, and nothing is changed', async () => {
  const narrow = await openTarget(asRole(database.url, `monitor_${unique}`, 'x').href)
  atEnd(() => narrow.close())
  const name = `owner_c_${unique}`
  await assert.rejects(makeNarrowReader(narrow, name, ['T01']), {
    code: 'target-refused',
    message: new RegExp(`Let an administrator run \`create role "${name}"\` there`),
  })
  const { rows } = await client.query('select from pg_roles where rolname = $1', [name])
  assert.deepEqual(rows, [])
})

describe('minuano target init --reader', () => {
  const env = { TARGET_DATABASE_URL: database.url }
  const name = names[1]!

  test('makes one by its name and assets, says how it may log in, and takes it away', async () => {
    const made = await runMinuano(['target', 'init', '--reader', name, '--assets', 'T01,T07'], env)
    assert.equal(made.code, 0, made.stderr)
    assert.ok(
      made.stdout.includes(`Reader ${name}: sees T01, T07 alone (not in the Target yet: T07)`),
    )
    const { rows } = await client.query("select from signal where asset = ''")
    assert.equal(rows.length, 0, 'no signals are made beside')
    const gone = await runMinuano(['target', 'init', '--reader', name, '--revoke', '--json'], env)
    assert.equal((JSON.parse(gone.stdout) as { reader: string }).reader, name)
  })

  for (const args of [['--reader', name], ['--assets', 'T01'], ['--revoke']]) {
    test(`${args[0]} alone is wrong usage`, async () => {
      const { code, stderr } = await runMinuano(['target', 'init', ...args], env)
      assert.equal(code, 2, stderr)
    })
  }
})
