import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { columnOf } from '../../../src/frame/frame.ts'
import { describeSource } from '../../../src/source/table/describe-source.ts'
import type { SourceSettings } from '../../../src/source/table/describe-source.ts'
import { readFrames } from '../../../src/source/wide/read-frames.ts'
import { sourcePeriod } from '../../../src/source/table/source-period.ts'
import { createTestDatabase } from '../../support/postgres.ts'
import type { TestDatabase } from '../../support/postgres.ts'

const always = { start: Date.UTC(1900, 0, 1) * 1000, end: Date.UTC(2100, 0, 1) * 1000 }

describe('reading the Source', () => {
  let database: TestDatabase
  let client: pg.Client

  before(async () => {
    database = await createTestDatabase()
    client = await connect()
    await client.query(`
      create table plain ("timestamp" timestamptz, a float8, b numeric, c int);
      insert into plain values
        ('2025-01-01T00:01:00Z', 2, 2.5, 2), ('2025-01-01T00:00:00Z', 1, 1.5, 1),
        ('2025-01-01T00:02:00.000001Z', 'NaN', 'NaN', null),
        ('2025-01-01T00:03:00Z', 'infinity', null, 4), (null, 9, 9, 9),
        ('infinity', 8, 8, 8), ('-infinity', 7, 7, 7), ('0044-03-15T12:00:00Z BC', 6, 6, 6);
      create table naive (ts timestamp primary key, a float8);
      insert into naive select ts, extract(epoch from ts)
        from generate_series(timestamp '2018-11-01', '2018-11-09', interval '1 minute') ts
        where not (ts >= '2018-11-04 00:00' and ts < '2018-11-04 01:00');
      analyze naive;
      create table long ("timestamp" timestamptz primary key, a float8);
      insert into long select timestamptz '2020-01-01' + i * interval '1 s', i
        from generate_series(1, 500000) i;
      analyze long`)
  })
  after(async () => {
    await client.end()
    await database.drop()
  })

  async function connect(): Promise<pg.Client> {
    const opened = new pg.Client(database.url)
    opened.on('error', () => undefined)
    await opened.connect()
    return opened
  }

  async function tableOf(settings: Partial<SourceSettings>) {
    return describeSource(client, {
      sourceTable: 'plain',
      sourceTimeColumn: 'timestamp',
      sourceTimeZone: undefined,
      sourceColumns: undefined,
      ...settings,
    })
  }

  const naive = (sourceTimeZone: string) =>
    tableOf({ sourceTable: 'naive', sourceTimeColumn: 'ts', sourceTimeZone })

  /** All rows of an interval, each a time and its values. */
  async function readRows(
    table: Awaited<ReturnType<typeof tableOf>>,
    { start, end }: typeof always = always,
  ): Promise<[string, ...number[]][]> {
    const rows: [string, ...number[]][] = []
    const frames = readFrames(client, table, { start, end }, table.variables, { timeout: 10 })
    for await (const { time, columns } of frames) {
      time.forEach((instant, row) =>
        rows.push([
          new Date(instant / 1000).toISOString(),
          ...[...columns.values()].map((values) => values[row]!),
        ]),
      )
    }
    return rows
  }

  test('the period of a table whose time column was retyped since it was described is not read', async () => {
    const operators = [
      [await tableOf({}), /tstzrange @> timestamp without/, 'America/Sao_Paulo'],
      [await naive('America/Sao_Paulo'), /tsrange @> timestamp with/, undefined],
    ] as const
    for (const [table, message, timeZone] of operators) {
      await assert.rejects(sourcePeriod(client, { ...table, timeZone }), { message })
    }
  })

  test('gives rows in the order of time, what is no value as NaN, and no row without a time', async () => {
    assert.deepEqual(await readRows(await tableOf({})), [
      ['2025-01-01T00:00:00.000Z', 1, 1.5, 1],
      ['2025-01-01T00:01:00.000Z', 2, 2.5, 2],
      ['2025-01-01T00:02:00.000Z', NaN, NaN, NaN],
      ['2025-01-01T00:03:00.000Z', NaN, NaN, 4],
    ])
  })

  test('keeps microseconds', async () => {
    const table = await tableOf({})
    for await (const { time } of readFrames(client, table, always, [], { timeout: 10 })) {
      assert.equal(time[2], Date.UTC(2025, 0, 1, 0, 2) * 1000 + 1)
    }
  })

  test('takes the start of the interval, and not its end', async () => {
    const table = await tableOf({})
    const minute = (count: number) => Date.UTC(2025, 0, 1, 0, count) * 1000
    const within = await readRows(table, { start: minute(0), end: minute(1) })
    assert.deepEqual(
      within.map(([time]) => time),
      ['2025-01-01T00:00:00.000Z'],
    )
    assert.deepEqual(await readRows(table, { start: minute(4), end: minute(5) }), [])
  })

  test('reads years before the first', async () => {
    const start = Date.UTC(-100, 0, 1) * 1000
    const rows = await readRows(await tableOf({}), { start, end: Date.UTC(100, 0, 1) * 1000 })
    assert.deepEqual(rows, [['-000043-03-15T12:00:00.000Z', 6, 6, 6]])
  })

  test('reads the same under another session’s DateStyle and time zone', async () => {
    await client.query(`set datestyle = 'SQL, DMY'; set timezone = 'Asia/Kathmandu'`)
    const rows = await readRows(await tableOf({}))
    await client.query('reset datestyle; reset timezone')
    assert.equal(rows[0]![0], '2025-01-01T00:00:00.000Z')
    assert.equal(rows.length, 4)
  })

  const zones: [zone: string, noon: string][] = [
    ['UTC', '2018-11-06T12:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-06T14:00:00.000Z'],
    ['Asia/Kathmandu', '2018-11-06T06:15:00.000Z'],
    ['+03:00', '2018-11-06T09:00:00.000Z'],
    ['-09:30', '2018-11-06T21:30:00.000Z'],
  ]
  for (const [zone, noon] of zones) {
    test(`reads a clock without zone as one of ${zone}`, async () => {
      const start = Date.parse(noon) * 1000
      const rows = await readRows(await naive(zone), { start, end: start + 60e6 })
      assert.deepEqual(rows, [[noon, Date.UTC(2018, 10, 6, 12) / 1000]])
    })
  }

  test('reads the 23 hours of a day on which the clock went forward', async () => {
    const start = Date.UTC(2018, 10, 4, 3) * 1000
    const end = Date.UTC(2018, 10, 5, 2) * 1000
    const rows = await readRows(await naive('America/Sao_Paulo'), { start, end })
    assert.equal(rows.length, 23 * 60)
    assert.deepEqual(rows[0], ['2018-11-04T03:00:00.000Z', Date.UTC(2018, 10, 4, 1) / 1000])
  })

  test('finds a naive clock’s rows along the index', async () => {
    const table = await naive('America/Sao_Paulo')
    await client.query(
      `create function plan(statement text) returns setof text language plpgsql as
       $$ begin return query execute 'explain ' || statement; end $$`,
    )
    let statement = ''
    const spy = {
      query: (query: { submit(connection: object): void }) => {
        const stream = new PassThrough().on('data', () => undefined)
        query.submit({ stream, query: (text: string) => (statement = text) })
        throw new Error('seen')
      },
    } as unknown as pg.ClientBase
    const start = Date.UTC(2018, 10, 6) * 1000
    const frames = readFrames(spy, table, { start, end: start + 3600e6 }, [], { timeout: 1 })
    await assert.rejects(frames.next())
    const select = /copy \(([\s\S]*)\) to stdout/.exec(statement)![1]!
    const { rows } = await client.query<{ plan: string }>('select plan($1)', [select])
    assert.match(rows.map(({ plan }) => plan).join('\n'), /Index.* on naive|naive_pkey/)
  })

  test('knows the first and the last time, null where there is none', async () => {
    const table = await tableOf({})
    assert.deepEqual(await sourcePeriod(client, table), {
      first: Date.UTC(2025, 0, 1) * 1000,
      last: Date.UTC(2025, 0, 1, 0, 3) * 1000,
      // One of 44 BC.
      outsideRows: 1,
    })
    assert.deepEqual(await sourcePeriod(client, await naive('America/Sao_Paulo')), {
      first: Date.UTC(2018, 10, 1, 3) * 1000,
      last: Date.UTC(2018, 10, 9, 2) * 1000,
      outsideRows: 0,
    })
    await client.query('create table none ("timestamp" timestamptz, a float8)')
    const none = await tableOf({ sourceTable: 'none' })
    assert.deepEqual(await sourcePeriod(client, none), {
      first: null,
      last: null,
      outsideRows: 0,
    })
  })

  /** Whether a backend still works on a query. */
  async function isRunning(pid: number): Promise<boolean> {
    const { rowCount } = await client.query(
      `select from pg_stat_activity where pid = $1 and state = 'active'`,
      [pid],
    )
    return rowCount === 1
  }

  async function pidOf(reader: pg.Client): Promise<number> {
    const { rows } = await reader.query<{ pid: number }>('select pg_backend_pid() as pid')
    return rows[0]!.pid
  }

  async function untilIdle(pid: number): Promise<void> {
    while (await isRunning(pid)) await sleep(20)
  }

  test(
    'cancels the query when its rows are not taken to the end',
    { timeout: 300_000 },
    async () => {
      const table = await tableOf({ sourceTable: 'long' })
      const reader = await connect()
      const pid = await pidOf(reader)
      let rows = 0
      for await (const frame of readFrames(reader, table, always, table.variables, {
        timeout: 10,
      })) {
        rows += frame.time.length
        assert.equal(columnOf(frame, 'a')[0], rows - frame.time.length + 1)
        if (rows > 10_000) break
      }
      await reader.end()
      await untilIdle(pid)
    },
  )

  test(
    'cancels the query when it is told to stop while it waits',
    { timeout: 300_000 },
    async () => {
      await client.query(
        `create view slow as select now() as "timestamp", pg_sleep(600)::text::float8 as a`,
      )
      const table = await tableOf({ sourceTable: 'slow' })
      const reader = await connect()
      const pid = await pidOf(reader)
      const controller = new AbortController()
      const options = { timeout: 300, signal: controller.signal }
      const frames = readFrames(reader, table, always, table.variables, options)
      const first = assert.rejects(frames.next())
      while (!(await isRunning(pid))) await sleep(20)
      controller.abort()
      await first
      await untilIdle(pid)
      await reader.end()
    },
  )

  test('gives up a Source that does not begin its answer', { timeout: 300_000 }, async () => {
    const table = await tableOf({ sourceTable: 'slow' })
    const reader = await connect()
    const pid = await pidOf(reader)
    const frames = readFrames(reader, table, always, table.variables, { timeout: 0.2 })
    await assert.rejects(frames.next(), { code: 'source-timeout', message: /within 0.2 s/ })
    await untilIdle(pid)
    await reader.end()
  })

  test('says so when the Source goes away in the middle', { timeout: 300_000 }, async () => {
    const table = await tableOf({ sourceTable: 'long' })
    const reader = await connect()
    const pid = await pidOf(reader)
    await assert.rejects(
      async () => {
        const frames = readFrames(reader, table, always, table.variables, { timeout: 10 })
        for await (const frame of frames) {
          if (frame.time.length > 0) await client.query('select pg_terminate_backend($1)', [pid])
        }
      },
      { code: 'source-unavailable' },
    )
    await reader.end()
  })
})
