import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import pg from 'pg'
import { initSource } from '../../../src/source/table/init-source.ts'
import { asRole } from '../../support/as-role.ts'
import { createLoginRole } from '../../support/create-login-role.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'

async function withClient<T>(url: URL, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url.href)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

describe('making the Source', () => {
  let url: string
  let client: pg.Client

  before(async () => {
    ;({ url, client } = await connectToTestDatabase())
  })

  test('makes the table with its units, and again changes nothing', async () => {
    assert.deepEqual(await initSource(client), { leftUndone: [] })
    const look = () =>
      client.query(
        `select attname as name, format_type(atttypid, atttypmod) as type,
           col_description(attrelid, attnum) as unit
         from pg_attribute where attrelid = 'data'::regclass and attnum > 0 order by attnum`,
      )
    const { rows } = await look()
    assert.deepEqual(rows, [
      { name: 'timestamp', type: 'timestamp(0) with time zone', unit: null },
      { name: 'wind_speed', type: 'double precision', unit: 'm/s' },
      { name: 'power', type: 'double precision', unit: 'kW' },
      { name: 'ambient_temperature', type: 'double precision', unit: 'degC' },
    ])
    await client.query(`insert into data values ('2025-01-01', 1, 2, 3)`)
    assert.deepEqual(await initSource(client), { leftUndone: [] })
    assert.deepEqual((await look()).rows, rows)
    assert.equal((await client.query('select from data')).rowCount, 1)
  })

  test('lets connector read the table, and write nothing', async () => {
    const password = `it's a \\ "password"`
    // As it is in every database of PostgreSQL 14.
    await client.query('grant create on schema public to public')
    await client.query('create table if not exists other (x int)')
    assert.deepEqual(await initSource(client, { connectorPassword: password }), { leftUndone: [] })
    await withClient(asRole(url, 'connector', password), async (connector) => {
      assert.equal((await connector.query('select * from data')).rowCount, 1)
      const refused = { code: '42501' }
      const readOnly = { code: '25006' }
      await assert.rejects(connector.query('delete from data'), readOnly)
      await assert.rejects(connector.query('create table mine (x int)'), readOnly)
      await assert.rejects(connector.query('select * from other'), refused)
      // Its rights hold also where it lifts its own read-only mode.
      await connector.query('set default_transaction_read_only = off')
      await assert.rejects(connector.query('delete from data'), refused)
      await assert.rejects(connector.query('update data set power = 0'), refused)
      await assert.rejects(connector.query('truncate data'), refused)
      await assert.rejects(connector.query('create table mine (x int)'), refused)
      await assert.rejects(connector.query('drop table data'), refused)
    })
    // Without a password the role keeps the one it has.
    await initSource(client)
    await withClient(asRole(url, 'connector', password), (connector) =>
      connector.query('select from data'),
    )
  })

  test('keeps the password out of the statements that it sends', async () => {
    const sent: string[] = []
    const listener = new Proxy(client, {
      get: (target, property) =>
        property === 'query'
          ? (text: string, values?: unknown[]) => {
              sent.push(text)
              return target.query(text, values)
            }
          : (Reflect.get(target, property) as unknown),
    })
    await initSource(listener, { connectorPassword: 'plain-words' })
    assert.ok(sent.some((text) => /password 'SCRAM-SHA-256\$/.test(text)))
    assert.ok(!sent.some((text) => text.includes('plain-words')))
  })

  test('leaves a table of another shape as it is, and says so', async () => {
    const { client: own } = await connectToTestDatabase()
    await own.query('create table data (id int, "timestamp" timestamp)')
    await assert.rejects(initSource(own), {
      code: 'source-refused',
      message: /another shape \(id integer, timestamp timestamp without time zone\)/,
    })
  })

  test('goes on where this user may not make roles, and says what is left to do', async () => {
    const user = `owner_${Date.now()}`
    const other = await connectToTestDatabase()
    const own = await createLoginRole(other, user)
    await other.client.query(`alter schema public owner to ${user}`)
    await withClient(own, async (owner) => {
      const { leftUndone } = await initSource(owner, { connectorPassword: 'something' })
      assert.deepEqual(leftUndone, [
        'the role connector keeps its password: this user may not change roles',
      ])
      assert.equal((await owner.query('select * from data')).rowCount, 0)
    })
    const { rows } = await other.client.query(
      `select has_table_privilege('connector', 'data', 'select') as may_select,
         has_table_privilege('connector', 'data', 'insert') as may_insert`,
    )
    assert.deepEqual(rows, [{ may_select: true, may_insert: false }])
  })
})
