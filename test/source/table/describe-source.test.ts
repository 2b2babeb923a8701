import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type pg from 'pg'
import { describeSource } from '../../../src/source/table/describe-source.ts'
import type { SourceSettings } from '../../../src/source/table/describe-source.ts'
import { initSource } from '../../../src/source/table/init-source.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'

const usual: SourceSettings = {
  sourceTable: 'data',
  sourceTimeColumn: 'timestamp',
  sourceTimeZone: undefined,
  sourceColumns: undefined,
}

describe('describing the Source', () => {
  let client: pg.Client

  before(async () => {
    ;({ client } = await connectToTestDatabase())
    await initSource(client)
    await client.query(`
      create schema scada;
      create table scada."Minute Data" (
        "Time ""UTC""" timestamp(3), "Wind.Speed, m/s" numeric(6, 2), power real, state text,
        count int, "timestamp" bigint);
      comment on column scada."Minute Data".power is ' kW ';
      create table "scada.minute" (ts timestamptz(6), a smallint);
      create table scada.minute (ts timestamptz(2), b bigint);
      create view recent as select "timestamp", power from data;
      create domain celsius as double precision;
      create table domains ("timestamp" timestamptz, t celsius);
      create table no_time (a float8)`)
  })

  const describeWith = (settings: Partial<SourceSettings>) =>
    describeSource(client, { ...usual, ...settings })

  test('finds our own table, its units and its time’s precision', async () => {
    assert.deepEqual(await describeWith({}), {
      relation: 'public.data',
      timeColumn: 'timestamp',
      timeZone: undefined,
      timeDigits: 0,
      variables: [
        { name: 'wind_speed', column: 'wind_speed', unit: 'm/s', type: 'double precision' },
        { name: 'power', column: 'power', unit: 'kW', type: 'double precision' },
        {
          name: 'ambient_temperature',
          column: 'ambient_temperature',
          unit: 'degC',
          type: 'double precision',
        },
      ],
    })
  })

  test('finds a quoted table with odd columns, and gives them other names', async () => {
    const found = await describeWith({
      sourceTable: 'scada.Minute Data',
      sourceTimeColumn: 'Time "UTC"',
      sourceTimeZone: 'UTC',
      sourceColumns: new Map([
        ['wind_speed', 'Wind.Speed, m/s'],
        ['epoch', 'timestamp'],
      ]),
    })
    assert.equal(found.relation, 'scada."Minute Data"')
    assert.equal(found.timeZone, 'UTC')
    assert.equal(found.timeDigits, 3)
    assert.deepEqual(found.variables, [
      { name: 'wind_speed', column: 'Wind.Speed, m/s', unit: null, type: 'numeric(6,2)' },
      { name: 'power', column: 'power', unit: 'kW', type: 'real' },
      { name: 'count', column: 'count', unit: null, type: 'integer' },
      { name: 'epoch', column: 'timestamp', unit: null, type: 'bigint' },
    ])
  })

  const tables: [setting: string, relation: string, digits: number][] = [
    ['scada.minute', 'public."scada.minute"', 6],
    ['"scada".minute', 'scada.minute', 3],
    ['SCADA.Minute', 'scada.minute', 3],
    ['"scada"."minute"', 'scada.minute', 3],
    ['"scada.minute"', 'public."scada.minute"', 6],
  ]
  for (const [sourceTable, relation, digits] of tables) {
    test(`reads the table name ${sourceTable} as ${relation}`, async () => {
      const found = await describeWith({ sourceTable, sourceTimeColumn: 'ts' })
      assert.equal(found.relation, relation)
      assert.equal(found.timeDigits, digits)
    })
  }

  test('takes a view, whose time keeps the precision that it has', async () => {
    const { relation, timeDigits } = await describeWith({ sourceTable: 'recent' })
    assert.deepEqual({ relation, timeDigits }, { relation: 'public.recent', timeDigits: 0 })
  })

  test('takes a domain for its base type, and a time without precision for microseconds', async () => {
    const { variables, timeDigits } = await describeWith({ sourceTable: 'domains' })
    assert.deepEqual(variables, [{ name: 't', column: 't', unit: null, type: 'celsius' }])
    assert.equal(timeDigits, 6)
  })

  test('does not offer a column that this user may not read', async () => {
    await client.query(`
      create role half login; grant usage on schema public to half;
      grant select ("timestamp", power) on data to half; set role half`)
    try {
      const { variables } = await describeWith({})
      assert.deepEqual(
        variables.map(({ name }) => name),
        ['power'],
      )
    } finally {
      await client.query('reset role; drop owned by half; drop role half')
    }
  })

  const faults: [what: string, Partial<SourceSettings>, code: string, message: RegExp][] = [
    [
      'a table that is not there',
      { sourceTable: 'dta' },
      'source-refused',
      /no table dta; it has .*data.*SOURCE_TABLE/,
    ],
    ['a schema that is not there', { sourceTable: 'x.data' }, 'source-refused', /no table x\.data/],
    [
      'a name that could be SQL',
      { sourceTable: 'data; drop table data' },
      'source-refused',
      /no table data; drop table data/,
    ],
    [
      'a time column that is not there',
      { sourceTimeColumn: 'time' },
      'source-refused',
      /no column time; it has timestamp\. Set SOURCE_TIME_COLUMN/,
    ],
    [
      'a time column that is no time',
      { sourceTimeColumn: 'power' },
      'source-refused',
      /power is double precision, not a timestamp/,
    ],
    [
      'a time without zone, and no zone set',
      { sourceTable: 'scada.Minute Data', sourceTimeColumn: 'Time "UTC"' },
      'configuration',
      /set SOURCE_TIME_ZONE/,
    ],
    [
      'a renamed column that is not there',
      { sourceColumns: new Map([['wind', 'ws_avg']]) },
      'source-refused',
      /no numeric column ws_avg; it has wind_speed, power, ambient_temperature/,
    ],
    [
      'a variable that would be called like the time',
      {
        sourceTable: 'scada.Minute Data',
        sourceTimeColumn: 'Time "UTC"',
        sourceTimeZone: 'UTC',
      },
      'configuration',
      /cannot be called timestamp/,
    ],
    ['a table without a time', { sourceTable: 'no_time' }, 'source-refused', /no time column/],
  ]
  for (const [what, settings, code, message] of faults) {
    test(`says what to do about ${what}`, async () => {
      await assert.rejects(describeWith(settings), { code, message })
    })
  }
})
