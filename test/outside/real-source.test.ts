import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { startConnectorCommand } from '../support/connector-command.ts'
import { createDataFolder } from '../support/data-folder.ts'
import { header, makeMinuteData, readRealData, realFile, sentinel } from '../support/minute-data.ts'
import type { MinuteData } from '../support/minute-data.ts'
import { runMinuano } from '../support/minuano.ts'
import { agree, oracleBins } from '../support/oracle.ts'
import {
  listSystemPostgres,
  noSystemPostgres,
  queryRows,
  startSystemPostgres,
} from '../support/system-postgres.ts'
import type { SystemPostgres } from '../support/system-postgres.ts'

const [, wind, peak, direction, temperature, pressure, sun, pyrheliometer] = header

/** The brief's words for two of the station's columns; the others keep their own. */
const mapping = `wind_speed=${wind},ambient_temperature=${temperature}`

/** A server with habits of its own: what it shows of times and numbers must not matter. */
const habits = { timezone: 'America/Denver', datestyle: 'SQL, DMY', extra_float_digits: '0' }

/** The plant's table, with columns of every numeric kind, and of others. */
const plant = [
  'create schema scada',
  `create table scada."Minute Data" (
    "Record" bigint generated always as identity,
    "Date (UTC)" timestamp without time zone not null,
    "${wind}" double precision,
    "${peak}" real,
    "${direction}" numeric(5, 1),
    "${temperature}" numeric,
    "${pressure}" double precision,
    "${sun}" numeric,
    "${pyrheliometer}" numeric(8, 2),
    "Quality" smallint default 1,
    "Station" text default 'NWTC',
    primary key ("Record"))`,
  'create index on scada."Minute Data" ("Date (UTC)")',
  `comment on column scada."Minute Data"."${wind}" is 'm/s'`,
  `create view scada.measured as
    select "Date (UTC)" as at, nullif("${pyrheliometer}", ${sentinel}) as chp1 from scada."Minute Data"`,
  'create table scada.operators (name text)',
]

const source = {
  SOURCE_TABLE: 'scada."Minute Data"',
  SOURCE_TIME_COLUMN: 'Date (UTC)',
  SOURCE_TIME_ZONE: 'UTC',
}

const [programs] = listSystemPostgres().filter(({ version }) => !version.startsWith('18.'))

/** Both days of a zone: their bounds, and the Source's rows in them. Denver is 6 h behind UTC then. */
const daysOf = {
  UTC: [
    { day: '2018-10-18', start: '2018-10-18T00:00Z', end: '2018-10-19T00:00Z', rows: 1020 },
    { day: '2018-10-19', start: '2018-10-19T00:00Z', end: '2018-10-20T00:00Z', rows: 420 },
  ],
  'America/Denver': [
    { day: '2018-10-18', start: '2018-10-18T06:00Z', end: '2018-10-19T06:00Z', rows: 1380 },
    { day: '2018-10-19', start: '2018-10-19T06:00Z', end: '2018-10-20T06:00Z', rows: 60 },
  ],
}

type Zone = keyof typeof daysOf

if (programs === undefined) {
  test('a Source of the system’s PostgreSQL', { skip: noSystemPostgres }, () => undefined)
} else {
  const real = readRealData()
  describeMainJob('generated minutes', makeMinuteData(), describeOddities)
  if (real !== undefined) describeMainJob(`the real minutes of 2018-10-18`, real)
  else test('the main job on real minutes', { skip: `there is no ${realFile}` }, () => undefined)
}

/** What a test in another function needs of the suite that it is in. */
interface Plant {
  readonly data: MinuteData
  readonly sourceUrl: () => string
  readonly createHistorian: (name: string) => Promise<string>
}

