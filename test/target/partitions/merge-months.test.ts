import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { loadParts } from '../../../src/target/load/load-parts.ts'
import { mergeMonths } from '../../../src/target/partitions/merge-months.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { addDays, listDays } from '../../../src/time/day.ts'
import type { Day } from '../../../src/time/day.ts'
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
import { startMinuano } from '../../support/minuano.ts'

const now = Date.parse('2025-02-10T00:00Z') * 1000
const january = listDays('2025-01-01', '2025-01-31')

/** Days of one asset, as large loads, a table a day. */
async function load(target: Target, farm: Farm, days: readonly Day[], zone = 'UTC') {
  for (const day of days) {
    const window = farmDay(day, zone)
    const part = farm.part('T001', [window], someValue)
    await loadParts(target, { days: [window], expectedValues: 576_000 }, [part])
  }
}

async function createDays(days: readonly Day[], zone = 'UTC') {
  const made = await createFarmTarget(1, 1)
  await load(made.target, made.farm, days, zone)
  return made
}

function merge(target: Target, at = now) {
  const said: string[] = []
  const done = mergeMonths(target, { say: (line) => said.push(line), now: at })
  return done.then((result) => ({ ...result, said }))
}

describe('tables of days', () => {
  test('become one of the month when it is over, and hold what they held', async () => {
    const { target, farm } = await createDays([...january, '2025-02-01', '2025-02-02'])
    const before = await dumpTarget(target)
    const { merged, left, said } = await merge(target)
    assert.deepEqual({ merged, left }, { merged: [{ name: 'data_2025_01', tables: 31 }], left: [] })
    assert.deepEqual(said, ['the Target: putting 31 tables together as data_2025_01'])
    assert.deepEqual(await listPartitions(target), [
      'data_2025_01 2025-01-01 00:00:00 to 2025-02-01 00:00:00',
      'data_20250201_20250202 2025-02-01 00:00:00 to 2025-02-02 00:00:00',
      'data_20250202_20250203 2025-02-02 00:00:00 to 2025-02-03 00:00:00',
    ])
    assert.deepEqual(await dumpTarget(target), before)
    await demandKeys(target, '2025-01-31T23:50Z')
    assert.deepEqual(await merge(target), { merged: [], left: [], said: [] })
    // A day of it is loaded once more: nothing is to change.
    await load(target, farm, ['2025-01-15'])
    assert.deepEqual(await dumpTarget(target), before)
  })

  test('of a zone become one that begins and ends as they do', async () => {
    const { target } = await createDays(january, 'America/Sao_Paulo')
    const before = await dumpTarget(target)
    await merge(target)
    assert.deepEqual(await listPartitions(target), [
      'data_20250101t03_20250201t03 2025-01-01 03:00:00 to 2025-02-01 03:00:00',
    ])
    assert.deepEqual(await dumpTarget(target), before)
  })

  test('that come late, or lie about a hole, are put together with those beside them', async () => {
    const { target, farm } = await createDays(['2025-01-03', '2025-01-04', '2025-01-20'])
    await merge(target)
    assert.deepEqual(await listPartitions(target), [
      'data_20250103_20250121 2025-01-03 00:00:00 to 2025-01-21 00:00:00',
    ])
    await load(target, farm, ['2025-01-10', '2025-01-22', '2025-01-23'])
    await merge(target)
    assert.deepEqual(await listPartitions(target), [
      'data_20250103_20250121 2025-01-03 00:00:00 to 2025-01-21 00:00:00',
      'data_20250122_20250124 2025-01-22 00:00:00 to 2025-01-24 00:00:00',
    ])
    const { rows } = await target.client.query('select count(*)::int from data')
    assert.deepEqual(rows, [{ count: 6 * 576 }])
  })

  test('stay while their month lasts, and some days longer', async () => {
    const { target } = await createDays(january)
    const before = await listPartitions(target)
    for (const at of ['2025-01-31T12:00Z', '2025-02-03T23:59Z']) {
      assert.deepEqual((await merge(target, Date.parse(at) * 1000)).merged, [])
    }
    assert.deepEqual(await listPartitions(target), before)
  })

  test('do not take in what somebody made by hand, nor lose what somebody gave to one of them', async () => {
    const { target, farm } = await createFarmTarget(1, 1)
    await target.client.query(
      `create table by_hand partition of data for values from ('2025-01-05Z') to ('2025-01-06Z')`,
    )
    await load(target, farm, ['2025-01-03', '2025-01-04', '2025-01-05', '2025-01-06', '2025-01-07'])
    await target.client.query('grant select on minuano_parts.data_20250106_20250107 to public')
    const { merged, left } = await merge(target)
    assert.deepEqual(merged, [{ name: 'data_20250103_20250105', tables: 2 }])
    assert.match(left[0]!.reason, /rights, an index, a trigger/)
    assert.deepEqual(await listPartitions(target), [
      'data_20250103_20250105 2025-01-03 00:00:00 to 2025-01-05 00:00:00',
      'by_hand 2025-01-05 00:00:00 to 2025-01-06 00:00:00',
      'data_20250106_20250107 2025-01-06 00:00:00 to 2025-01-07 00:00:00',
      'data_20250107_20250108 2025-01-07 00:00:00 to 2025-01-08 00:00:00',
    ])
  })

  test('do not take in a gap whose rows a default partition has', async () => {
    const { target, farm } = await createDays([])
    await target.client.query(`create table others partition of data default`)
    await load(target, farm, ['2025-01-03', '2025-01-04'])
    await target.client.query(
      `insert into data select id, '2025-01-05T00:10Z', 7 from signal limit 1`,
    )
    await load(target, farm, ['2025-01-06', '2025-01-07'])
    const before = await dumpTarget(target)
    const { merged } = await merge(target)
    assert.equal(merged.length, 2)
    assert.deepEqual(await dumpTarget(target), before)
  })

  test('stay where data is published, which is said', async () => {
    const { target } = await createDays(['2025-01-03', '2025-01-04'])
    await target.client.query('create publication everything for table data')
    const { merged, left } = await merge(target)
    assert.deepEqual(merged, [])
    assert.match(left[0]!.reason, /is published/)
  })

  for (const [who, statements] of [
    ['who reads', ['select from data limit 1']],
    ['who writes', ['update data set value = value where false']],
    ['who loads the month', ['select pg_advisory_xact_lock(1296649813, 24300)']],
  ] as const) {
    test(`are left as they are beside another ${who}, and put together later`, async () => {
      const { target, url } = await createDays(['2025-01-03', '2025-01-04'])
      const before = await dumpTarget(target)
      const other = new pg.Client(url)
      await other.connect()
      atEnd(() => other.end())
      await other.query('begin')
      for (const statement of statements) await other.query(statement)
      const { merged, left, said } = await merge(target)
      assert.deepEqual(merged, [])
      assert.equal(left.length, 1)
      // Whoever loads every hour is not told every hour.
      assert.deepEqual(said, [])
      assert.equal((await listPartitions(target)).length, 2)
      await other.query('commit')
      assert.equal((await merge(target)).merged.length, 1)
      assert.deepEqual(await dumpTarget(target), before)
    })
  }

  test('are put together by two at once but once', async () => {
    const { target, url } = await createDays(['2025-01-03', '2025-01-04'])
    const before = await dumpTarget(target)
    const other = await openTarget(url)
    atEnd(() => other.close())
    const [first, second] = await Promise.all([merge(target), merge(other)])
    assert.equal(first.merged.length + second.merged.length, 1)
    assert.deepEqual(await dumpTarget(target), before)
  })

  test('of another role are put together by an administrator, and stay that role’s', async () => {
    const { target } = await createDays(['2025-01-03', '2025-01-04'])
    const role = `owner_${Date.now().toString(36)}`
    await target.client.query(`create role ${role}; grant create on schema public to ${role}`)
    for (const table of [
      'data',
      'minuano_parts.data_20250103_20250104',
      'minuano_parts.data_20250104_20250105',
    ]) {
      await target.client.query(`alter table ${table} owner to ${role}`)
    }
    assert.equal((await merge(target)).merged.length, 1)
    const { rows } = await target.client.query(
      `select pg_get_userbyid(relowner) = $1 as own from pg_class where relname = 'data_20250103_20250105'`,
      [role],
    )
    assert.deepEqual(rows, [{ own: true }])
    await target.client.query(
      `reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`,
    )
  })

  test('are put together by the command, which says so', async () => {
    const { target, url } = await createDays(['2025-01-03', '2025-01-04', addDays('2025-01-04', 1)])
    const run = (...flags: string[]) =>
      startMinuano(['target', 'merge', ...flags], { TARGET_DATABASE_URL: url }).ended
    const { code, stdout, stderr } = await run()
    assert.equal(code, 0, stderr)
    assert.equal(stdout, 'data_20250103_20250106: 3 tables put together\n')
    assert.match(stderr, /putting 3 tables together/)
    assert.deepEqual(JSON.parse((await run('--json')).stdout), { merged: [], left: [] })
    assert.equal((await listPartitions(target)).length, 1)
  })

  test('are left where they are fewer than are worth it', async () => {
    const { target } = await createDays(january.slice(0, 3))
    const some = { say: () => undefined, now }
    assert.deepEqual(await mergeMonths(target, { ...some, fewest: 4 }), { merged: [], left: [] })
    const { merged } = await mergeMonths(target, { ...some, fewest: 3 })
    assert.deepEqual(
      merged.map(({ tables }) => tables),
      [3],
    )
  })
})
