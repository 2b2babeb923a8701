import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { loadParts } from '../../../src/target/load/load-parts.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { atEnd } from '../../support/at-end.ts'
import {
  createFarmTarget,
  demandKeys,
  dumpTarget,
  farmDay,
  listPartitions,
  someValue,
} from '../../support/farm.ts'
import type { Farm } from '../../support/farm.ts'

/** 40 assets of 9 variables: 207,360 values a day. More than 100,000 of them are too many to insert row by row. */
const [size, variables] = [40, 9]
const perAsset = variables * 4 * 144

const day = farmDay('2025-01-03')
const dayTable = 'data_20250103_20250104 2025-01-03 00:00:00 to 2025-01-04 00:00:00'
/** What takes its place has a name of its own while both are there. */
const secondTable = dayTable.replace('20250104 ', '20250104_2 ')
const month = 'data_2025_01 2025-01-01 00:00:00 to 2025-02-01 00:00:00'

async function load(target: Target, farm: Farm, assets: readonly string[], days = [day]) {
  const expectedValues = size * perAsset * days.length
  const parts = assets.map((asset) => farm.part(asset, days, someValue))
  const results = await loadParts(target, { days, expectedValues }, parts)
  return results.flat().reduce((sum, { inserted }) => sum + inserted, 0)
}

let whole: Promise<string[]> | undefined

/** What a fresh Target holds of the day. */
function freshDump(): Promise<string[]> {
  whole ??= createFarmTarget(size, variables).then(async ({ target, farm }) => {
    await load(target, farm, farm.assets)
    return dumpTarget(target)
  })
  return whole
}

/** Half of the assets are there, and then come all: 103,680 values are missing. */
async function loadRest(target: Target, farm: Farm): Promise<void> {
  assert.equal(await load(target, farm, farm.assets), (size / 2) * perAsset)
  assert.deepEqual(await dumpTarget(target), await freshDump())
  await demandKeys(target, '2025-01-03T00:10Z')
  const { rows } = await target.client.query<{ name: string }>(
    `select conname as name from pg_constraint where conname = 'minuano_bounds'
     union all select relname from pg_class where relname ~ '^data_2025' and relkind = 'r' and not relispartition`,
  )
  assert.deepEqual(rows, [], 'nothing is left lying about')
}

async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  atEnd(() => client.end())
  return client
}

