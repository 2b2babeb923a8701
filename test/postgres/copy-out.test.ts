import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { copyOut } from '../../src/postgres/copy-out.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { startResettingProxy } from '../support/resetting-proxy.ts'

describe('COPY … TO STDOUT', { timeout: 300_000 }, () => {
  let database: TestDatabase
  let client: pg.Client

  before(async () => {
    database = await createTestDatabase()
    client = new pg.Client(database.url)
    client.on('error', () => undefined)
    await client.connect()
  })
  after(async () => {
    await client.end()
    await database.drop()
  })

  async function readText(statement: string): Promise<string> {
    const reader = copyOut(client, statement)
    const text: string[] = []
    for (let bytes = await reader.next(); bytes !== undefined; bytes = await reader.next()) {
      text.push(Buffer.from(bytes).toString('latin1'))
    }
    return text.join('')
  }

  test('gives every byte, and the connection serves on', async () => {
    for (const rows of [0, 1, 100_000]) {
      const text = await readText(`copy (select generate_series(1, ${rows})) to stdout`)
      const lines = Array.from({ length: rows }, (_, index) => `${index + 1}\n`)
      assert.equal(text, lines.join(''))
      assert.deepEqual((await client.query('select 1 as one')).rows, [{ one: 1 }])
    }
  })

  const failing: [what: string, statement: string, code: string][] = [
    ['before it begins', 'copy (select x from nowhere) to stdout', '42P01'],
    [
      'in the middle',
      'copy (select 1 / (50000 - i) from generate_series(1, 60000) i) to stdout',
      '22012',
    ],
    ['at once', 'copy nonsense', '42601'],
  ]
  for (const [what, statement, code] of failing) {
    test(`tells of an error ${what}, and the connection serves on`, async () => {
      await assert.rejects(readText(statement), { code })
      assert.equal(await readText('copy (select 4) to stdout'), '4\n')
    })
  }

  test('passes over what the server says beside the rows', async () => {
    await client.query(`create function shout(i int) returns int language plpgsql as
      $$ begin raise notice 'row % %', i, repeat('!', i); return i; end $$`)
    const text = await readText('copy (select shout(i) from generate_series(1, 500) i) to stdout')
    assert.equal(text.split('\n').length, 501)
  })

  test('an error that nobody waits for does not end the process', async () => {
    const other = new pg.Client(database.url)
    other.on('error', () => undefined)
    await other.connect()
    const { rows } = await other.query<{ pid: number }>('select pg_backend_pid() as pid')
    const reader = copyOut(other, 'copy (select pg_sleep(600)) to stdout')
    await client.query('select pg_terminate_backend($1, 10000)', [rows[0]!.pid])
    await assert.rejects(reader.next(), { code: '57P01' })
    await assert.rejects(reader.next(), { code: '57P01' })
    await other.end()
  })

  /** Runs a statement whose answer nobody reads until the connection has been reset after `lastWord`. */
  async function resetUnread(statement: string, lastWord: string) {
    const other = new pg.Client(await startResettingProxy(database.url, lastWord))
    const broken = new Promise((resolve) => other.on('error', resolve))
    await other.connect()
    const { rows } = await other.query<{ pid: number }>('select pg_backend_pid() as pid')
    const reader = copyOut(other, statement)
    return { reader, broken, pid: rows[0]!.pid }
  }

  test('what the server said before it reset the connection is the error', async () => {
    const { reader, broken, pid } = await resetUnread(
      'copy (select pg_sleep(600)) to stdout',
      '57P01',
    )
    await client.query('select pg_terminate_backend($1, 10000)', [pid])
    await broken
    await assert.rejects(reader.next(), { code: '57P01' })
  })

  test('rows that a reset has overtaken are an error, not an end', async () => {
    const { reader, broken } = await resetUnread('copy (select 1) to stdout', 'COPY 1')
    await broken
    await assert.rejects(reader.next(), { code: 'ECONNRESET' })
  })
})
