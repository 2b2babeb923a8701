import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadParts } from '../../../src/target/load/load-parts.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import {
  createFarmTarget,
  demandKeys,
  dumpTarget,
  farmDay,
  listPartitions,
  someValue,
} from '../../support/farm.ts'
import type { Farm } from '../../support/farm.ts'

const day = farmDay('2025-01-03')

/** One variable: 576 values a day. What is said to be expected makes the load a small or a large one. */
const createOne = () => createFarmTarget(1, 1)

async function load(target: Target, farm: Farm, expectedValues: number): Promise<number> {
  const part = farm.part('T001', [day], someValue)
  const [results] = await loadParts(target, { days: [day], expectedValues }, [part])
  return results![0]!.inserted
}

const month = 'data_2025_01 2025-01-01 00:00:00 to 2025-02-01 00:00:00'
const dayTable = 'data_20250103_20250104 2025-01-03 00:00:00 to 2025-01-04 00:00:00'

for (const [kind, expected, own] of [
  ['a small load', 576, month],
  ['a large load', 576_000, dayTable],
] as const) {
  describe(`${kind} stands beside what others make of the tables:`, () => {
    test('it makes its own table where there is nothing', async () => {
      const { target, farm } = await createOne()
      assert.equal(await load(target, farm, expected), 576)
      assert.deepEqual(await listPartitions(target), [own])
    })

    test('checks, generated columns and defaults that somebody added come with a new table', async () => {
      const { target, farm } = await createOne()
      await target.client.query(
        `alter table data add constraint plausible check (value < 1e9),
           add column doubled double precision generated always as (value * 2) stored,
           add column note text not null default 'none'`,
      )
      assert.equal(await load(target, farm, expected), 576)
      assert.deepEqual(await listPartitions(target), [own])
      const { rows } = await target.client.query(
        `select count(*)::int from data where doubled = value * 2 and note = 'none'`,
      )
      assert.deepEqual(rows, [{ count: 576 }])
      const row = `insert into data select signal_id, '2025-01-03T00:01Z', 1e10 from data limit 1`
      await assert.rejects(target.client.query(row), { code: '23514' })
    })

    test('an index that somebody added is made for a new table too', async () => {
      const { target, farm } = await createOne()
      await target.client.query('create index by_time on data ("timestamp")')
      assert.equal(await load(target, farm, expected), 576)
      const { rows } = await target.client.query(
        `select count(*)::int from pg_inherits where inhparent = 'by_time'::regclass`,
      )
      assert.deepEqual(rows, [{ count: 1 }])
    })

    test('a partition made by hand under another name is found by its bounds', async () => {
      const { target, farm } = await createOne()
      await target.client.query(
        `create table january partition of data for values from ('2024-12-31 22:00Z') to ('2025-01-20Z')`,
      )
      assert.equal(await load(target, farm, expected), 576)
      assert.equal(await load(target, farm, expected), 0)
      assert.deepEqual(await listPartitions(target), [
        'january 2024-12-31 22:00:00 to 2025-01-20 00:00:00',
      ])
    })

    test('partitions without an end are found too', async () => {
      const { target, farm } = await createOne()
      await target.client.query(
        `create table earlier partition of data for values from (minvalue) to ('2025-01-03 12:00Z');
         create table later partition of data for values from ('2025-01-03 12:00Z') to (maxvalue)`,
      )
      assert.equal(await load(target, farm, expected), 576)
      const { rows } = await target.client.query('select count(*)::int from earlier')
      assert.deepEqual(rows, [{ count: 288 }])
    })

    test('of a month that somebody cut, a new table takes no more than is free', async () => {
      const { target, farm } = await createOne()
      await target.client.query(
        `create table first_days partition of data for values from ('2025-01-01Z') to ('2025-01-03 06:00Z');
         create table last_days partition of data for values from ('2025-01-20Z') to ('2025-02-01Z')`,
      )
      assert.equal(await load(target, farm, expected), 576)
      await demandKeys(target, '2025-01-03T12:00Z')
      const { rows } = await target.client.query('select count(*)::int from first_days')
      assert.deepEqual(rows, [{ count: 144 }])
      assert.equal((await listPartitions(target)).length, 3)
    })

    test('where the default partition holds such rows, they go through data', async () => {
      const { target, farm } = await createOne()
      await target.client.query(
        `create table others partition of data default;
         insert into data select id, '2025-01-03T00:10Z', 7 from signal limit 1`,
      )
      assert.equal(await load(target, farm, expected), 575)
      assert.deepEqual(await listPartitions(target), ['others DEFAULT'])
      const { rows } = await target.client.query('select count(*)::int from others')
      assert.deepEqual(rows, [{ count: 576 }])
    })

    test('where the default partition holds no such row, a new one is made', async () => {
      const { target, farm } = await createOne()
      await target.client.query(
        `create table others partition of data default;
         insert into data select id, '2025-03-03T00:10Z', 7 from signal limit 1`,
      )
      assert.equal(await load(target, farm, expected), 576)
      assert.deepEqual(await listPartitions(target), ['others DEFAULT', own])
    })

    test('a new table stands in the schema of its own, whatever the search path', async () => {
      const { target, farm } = await createOne()
      await target.client.query(`create schema elsewhere; set search_path to elsewhere, public`)
      assert.equal(await load(target, farm, expected), 576)
      const { rows } = await target.client.query(
        `select relnamespace::regnamespace::text as schema from pg_inherits join pg_class on pg_class.oid = inhrelid
         where inhparent = 'data'::regclass`,
      )
      assert.deepEqual(rows, [{ schema: 'minuano_parts' }])
    })

    test('a table of the same name that is no partition stays as it is', async () => {
      const { target, farm } = await createOne()
      const name = own.slice(0, own.indexOf(' '))
      await target.client.query(`create table minuano_parts.${name} (kept text)`)
      assert.equal(await load(target, farm, expected), 576)
      assert.deepEqual(await listPartitions(target), [own.replace(name, `${name}_2`)])
    })

    for (const [what, statement] of [
      ['published', 'create publication everything for table data'],
      ['published with all tables', 'create publication everything for all tables'],
      ['published with its schema', 'create publication everything for tables in schema public'],
    ] as const) {
      test(`where data is ${what}, rows go through it, into UTC months`, async () => {
        const { target, farm } = await createOne()
        // wal_level is not logical here, which only warns.
        await target.client.query(statement)
        assert.equal(await load(target, farm, expected), 576)
        assert.deepEqual(await listPartitions(target), [month])
        // The partition was there before the first row was written.
        const { rows } = await target.client.query(
          `select distinct data.xmin = pg_class.xmin as together from data, pg_class where relname = 'data_2025_01'`,
        )
        assert.deepEqual(rows, [{ together: false }])
        await demandKeys(target, '2025-01-03T00:10Z')
      })
    }

    test('triggers of others see every row', async () => {
      const { target, farm } = await createOne()
      await target.client.query(
        `create table seen (signal_id int, "timestamp" timestamptz);
         create function look() returns trigger language plpgsql as
           $$ begin insert into seen values (new.signal_id, new."timestamp"); return new; end $$;
         create trigger look before insert or update on data for each row execute function look()`,
      )
      assert.equal(await load(target, farm, expected), 576)
      const { rows } = await target.client.query('select count(*)::int from seen')
      assert.deepEqual(rows, [{ count: 576 }])
      assert.deepEqual(await listPartitions(target), [month])
      assert.equal(await load(target, farm, expected), 0)
      assert.equal((await dumpTarget(target)).length, 576 + 2)
    })

    test('a trigger that keeps rows out is refused, and nothing is loaded', async () => {
      const { target, farm } = await createOne()
      await target.client.query(
        `create function keep_out() returns trigger language plpgsql as
           $$ begin return case when new."timestamp" < '2025-01-03T01:00Z' then null else new end; end $$;
         create trigger keep_out before insert on data for each row execute function keep_out()`,
      )
      await assert.rejects(load(target, farm, expected), {
        code: 'target-refused',
        message: /^the Target took 552 of 576 rows: a trigger on `data` keeps the others out/,
      })
      assert.deepEqual(await dumpTarget(target), [])
    })
  })
}