function describeMainJob(what: string, data: MinuteData, more?: (plant: Plant) => void): void {
  describe(`the main job on ${what}, in PostgreSQL ${programs!.version}`, () => {
    let server: SystemPostgres
    before(async () => {
      server = await startSystemPostgres(programs!, habits)
      await server.run('postgres', 'create database plant')
      await server.run('plant', ...plant)
      await copyIn(server.urlOf('plant'), data)
    })
    after(() => server.stop())

    /** An empty database of an ordinary user, whose password needs escaping in a URL. */
    async function createHistorian(name: string): Promise<string> {
      const urlOf = await server.createRole(name, 'p@ss:wo/rd %')
      await server.run('postgres', `create database ${name} owner ${name}`)
      return urlOf(name)
    }

    test('two URLs and settings are all that run needs', async () => {
      const folder = createDataFolder()
      const target = await createHistorian('historian_utc')
      const env = {
        ...source,
        MINUANO_DATA_DIR: folder.path,
        SOURCE_DATABASE_URL: server.urlOf('plant'),
        TARGET_DATABASE_URL: target,
        SOURCE_COLUMNS: mapping,
        MINUANO_VARIABLES: 'wind_speed,ambient_temperature',
      }
      for (const { day, rows } of daysOf.UTC) {
        const { code, stdout, stderr } = await runMinuano(['run', day, '--json'], env)
        assert.equal(code, 0, stderr)
        assert.equal((JSON.parse(stdout) as { sourceRows: number }).sourceRows, rows)
      }
      await compare(target, data, 'UTC', { wind_speed: wind, ambient_temperature: temperature })
      const units = await queryRows(target, `select unit from signal where name like '%_mean'`)
      assert.deepEqual(units, [{ unit: 'm/s' }, { unit: null }])
      assert.ok(!existsSync(folder.path), 'an embedded PostgreSQL was made')
    })

    test('a Connector whose user may read two columns, and an ETL without a Source, in the plant’s zone', async () => {
      const plantUrlOf = await server.createRole('plant_reader', 'reader')
      await server.run(
        'plant',
        'grant usage on schema scada to plant_reader',
        `grant select ("Date (UTC)", "${wind}", "${temperature}") on scada."Minute Data" to plant_reader`,
      )
      const target = await createHistorian('historian_denver')
      const zone = { MINUANO_TIME_ZONE: 'America/Denver' }
      const connector = await startConnectorCommand({
        ...source,
        ...zone,
        SOURCE_DATABASE_URL: plantUrlOf('plant'),
        SOURCE_COLUMNS: mapping,
      })
      try {
        const answer = await fetch(`${connector.url}/variables`)
        const { variables } = (await answer.json()) as { variables: { name: string }[] }
        assert.deepEqual(
          variables.map(({ name }) => name),
          ['wind_speed', 'ambient_temperature'],
        )
        const { code, stdout, stderr } = await runMinuano(
          ['backfill', '2018-10-18', '2018-10-19', '--json'],
          {
            ...zone,
            CONNECTOR_URL: connector.url,
            TARGET_DATABASE_URL: target,
            MINUANO_VARIABLES: 'wind_speed,ambient_temperature',
          },
        )
        assert.equal(code, 0, stderr)
        assert.equal((JSON.parse(stdout) as { sourceRows: number }).sourceRows, 1440)
      } finally {
        await connector.stop()
      }
      const columns = { wind_speed: wind, ambient_temperature: temperature }
      await compare(target, data, 'America/Denver', columns)
    })

    test('columns under their own names, of every numeric type, every 5 minutes', async () => {
      const target = await createHistorian('historian_raw')
      const variables = [wind, peak, temperature, pressure, sun, pyrheliometer]
      const env = {
        ...source,
        SOURCE_DATABASE_URL: server.urlOf('plant'),
        TARGET_DATABASE_URL: target,
        MINUANO_VARIABLES: variables.join(','),
        MINUANO_EVERY: '5m',
      }
      const { code, stderr } = await runMinuano(['backfill', '2018-10-18', '2018-10-19'], env)
      assert.equal(code, 0, stderr)
      const columns = Object.fromEntries(variables.map((name) => [name, name]))
      await compare(target, data, 'UTC', columns, { suffix: '_5m', every: 300 })
    })

    more?.({ data, sourceUrl: () => server.urlOf('plant'), createHistorian })
  })
}

function describeOddities({ data, sourceUrl, createHistorian }: Plant): void {
  test('a view that turns the sentinel into NULL keeps it out of every statistic', async () => {
    const target = await createHistorian('historian_view')
    const { code, stderr } = await runMinuano(['backfill', '2018-10-18', '2018-10-19'], {
      SOURCE_TABLE: 'scada.measured',
      SOURCE_TIME_COLUMN: 'at',
      SOURCE_TIME_ZONE: 'UTC',
      SOURCE_DATABASE_URL: sourceUrl(),
      TARGET_DATABASE_URL: target,
      MINUANO_VARIABLES: 'chp1',
    })
    assert.equal(code, 0, stderr)
    await compare(target, data, 'UTC', { chp1: pyrheliometer }, { without: sentinel })
  })

  test('a clock of which nothing says the zone is refused, and the setting named', async () => {
    const { code, stderr } = await runMinuano(['run', '2018-10-18', '--dry-run'], {
      SOURCE_TABLE: source.SOURCE_TABLE,
      SOURCE_TIME_COLUMN: source.SOURCE_TIME_COLUMN,
      SOURCE_DATABASE_URL: sourceUrl(),
      MINUANO_VARIABLES: wind,
      CONNECTOR_LOG_LEVEL: 'silent',
    })
    assert.notEqual(code, 0)
    assert.match(stderr, /timestamp without time zone: set SOURCE_TIME_ZONE/)
  })
}

async function copyIn(url: string, { csv }: MinuteData): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  const columns = header.map((name) => `"${name}"`).join(', ')
  const copy = `copy scada."Minute Data" (${columns}) from stdin (format csv, header)`
  await pipeline(Readable.from([csv]), client.query(copyFrom(copy)))
  await client.end()
}

/**
 * The Target holds, of these columns under their variables' names, what DuckDB reckons from the CSV:
 * the same signals and bins, and values that agree to 1e-12.
 */
async function compare(
  target: string,
  data: MinuteData,
  zone: Zone,
  columns: Readonly<Record<string, string>>,
  { suffix = '', every = 600, without = NaN } = {},
): Promise<void> {
  const rows = await queryRows<{ name: string; us: string; value: number }>(
    target,
    `select name, (extract(epoch from "timestamp") * 1000000)::int8::text as us, value
     from data join signal on signal.id = signal_id`,
  )
  const actual = new Map(rows.map(({ name, us, value }) => [`${name} ${us}`, value]))
  let expected = 0
  for (const [variable, column] of Object.entries(columns)) {
    const values = data.column(column).map((value) => (value === without ? NaN : value))
    // What a column of type real keeps of a number.
    const kept = column === peak ? Float32Array.from(values) : values
    for (const { start, end } of daysOf[zone]) {
      const bounds = { start: Date.parse(start) * 1000, end: Date.parse(end) * 1000 }
      for (const bin of await oracleBins(data.time, kept, bounds, every)) {
        for (const statistic of ['mean', 'min', 'max', 'std'] as const) {
          if (bin[statistic] === null) continue
          expected++
          const key = `${variable}_${statistic}${suffix} ${bin.start}`
          const value = actual.get(key)
          assert.ok(value !== undefined, `${key} is missing`)
          const isRight = agree(value, bin[statistic], bin.max - bin.min)
          assert.ok(isRight, `${key}: ${value}, not ${bin[statistic]}`)
        }
      }
    }
  }
  assert.ok(expected > 0)
  assert.equal(actual.size, expected)
}
