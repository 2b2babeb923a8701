import assert from 'node:assert/strict'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, before, describe, test } from 'node:test'
import { startConnectorCommand } from '../support/connector-command.ts'
import { runMinuano } from '../support/minuano.ts'
import { findPgbouncer, startPgbouncer } from '../support/pgbouncer.ts'
import type { Pgbouncer } from '../support/pgbouncer.ts'
import { runCheck } from '../support/plant.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { queryRows } from '../support/system-postgres.ts'

const program = findPgbouncer()
const skip = program === undefined ? 'no pgbouncer in PATH or /usr/sbin' : false

/** Server connections that PgBouncer keeps for each database: fewer than Minuano's own, 4 and 8. */
const poolSize = 2

/** Parts of two months. */
const seed = ['source', 'seed', '--from', '2025-01-25', '--days', '12']

/**
 * Five days, one row a second: 40 MB, far more than the sockets between Source and client take in, so
 * that a query whose client reads nothing goes on.
 */
const secondsTable = [
  `create table seconds as
     select timestamptz '2025-01-01 00:00Z' + number * interval '1 second' as "timestamp",
       number::float8 as a, number::float8 as b, number::float8 as c, number::float8 as d,
       number::float8 as e, number::float8 as f, number::float8 as g, number::float8 as h
     from generate_series(0, 431999) number`,
  'create index on seconds ("timestamp")',
  'analyze seconds',
]

describe('through PgBouncer in transaction mode, as it is by default', { skip }, () => {
  let source: TestDatabase
  let target: TestDatabase
  let pgbouncer: Pgbouncer
  /** All that Minuano is given. */
  let env: { SOURCE_DATABASE_URL: string; TARGET_DATABASE_URL: string; CONNECTOR_PORT: string }

  before(async () => {
    source = await createTestDatabase()
    target = await createTestDatabase()
    pgbouncer = await startPgbouncer(program!, [source.url], { poolSize })
    env = {
      SOURCE_DATABASE_URL: pgbouncer.through(source.url),
      TARGET_DATABASE_URL: pgbouncer.through(target.url),
      CONNECTOR_PORT: '0',
    }
    await minuano(['source', 'init'], env)
    await minuano(seed, env)
  })
  after(async () => {
    await pgbouncer.stop()
    await Promise.all([source.drop(), target.drop()])
  })

  test('minuano check says so of both databases, and finds nothing wrong', async () => {
    const found = await runCheck(env)
    const poolers = found.findings.filter(({ text }) => text.startsWith('a pooler such as PgB'))
    assert.deepEqual(
      poolers.map(({ part, level }) => [part, level]),
      [
        ['Source', 'note'],
        ['Target', 'note'],
      ],
    )
    assert.deepEqual([found.faults(), found.code], [[], 0])
  })

  test('tables are made, and found there again', async () => {
    await minuano(['source', 'init'], env)
    assert.match(await minuano(seed, env), /they were there already/)
    assert.match(await minuano(['target', 'init'], env), /tables made; signals: wind_speed_mean/)
    assert.match(await minuano(['target', 'init'], env), /tables were there/)
    // A lock of a session would have stayed on one of the pooled connections.
    const locks = await queryRows(
      target.url,
      `select from pg_locks where locktype = 'advisory'
         and database = (select oid from pg_database where datname = current_database())`,
    )
    assert.equal(locks.length, 0)
  })

  test('up brings every day, four at once, to months that are new; again nothing changes', async () => {
    const up = JSON.parse(await minuano(['up', '--once', '--json'], env)) as {
      days: number
      target: { rows: number }
    }
    assert.deepEqual([up.days, up.target.rows], [12, 12 * 1152])
    const backfill = ['backfill', '2025-01-25', '2025-02-05', '--concurrency', '4', '--json']
    assert.deepEqual(changesOf(await minuano(backfill, env)), [12 * 1152, 0, 0, 0])
    await queryRows(target.url, `update data set value = -1 where "timestamp" = '2025-02-01'`)
    assert.deepEqual(changesOf(await minuano(backfill, env)), [12 * 1152, 0, 8, 0])
    assert.deepEqual(
      changesOf(await minuano(['run', '2025-02-01', '--json'], env)),
      [1152, 0, 0, 0],
    )
  })

  describe('clients that go away', () => {
    let connector: Awaited<ReturnType<typeof startConnectorCommand>>
    before(async () => {
      for (const statement of secondsTable) await queryRows(source.url, statement)
      connector = await startConnectorCommand({
        ...env,
        SOURCE_TABLE: 'seconds',
        CONNECTOR_LOG_LEVEL: 'silent',
      })
    })
    after(() => connector.stop())

    const everything = () => `${connector.url}/data?start=2025-01-01&end=2025-01-06`

    test('give their connections back to those that wait', async () => {
      const idle = await Promise.all(Array.from({ length: poolSize }, () => open(everything())))
      await until(async () => (await copiesUnderWay(source.url)) === poolSize)
      const waiting = Array.from({ length: 6 }, (_, hour) => countRows(connector.url, hour))
      for (const response of idle) response.destroy()
      assert.deepEqual(await Promise.all(waiting), Array(6).fill(3600))
      await until(async () => (await copiesUnderWay(source.url)) === 0)
    })

    test('in the middle of an answer never end another’s query', async () => {
      const leave = async (bytes: number) => {
        for await (const chunk of await open(everything())) {
          if ((bytes -= (chunk as Buffer).length) < 0) break
        }
      }
      const counts: Promise<number>[] = []
      const leaving: Promise<void>[] = []
      for (let hour = 0; hour < 12; hour++) {
        leaving.push(leave(hour * 40_000))
        counts.push(countRows(connector.url, hour))
      }
      assert.deepEqual(await Promise.all(counts), Array(12).fill(3600))
      await Promise.all(leaving)
      await until(async () => (await copiesUnderWay(source.url)) === 0)
    })
  })
})

async function minuano(args: readonly string[], env: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await runMinuano(args, env)
  assert.equal(code, 0, `minuano ${args.join(' ')}: ${stderr}`)
  return stdout
}

function changesOf(stdout: string): number[] {
  const result = JSON.parse(stdout) as Record<string, number>
  return ['targetRows', 'inserted', 'updated', 'deleted'].map((key) => result[key]!)
}

/** An answer whose body nobody reads yet, on a connection of its own. */
function open(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, { agent: false }, resolve).on('error', reject))
}

/** The number of rows of one hour, whose answer must be whole. */
async function countRows(url: string, hour: number): Promise<number> {
  const time = (number: number) => `2025-01-02T${String(number).padStart(2, '0')}:00Z`
  const response = await fetch(`${url}/data?start=${time(hour)}&end=${time(hour + 1)}`)
  const text = await response.text()
  assert.equal(response.status, 200, text)
  return (JSON.parse(text) as unknown[]).length
}

async function copiesUnderWay(url: string): Promise<number> {
  const [row] = await queryRows<{ count: number }>(
    url,
    `select count(*)::int from pg_stat_activity
     where datname = current_database() and state = 'active' and query like 'copy (%'`,
  )
  return row!.count
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20)
}