describe('many rows into a partition that is there', () => {
  test('come with what it held in a new table that takes its place', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    await load(target, farm, farm.assets.slice(0, size / 2))
    assert.deepEqual(await listPartitions(target), [dayTable])
    await loadRest(target, farm)
    assert.deepEqual(await listPartitions(target), [secondTable])
    assert.equal(await load(target, farm, farm.assets), 0)
  })

  test('are refused where a policy hides what it held, and that stays', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    await load(target, farm, farm.assets.slice(0, size / 2))
    const before = await dumpTarget(target)
    const { client } = target
    await client.query(
      `create role minuano_test_hidden;
       grant usage, create on schema public to minuano_test_hidden;
       grant all on load, bin_reason, signal, month_closing, late_change, exclusion, asset_register, state_code to minuano_test_hidden;
       alter table data owner to minuano_test_hidden; alter table signal owner to minuano_test_hidden;
       alter table minuano_parts.data_20250103_20250104 owner to minuano_test_hidden;
       alter table data enable row level security, force row level security;
       create policy every_other on data using (signal_id % 2 = 0);
       set role minuano_test_hidden`,
    )
    try {
      await assert.rejects(load(target, farm, farm.assets), {
        code: 'target-refused',
        message: /row-level security policy for table "data"/,
      })
    } finally {
      await client.query(
        `reset role; reassign owned by minuano_test_hidden to current_user;
         drop owned by minuano_test_hidden; drop role minuano_test_hidden`,
      )
    }
    assert.deepEqual(await dumpTarget(target), before)
  })

  test('are seen by a snapshot that is older, as it saw what was there before', async () => {
    const { target, url, farm } = await createFarmTarget(size, variables)
    await load(target, farm, farm.assets.slice(0, size / 2))
    const reader = await connectTo(url)
    await reader.query('begin isolation level repeatable read')
    // From here on it sees what is there now, and has locked nothing.
    await reader.query('select 1')
    await loadRest(target, farm)
    const { rows } = await reader.query('select count(*)::int from data')
    assert.deepEqual(rows, [{ count: size * perAsset }])
    await reader.query('commit')
  })

  test('cut a month that was made wide: the day has a table of its own, the rest keeps its rows', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    const days = ['2025-01-01', '2025-01-03', '2025-01-20'].map((day) => farmDay(day))
    const parts = [farm.part('T001', days, someValue)]
    await loadParts(target, { days, expectedValues: 3 * perAsset }, parts)
    assert.deepEqual(await listPartitions(target), [month])
    assert.equal(await load(target, farm, farm.assets), (size - 1) * perAsset)
    assert.deepEqual(await listPartitions(target), [
      'data_20250101_20250103 2025-01-01 00:00:00 to 2025-01-03 00:00:00',
      dayTable,
      'data_20250104_20250201 2025-01-04 00:00:00 to 2025-02-01 00:00:00',
    ])
    const { rows } = await target.client.query(
      `select "timestamp"::date::text as day, count(*)::int as values from data group by 1 order by 1`,
    )
    assert.deepEqual(rows, [
      { day: '2025-01-01', values: perAsset },
      { day: '2025-01-03', values: size * perAsset },
      { day: '2025-01-20', values: perAsset },
    ])
    await demandKeys(target, '2025-01-20T00:10Z')
  })

  test('keep what others have in columns of their own', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    await target.client.query(
      `alter table data add column note text,
         add column doubled double precision generated always as (value * 2) stored`,
    )
    await load(target, farm, farm.assets.slice(0, size / 2))
    await target.client.query(`update data set note = 'seen' where signal_id < 10`)
    await loadRest(target, farm)
    assert.deepEqual(await listPartitions(target), [secondTable])
    const { rows } = await target.client.query(
      `select count(note)::int as notes, bool_and(doubled = value * 2) as doubled from data`,
    )
    assert.deepEqual(rows, [{ notes: 9 * 144, doubled: true }])
  })

  for (const [what, statement] of [
    ['a reader', 'select from data limit 1'],
    ['a reader of signals alone', 'select from signal limit 1'],
    ['another who writes to it', 'update data set value = value where false'],
  ] as const) {
    test(`go into it row by row beside ${what} whose transaction lasts, and no other reader is blocked for long`, async () => {
      const { target, url, farm } = await createFarmTarget(size, variables)
      await load(target, farm, farm.assets.slice(0, size / 2))
      const [lasting, other] = [await connectTo(url), await connectTo(url)]
      await lasting.query('begin')
      await lasting.query(statement)
      // One that comes again and again, and is told by the server if it had to wait for a second.
      await other.query(`set statement_timeout = '20s'; set lock_timeout = '1s'`)
      const loading = { isOver: false }
      const reading = (async () => {
        while (!loading.isOver)
          await other.query('select from data join signal on id = signal_id limit 1')
      })()
      try {
        await loadRest(target, farm)
      } finally {
        loading.isOver = true
      }
      await reading
      await lasting.query('commit')
      assert.deepEqual(await listPartitions(target), [dayTable])
    })
  }

  for (const [what, statement] of [
    ['rights', 'grant select on minuano_parts.data_20250103_20250104 to public'],
    ['an index', 'create index on minuano_parts.data_20250103_20250104 (value)'],
    ['a check', 'alter table minuano_parts.data_20250103_20250104 add check (value < 1e12)'],
    ['a view', 'create view of_day as select * from minuano_parts.data_20250103_20250104'],
    ['a setting', 'alter table minuano_parts.data_20250103_20250104 set (fillfactor = 90)'],
    ['a publication', 'create publication of_day for table minuano_parts.data_20250103_20250104'],
    ['another name', 'alter table minuano_parts.data_20250103_20250104 rename to third_of_january'],
  ] as const) {
    test(`go into it row by row where somebody gave it ${what} of its own`, async () => {
      const { target, farm } = await createFarmTarget(size, variables)
      await load(target, farm, farm.assets.slice(0, size / 2))
      await target.client.query(statement)
      const before = await listPartitions(target)
      await loadRest(target, farm)
      assert.deepEqual(await listPartitions(target), before)
    })
  }
})
