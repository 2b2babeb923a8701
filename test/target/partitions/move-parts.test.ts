import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { lookAtTarget } from '../../../src/check/look-at-target.ts'
import { initTarget } from '../../../src/target/tables/init-target.ts'
import { moveParts } from '../../../src/target/partitions/move-parts.ts'
import { settleParts } from '../../../src/target/partitions/settle-parts.ts'
import { migrateTarget } from '../../../src/target/tables/migrate-target.ts'
import { openReadyTarget } from '../../../src/target/tables/open-ready-target.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import { atEnd } from '../../support/at-end.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'
import { createLoginRole } from '../../support/create-login-role.ts'
import { createFarm, dumpTarget } from '../../support/farm.ts'
import { fillFormerTarget, loadDay, whereParts } from '../../support/former-target.ts'

const months = ['data_2025_01', 'data_2025_02', 'data_2025_03']
const beside = months.map((name) => `public.${name}`)
const apart = months.map((name) => `minuano_parts.${name}`)
const init = { signals: [], units: new Map() }

async function openAtEndClosed(url: string) {
  const target = await openReadyTarget(url)
  atEnd(() => target.close())
  return target
}

describe('a Target whose partitions stand beside data', () => {
  test('has them moved as it is opened, with what others gave them, and no row changes', async () => {
    const { url, client } = await connectToTestDatabase()
    const farm = await fillFormerTarget(url)
    assert.deepEqual(await whereParts({ client }), beside)
    const role = `bi_${process.pid}`
    await client.query(`
      create role ${role};
      grant usage on schema public to ${role};
      grant select on data, signal, data_2025_02 to ${role};
      create view of_january as select count(*)::int as count from data_2025_01;
      create publication values_of_all for table data with (publish_via_partition_root = true)`)
    atEnd(() => client.query(`drop owned by ${role}; drop role ${role}`).then(() => undefined))
    const before = await client.query('select * from data order by 1, 2')
    const target = await openAtEndClosed(url)
    assert.deepEqual(await whereParts(target), apart)
    assert.deepEqual((await client.query('select * from data order by 1, 2')).rows, before.rows)
    const { rows } = await client.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`,
    )
    assert.deepEqual(
      rows.map(({ relname }: { relname: string }) => relname),
      [
        'asset_register',
        'bin_reason',
        'changed_day',
        'data',
        'exclusion',
        'late_change',
        'load',
        'month_closing',
        'signal',
        'source_day',
        'state_code',
        'sync_run',
      ],
    )
    await client.query(`set role ${role}`)
    const seen = await client.query(
      `select (select count(*)::int from data) as all, (select count(*)::int from minuano_parts.data_2025_02) as part`,
    )
    assert.deepEqual(seen.rows, [{ all: 3 * 576, part: 576 }])
    await assert.rejects(client.query('select from minuano_parts.data_2025_01'), { code: '42501' })
    await client.query('reset role')
    assert.deepEqual((await client.query('select * from of_january')).rows, [{ count: 576 }])
    const published = await client.query('select tablename from pg_publication_tables')
    assert.deepEqual(published.rows, [{ tablename: 'data' }])
    for (const day of ['2025-01-10', '2025-02-10', '2025-03-10']) {
      assert.equal(await loadDay(target, farm, day), 0, day)
    }
    assert.equal(await loadDay(target, farm, '2025-03-11'), 576)
    assert.equal(await loadDay(target, farm, '2025-04-10'), 576)
    assert.deepEqual(await whereParts(target), [...apart, 'minuano_parts.data_2025_04'])
  })

  test('keeps those that somebody reads just now or made, until they may be moved', async () => {
    const { url, client } = await connectToTestDatabase()
    await fillFormerTarget(url)
    await client.query(
      `create table april partition of data for values from ('2025-04-01Z') to ('2025-05-01Z')`,
    )
    await client.query(`begin; select from data where "timestamp" < '2025-02-01Z'`)
    const target = await openAtEndClosed(url)
    const left = ['public.data_2025_01', ...apart.slice(1)]
    assert.deepEqual(await whereParts(target), ['public.april', ...left])
    await client.query('commit')
    await initTarget(target, init)
    assert.deepEqual(await whereParts(target), ['public.april', ...apart])
  })

  test('holds nobody up for each of its tables, where a session that is left open has read all', async () => {
    const { url, client } = await connectToTestDatabase()
    await fillFormerTarget(url, ['2025-04-10', '2025-05-10'])
    const target = await openTarget(url)
    atEnd(() => target.close())
    await client.query('create schema minuano_parts')
    await client.query('begin; select from data')
    const waited: string[] = []
    const query = target.client.query.bind(target.client) as (...args: unknown[]) => unknown
    target.client.query = ((...args: unknown[]) => {
      const [text] = args
      if (typeof text === 'string' && text.startsWith('alter table')) waited.push(text)
      return query(...args)
    }) as typeof target.client.query
    const { moved, left } = await moveParts(target)
    assert.deepEqual([moved, left.length, waited.length], [0, 5, 3])
    for (const { reason } of left) assert.match(reason, /waited 0.4 s for a lock/)
    await client.query('commit')
    assert.deepEqual(await moveParts(target), { moved: 5, left: [] })
  })

  test('keeps them where a subscriber is told their names, and makes new ones beside them', async () => {
    const { url, client } = await connectToTestDatabase()
    const farm = await fillFormerTarget(url)
    await client.query('create publication by_part for table data')
    const target = await openAtEndClosed(url)
    assert.equal(await loadDay(target, farm, '2025-04-10'), 576)
    assert.deepEqual(await whereParts(target), [...beside, 'public.data_2025_04'])
    const { moved, left } = await moveParts(target)
    assert.deepEqual([moved, left.length], [0, 4])
    assert.match(left[0]!.reason, /published without publish_via_partition_root/)
    await client.query('alter publication by_part set (publish_via_partition_root = true)')
    await initTarget(target, init)
    assert.deepEqual(await whereParts(target), [...apart, 'minuano_parts.data_2025_04'])
  })

  test('keeps the one that another server knows by its name, and says which and why', async () => {
    const { url, client } = await connectToTestDatabase()
    await fillFormerTarget(url)
    const name = `told_${process.pid}`
    await client.query(`create publication of_february for table data_2025_02`)
    await client.query(
      `create subscription ${name} connection 'dbname=nowhere' publication nothing with (connect = false, slot_name = none)`,
    )
    await client.query('set allow_system_table_mods = on')
    await client.query(
      `insert into pg_subscription_rel (srsubid, srrelid, srsubstate)
       select oid, 'data_2025_03'::regclass, 'r' from pg_subscription where subname = $1`,
      [name],
    )
    atEnd(() => client.query(`drop subscription if exists ${name}`).then(() => undefined))
    const target = await openTarget(url)
    atEnd(() => target.close())
    const { place } = await migrateTarget(target)
    const why = (knower: string) =>
      `${knower} names it, and another server has a table of just this schema and name`
    assert.deepEqual(await moveParts(target), {
      moved: 1,
      left: [
        { name: 'data_2025_02', reason: why('the publication of_february') },
        { name: 'data_2025_03', reason: why('a subscription') },
      ],
    })
    const [february, march] = beside.slice(1)
    assert.deepEqual(await whereParts(target), [february, march, apart[0]].sort())
    const said: string[] = []
    await settleParts(target, place, (line) => said.push(line))
    assert.match(said.join(), /left beside `data` .*: data_2025_02 and 1 more: the publication of_/)
    await client.query(`drop publication of_february; drop subscription ${name}`)
    assert.deepEqual(await moveParts(target), { moved: 2, left: [] })
  })

  test('goes on as it is for a role that may make no schema; what is advised then moves them', async () => {
    const database = await connectToTestDatabase()
    const { client } = database
    const own = await createLoginRole(database, `mover_${process.pid}`)
    const role = own.username
    await client.query(`grant create on schema public to ${role}`)
    const farm = await fillFormerTarget(own.href)
    const target = await openAtEndClosed(own.href)
    assert.equal(await loadDay(target, farm, '2025-04-10'), 576)
    assert.deepEqual(await whereParts(target), [...beside, 'public.data_2025_04'])
    const before = await dumpTarget(target)
    const { findings } = await lookAtTarget(own.href)
    assert.deepEqual(
      findings.filter(({ level }) => level === 'fault'),
      [],
    )
    const advice = findings.flatMap(({ sql }) => sql ?? [])
    assert.deepEqual(advice, [`create schema "minuano_parts" authorization "${role}";`])
    await client.query(advice[0]!)
    await initTarget(target, init)
    assert.deepEqual(await whereParts(target), [...apart, 'minuano_parts.data_2025_04'])
    assert.deepEqual(await dumpTarget(target), before)
    const { rows } = await client.query('table minuano_parts.minuano_migration')
    assert.ok(rows.length > 0, 'the record came along')
    assert.equal(await loadDay(await openAtEndClosed(own.href), farm, '2025-05-10'), 576)
  })
})

test('a schema of its own that an event trigger refuses is done without, with what the server said', async () => {
  const { url, client } = await connectToTestDatabase()
  const farm = await fillFormerTarget(url)
  await client.query(`
    create function refuse() returns event_trigger language plpgsql as $$ begin raise 'no schemas here'; end $$;
    create event trigger refuse on ddl_command_start when tag in ('CREATE SCHEMA') execute function refuse()`)
  const target = await openTarget(url)
  atEnd(() => target.close())
  const { place } = await migrateTarget(target)
  const said: string[] = []
  await settleParts(target, place, (line) => said.push(line))
  assert.match(
    said.join('\n'),
    /stay in the schema public, .* could not be made: no schemas here \(P0001\): let the owner .* create schema "minuano_parts" authorization/,
  )
  assert.equal(await loadDay(target, farm, '2025-04-10'), 576)
  assert.deepEqual(await whereParts(target), [...beside, 'public.data_2025_04'])
  await client.query('drop event trigger refuse')
  await initTarget(target, init)
  assert.deepEqual(await whereParts(target), [...apart, 'minuano_parts.data_2025_04'])
})

test('two Targets in schemas of one database keep their partitions and records apart', async () => {
  const { url, client } = await connectToTestDatabase()
  const long = 'a_schema_whose_name_is_as_long_as_postgresql_lets_one_have'
  await client.query(`create schema wind; create schema ${long}`)
  const at = (schema: string) => `${url}?options=-csearch_path%3D${schema}`
  for (const schema of ['wind', 'public', long]) {
    const target = await openAtEndClosed(at(schema))
    const farm = await createFarm(target, 1, 1)
    assert.equal(await loadDay(target, farm, '2025-04-10'), 576, schema)
    const places = new Set((await whereParts(target)).map((place) => place.split('.')[0]))
    assert.equal(places.size, 1)
    const [place] = places
    if (schema === long) assert.match(place!, /^minuano_parts_[0-9a-f]{32}$/)
    else assert.equal(place, schema === 'wind' ? 'minuano_parts_wind' : 'minuano_parts')
    const { rows } = await client.query(
      `select count(*)::int from ${place!}.minuano_migration where name like '008%'`,
    )
    assert.deepEqual(rows, [{ count: 1 }])
  }
})
