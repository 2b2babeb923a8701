import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { findForgettable } from '../../../src/target/ledger/find-forgettable.ts'
import { collectChanges, writeChanges } from '../../../src/target/ledger/write-changes.ts'
import { forgetDays } from '../../../src/target/ledger/forget-days.ts'
import { inTransaction } from '../../../src/target/in-transaction.ts'
import { loadParts } from '../../../src/target/load/load-parts.ts'
import { changeKey } from '../../../src/target/load/advisory-lock.ts'
import { quoteIdentifier } from '../../../src/postgres/quote.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { atEnd } from '../../support/at-end.ts'
import { backfill, emptyDay, findLateDays, runDay, settingsFrom } from '../../support/etl.ts'
import { createFarmTarget, farmDay, someValue } from '../../support/farm.ts'
import type { Farm, ValueAt } from '../../support/farm.ts'
import { createLoginRole } from '../../support/create-login-role.ts'
import { createFollower, readRecipes } from '../../support/follower.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'

const days = ['2025-01-30', '2025-01-31', '2025-02-01', '2025-02-02']

/** Four days that are loaded, and a copy of them. */
async function createFollowed() {
  const pipeline = await createTestPipeline()
  const { source, connector, target, targetUrl } = pipeline
  // An hour of the day before, so that a day of another zone has it too.
  await insertRows(source, minutesFrom('2025-01-29T23:00:00Z', 4 * 1440 + 60))
  const settings = settingsFrom()
  await backfill({ connector, targetUrl, settings, days, concurrency: 1 })
  const follower = await createFollower(target.client)
  assert.deepEqual(await follower.follow(), days)
  await follower.demandSame()
  const sync = async (of = settings) => {
    const range = { first: days[0]!, last: days.at(-1)! }
    const { plan } = await findLateDays(connector, target, of, range)
    for (const { day } of plan.load) await runDay(connector, target, of, day)
    return plan.load.map(({ day }) => day)
  }
  /** What the copy was told, once it is known to be right. */
  const told = async () => {
    const changed = await follower.follow()
    await follower.demandSame()
    return changed
  }
  return { ...pipeline, settings, sync, told }
}

async function forget(target: Target, query: { day?: string; variables?: string[] }) {
  const { day, ...rest } = query
  const found = await findForgettable(target, { asset: '', from: day, to: day, ...rest })
  await forgetDays(target, '', found)
}

describe('a copy that follows changed_at', () => {
  test('is kept by a login of docs/roles.md, where nobody else may make schemas and temporary tables', async () => {
    const { source, target, targetUrl, sync } = await createFollowed()
    const { client } = target
    await client.query('drop schema copy cascade')
    const role = `copier_${Date.now().toString(36)}`
    const url = await createLoginRole({ url: targetUrl, client }, role)
    const database = quoteIdentifier(url.pathname.slice(1))
    await client.query(`revoke all on database ${database} from public`)
    const rights = readRecipes('sql', 'docs/roles.md').find((sql) => sql.includes('role copier'))!
    const [, ...grants] = rights.split('\n')
    await client.query(
      grants.join('\n').replaceAll('copier', role).replace('database wind', `database ${database}`),
    )
    const copier = new pg.Client({ connectionString: url.href })
    await copier.connect()
    atEnd(() => copier.end())

    const follower = await createFollower(copier, client)
    assert.deepEqual(await follower.follow(), days)
    await follower.demandSame()
    await source.query(
      `delete from data where "timestamp" >= '2025-01-31T05:00Z' and "timestamp" < '2025-01-31T07:00Z'`,
    )
    assert.deepEqual(await sync(), [days[1]])
    assert.deepEqual(await follower.follow(), [days[1]])
    await follower.demandSame()
    for (const table of ['signal', 'data', 'signal_value', 'ten_minute', 'changed_value']) {
      const { rows } = await copier.query(`select from ${table} limit 1`)
      assert.equal(rows.length, 1, table)
    }
  })

  test('gets a correction and late rows behind what it has, and is told of nothing where nothing changed', async () => {
    const { source, connector, target, settings, sync, told } = await createFollowed()
    assert.deepEqual(await told(), [])
    await runDay(connector, target, settings, days[1]!)
    assert.deepEqual(await sync(), [])
    assert.deepEqual(await told(), [])

    await source.query(`update data set power = 777 where "timestamp" = '2025-01-31T12:00Z'`)
    assert.deepEqual(await sync(), [days[1]])
    assert.deepEqual(await told(), [days[1]])
    const { rows } = await target.client.query(
      `select value from copy.value where name = 'power_max' and "timestamp" = '2025-01-31T12:00Z'`,
    )
    assert.equal(rows.length, 1)

    await source.query(
      `delete from data where "timestamp" >= '2025-01-30T05:00Z' and "timestamp" < '2025-01-30T07:00Z'`,
    )
    await sync()
    assert.deepEqual(await told(), [days[0]])
    await insertRows(source, minutesFrom('2025-01-30T05:00:00Z', 120))
    await sync()
    assert.deepEqual(await told(), [days[0]])
  })

  test('loses what the Target loses: a day that was forgotten, one made empty, and a variable', async () => {
    const { target, settings, sync, told } = await createFollowed()
    await forget(target, { day: days[2]! })
    assert.deepEqual(await told(), [days[2]])
    assert.deepEqual(await sync(), [days[2]])
    assert.deepEqual(await told(), [days[2]])
    await emptyDay(target, settings, new Map(), days[3]!)
    assert.deepEqual(await told(), [days[3]])
    await forget(target, { variables: ['power'] })
    assert.deepEqual(await told(), days.slice(0, 3))
    await forget(target, {})
    assert.deepEqual(await told(), days.slice(0, 3))
    const { rows } = await target.client.query(
      `select day::text, count(*)::int, count(value)::int as values from copy.value group by 1 order by 1`,
    )
    assert.deepEqual(
      rows,
      days.map((day) => ({ day, count: 1, values: 0 })),
    )
    assert.deepEqual(await told(), [])
  })

  test('has each bin in one day where the time zone changes, also where no value does', async () => {
    const { connector, target, sync, told } = await createFollowed()
    const [local, back] = ['America/Sao_Paulo', 'UTC'].map((zone) =>
      settingsFrom({ MINUANO_TIME_ZONE: zone }),
    )
    await runDay(connector, target, local!, days[1]!)
    assert.deepEqual(await told(), [days[1], days[2]])
    await sync(local)
    await told()
    await sync(back)
    await told()
  })

  test('gets values back that the ledger knew of no more, though they are as they were', async () => {
    const { source, connector, target, settings, told } = await createFollowed()
    await target.client.query(`delete from load where day = '${days[1]}' and variable = 'power'`)
    await source.query(`update data set wind_speed = 20 where "timestamp" = '2025-01-31T12:00Z'`)
    await runDay(connector, target, settingsFrom({ MINUANO_VARIABLES: 'wind_speed' }), days[1]!)
    await assert.rejects(told(), /of no day/)
    const { updated } = await runDay(connector, target, settings, days[1]!)
    assert.equal(updated, 0)
    assert.deepEqual(await told(), [days[1]])
  })

  test('has days of other bin widths beside, told apart', async () => {
    const { connector, target, told } = await createFollowed()
    await runDay(connector, target, settingsFrom({ MINUANO_EVERY: '5m' }), days[1]!)
    assert.deepEqual(await told(), [`${days[1]} 300`])
  })
})

