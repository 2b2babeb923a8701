import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import type pg from 'pg'
import { connect, withConnection } from '../../src/postgres/connect.ts'
import { createTestDatabase } from '../support/postgres.ts'

const database = await createTestDatabase()
after(() => database.drop())

/** The database's URL with other parts. */
function urlWith(change: Partial<URL>): string {
  return Object.assign(new URL(database.url), change).href
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

const run = (statement: string) => (client: pg.Client) => client.query(statement)

test('a server that is not there is unavailable', async () => {
  const url = urlWith({ port: String(await freePort()) })
  await assert.rejects(connect(url, 'Source'), {
    code: 'source-unavailable',
    message: /^the Source is not available: .*ECONNREFUSED/,
  })
})

test('a host name that does not exist is unavailable', async () => {
  const url = urlWith({ hostname: 'no-such-host.invalid' })
  await assert.rejects(connect(url, 'Target'), { code: 'target-unavailable' })
})

test('a server that hangs up is unavailable', async (t) => {
  const rude = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
  t.after(() => rude.close())
  const url = urlWith({ port: String((rude.address() as AddressInfo).port) })
  await assert.rejects(connect(url, 'Target'), { code: 'target-unavailable' })
})

test('a wrong password is refused, and not shown', async () => {
  await assert.rejects(
    connect(urlWith({ password: 'guessed-wrong' }), 'Target'),
    (error: Error) => {
      assert.match(error.message, /^the Target refused: .*password.*\(28P01\)/)
      assert.ok(!error.message.includes('guessed-wrong'))
      return true
    },
  )
})

test('a database that does not exist is refused', async () => {
  await assert.rejects(connect(urlWith({ pathname: '/nowhere' }), 'Source'), {
    code: 'source-refused',
    message: /"nowhere" does not exist \(3D000\)/,
  })
})

test('a missing table is refused by its name', async () => {
  await assert.rejects(withConnection(database.url, 'Source', run('select 1 from nothing')), {
    code: 'source-refused',
    message: /relation "nothing" does not exist \(42P01\)/,
  })
})

test('a statement that takes too long is worth a retry', async () => {
  const slow = async (client: pg.Client) => {
    await client.query("set statement_timeout = '20ms'")
    await client.query('select pg_sleep(60)')
  }
  await assert.rejects(withConnection(database.url, 'Target', slow), {
    code: 'target-unavailable',
    message: /statement timeout \(57014\)/,
  })
})

test('two transactions in each other’s way: the one that loses is worth a retry', async () => {
  await withConnection(database.url, 'Target', run('create table lane (id integer primary key)'))
  await withConnection(database.url, 'Target', run('insert into lane values (1), (2)'))
  const take = (client: pg.Client, id: number) =>
    client.query('select 1 from lane where id = $1 for update', [id])
  await withConnection(database.url, 'Target', async (first) => {
    const losing = withConnection(database.url, 'Target', async (second) => {
      await first.query('begin')
      await second.query("begin; set local deadlock_timeout = '10ms'")
      await take(first, 1)
      await take(second, 2)
      await first.query("set local deadlock_timeout = '60s'")
      await Promise.all([take(first, 2), take(second, 1)])
    })
    await assert.rejects(losing, { code: 'target-unavailable', message: /deadlock.*\(40P01\)/ })
  })
})

test('a connection that is ended from outside fails its next query, not the process', async () => {
  const client = await connect(database.url, 'Source')
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const ended = new Promise((resolve) => client.once('end', resolve))
  const end = (other: pg.Client) => other.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await withConnection(database.url, 'Source', end)
  await ended
  await assert.rejects(client.query('select 1'))
})

test('a query that is under way when the server ends it is worth a retry', async () => {
  const kill = withConnection(database.url, 'Source', (client) =>
    client.query('select pg_terminate_backend(pg_backend_pid())'),
  )
  await assert.rejects(kill, { code: 'source-unavailable', message: /57P01/ })
})

test('a connection is closed whatever happens, and is known by its name', async () => {
  const count = `select count(*)::int as count from pg_stat_activity
    where datname = current_database() and application_name = 'minuano'`
  const countOpen = async (client: pg.Client) => {
    const { rows } = await client.query<{ count: number }>(count)
    return rows[0]?.count
  }
  const observer = await connect(database.url, 'Target')
  try {
    const during = await withConnection(database.url, 'Target', () => countOpen(observer))
    assert.equal(during, 2)
    const failing = withConnection(database.url, 'Target', () => Promise.reject(new Error('no')))
    await assert.rejects(failing, { code: 'target-refused' })
    // The server takes note of the end of a connection a moment after the client.
    while ((await countOpen(observer)) !== 1) await new Promise((next) => setTimeout(next, 5))
  } finally {
    await observer.end()
  }
})
