import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import pg from 'pg'
import { runStatement } from '../../src/postgres/run-statement.ts'
import { rowsAsObjects } from '../../src/postgres/statement-values.ts'
import { connectToTestDatabase } from '../support/connect-to-test-database.ts'

describe('one statement', () => {
  let url: string
  let client: pg.Client

  before(async () => {
    ;({ url, client } = await connectToTestDatabase())
    await client.query("set timezone = 'America/Sao_Paulo'")
    await client.query('create table note (it text)')
  })

  const read = (text: string) => runStatement(client, text, { mayWrite: false })
  const write = (text: string) => runStatement(client, text, { mayWrite: true })

  test('gives values as PostgreSQL prints them', async () => {
    const text = `select 1.50::numeric as a, timestamptz '2025-01-03 00:10Z' as b, null as c, true as d`
    const { columns, rows, command, rowCount } = await read(text)
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['a', 'b', 'c', 'd'],
    )
    assert.deepEqual(rows, [['1.50', '2025-01-02 21:10:00-03', null, 't']])
    assert.deepEqual([command, rowCount], ['SELECT', 1])
  })

  const values: [sql: string, json: unknown][] = [
    ['1::int2', 1],
    ['-7', -7],
    ['9007199254740991::int8', 9007199254740991],
    ['9007199254740993::int8', '9007199254740993'],
    ['0.1::float8 + 0.2::float8', 0.30000000000000004],
    ["'NaN'::float8", null],
    ["'-Infinity'::float4", null],
    ["'NaN'::numeric", null],
    ['1.5::numeric', 1.5],
    ['123456789012345.6::numeric', '123456789012345.6'],
    ['0.000000000000000000012::numeric', 1.2e-20],
    ['false', false],
    ['null::int', null],
    [`'{"a": [1, null]}'::jsonb`, { a: [1, null] }],
    ["timestamptz '2025-01-03 00:10Z'", '2025-01-02T21:10:00-03:00'],
    ["timestamptz '2025-01-03 00:10Z' at time zone 'UTC'", '2025-01-03T00:10:00'],
    ["timestamptz '2025-01-03 00:10:00.123456Z'", '2025-01-02T21:10:00.123456-03:00'],
    ["timestamptz 'infinity'", 'infinity'],
    ["date '2025-01-03'", '2025-01-03'],
    ["'text'", 'text'],
    ["'{1,2}'::int[]", '{1,2}'],
  ]
  for (const [sql, json] of values) {
    test(`${sql} is ${JSON.stringify(json)} in JSON`, async () => {
      assert.deepEqual(rowsAsObjects(await read(`select ${sql} as value`)), [{ value: json }])
    })
  }

  test('in UTC, a time ends with Z', async () => {
    await client.query('begin')
    await client.query("set local timezone = 'UTC'")
    const [row] = rowsAsObjects(await write("select timestamptz '2025-01-03 00:10Z' as value"))
    await client.query('rollback')
    assert.deepEqual(row, { value: '2025-01-03T00:10:00Z' })
  })

  test('writes nothing unless it may', async () => {
    for (const text of [
      "insert into note values ('x')",
      'create table other ()',
      'drop table note',
      "with added as (insert into note values ('x') returning *) select * from added",
    ]) {
      await assert.rejects(read(text), { code: 'sql-failed', message: /read-only.*--write/s }, text)
    }
    assert.deepEqual((await read('select * from note')).rows, [])
    assert.equal((await write("insert into note values ('x'), ('y')")).rowCount, 2)
    assert.deepEqual((await write('delete from note returning it')).rows, [['x'], ['y']])
  })

  test('may be one that refuses a transaction block', async () => {
    assert.equal((await write('vacuum note')).command, 'VACUUM')
  })

  test('stands alone: a second one is refused, and neither is run', async () => {
    const text = "insert into note values ('first'); insert into note values ('second')"
    for (const run of [read, write]) {
      await assert.rejects(run(text), { code: 'sql-failed', message: /one statement at a time/ })
    }
    assert.deepEqual((await read('select * from note;')).rows, [])
  })

  test('leaves the connection fit for the next one when it fails', async () => {
    await assert.rejects(read('select 1 / 0'), { code: 'sql-failed', message: /division by zero/ })
    assert.deepEqual((await read('select 1')).rows, [['1']])
  })

  test('that is wrong is shown with the place, and PostgreSQL’s hint', async () => {
    await assert.rejects(read("select 'é😀' as a,\n  itt\nfrom note"), {
      code: 'sql-failed',
      message: [
        'column "itt" does not exist (42703)',
        '    itt',
        '    ^',
        'hint: Perhaps you meant to reference the column "note.it".',
      ].join('\n'),
    })
  })

  test('COPY is refused: neither its rows nor its input have a place', async () => {
    await assert.rejects(write('copy note to stdout'), { code: 'sql-failed', message: /select/ })
    await assert.rejects(write(' COPY note from stdin'), { code: 'sql-failed' })
  })

  test('a connection that breaks is not the statement’s fault', async () => {
    const other = new pg.Client(url)
    other.on('error', () => undefined)
    await other.connect()
    const ending = runStatement(other, 'select pg_terminate_backend(pg_backend_pid())', {
      mayWrite: true,
    })
    await assert.rejects(ending, { code: '57P01' })
    await other.end().catch(() => undefined)
  })
})