/** Loads a day of the farm's first asset. */
function load(target: Target, farm: Farm, day: string, valueAt: ValueAt) {
  const part = farm.part('T001', [farmDay(day)], valueAt)
  return loadParts(target, { days: part.days, expectedValues: 4 * 144 }, [part])
}

async function readDays({ client }: Target): Promise<{ day: string; at: string }[]> {
  const { rows } = await client.query<{ day: string; at: string }>(
    `select day::text, changed_at::text as at from changed_day order by changed_at, day`,
  )
  return rows
}

describe('two loads at once', () => {
  test('tell their changes in the order of their commits, so that a copy made between these misses neither', async () => {
    const { target, url, farm } = await createFarmTarget(1, 1)
    // With their months there, neither waits for the other's new table.
    for (const day of ['2025-01-02', '2025-02-02']) await load(target, farm, day, someValue)
    const other = await openTarget(url)
    const reader = new pg.Client(url)
    await reader.connect()
    atEnd(async () => {
      await other.close()
      await reader.end()
    })
    const follower = await createFollower(reader)
    await follower.follow()
    // The first has told its change, and is not committed yet.
    const gate = holdCommit(target)
    const first = load(target, farm, '2025-01-03', someValue)
    await gate.reached
    const second = load(other, farm, '2025-02-03', someValue)
    await Promise.race([second, waitForLock(reader)])
    const between = await follower.follow()
    gate.open()
    await Promise.all([first, second])
    const after = await follower.follow()
    assert.deepEqual([...between, ...after].sort(), ['T001 2025-01-03', 'T001 2025-02-03'])
    await follower.demandSame()
  })

  test('go on from the latest instant, where the clock is behind it', async () => {
    const { target, farm } = await createFarmTarget(1, 1)
    await load(target, farm, '2025-01-03', someValue)
    await target.client.query(`update changed_day set changed_at = '2100-01-01Z'`)
    await load(target, farm, '2025-01-04', someValue)
    await load(target, farm, '2025-01-03', () => 1)
    assert.deepEqual(
      (await readDays(target)).map(({ day, at }) => `${day} ${at.slice(0, 26)}`),
      ['2025-01-04 2100-01-01 00:00:00.000001', '2025-01-03 2100-01-01 00:00:00.000002'],
    )
  })
})

/** Keeps the next commit of a Target's connection from being sent, until it is let. */
function holdCommit({ client }: Target) {
  let [reach, open] = [() => {}, () => {}]
  const reached = new Promise<void>((resolve) => (reach = resolve))
  const opened = new Promise<void>((resolve) => (open = resolve))
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  client.query = ((...args: unknown[]) => {
    if (args[0] !== 'commit') return query(...args)
    client.query = query as typeof client.query
    reach()
    return opened.then(() => query(...args))
  }) as typeof client.query
  return { reached, open: () => open() }
}

test('whoever freezes once it has told its changes is cut off, and others may tell theirs', async () => {
  const { target } = await createTestPipeline()
  const interval = { start: 0, end: 600e6 }
  const changes = collectChanges()
  changes.add({ asset: '', periodSeconds: 600, day: '1970-01-01', interval })
  await inTransaction(target, { what: 'telling what changed' }, async () => {
    await target.client.query('set local idle_in_transaction_session_timeout = 0')
    await writeChanges(target, changes)
    const { rows } = await target.client.query('show idle_in_transaction_session_timeout')
    assert.deepEqual(rows, [{ idle_in_transaction_session_timeout: '10s' }])
  })
})

/** Until somebody waits to tell changes. */
async function waitForLock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query(
      `select from pg_locks where locktype = 'advisory' and not granted and objid = ${changeKey}::int8 & 4294967295
         and database = (select oid from pg_database where datname = current_database())`,
    )
    if (rowCount! > 0) return
  }
}
