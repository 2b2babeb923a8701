import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  asEnvironment,
  createKnownPlant,
  createPlant,
  createTurbinePlant,
  lookAtPlant,
  minutesUpToNow,
} from '../support/plant.ts'

describe('a look at a Source', () => {
  test('gives the grants that are missing, after which nothing is', async () => {
    const source = await createTurbinePlant()
    await source.run(
      `revoke all on schema scada from "${source.role}"`,
      `revoke all on scada."Turbine Data" from "${source.role}"`,
    )
    const env = {
      SOURCE_TABLE: 'scada."Turbine Data"',
      SOURCE_TIME_COLUMN: 'Zeit',
      SOURCE_COLUMNS: 'wind_speed=Wind Speed (m/s),power=Leistung [kW]',
    }
    const sql = (await lookAtPlant(source, env)).faults().flatMap((fault) => fault.sql ?? [])
    assert.deepEqual(sql, [
      `grant usage on schema "scada" to "${source.role}";`,
      `grant select ("Zeit", "Wind Speed (m/s)", "Leistung [kW]") on scada."Turbine Data" to "${source.role}";`,
    ])
    await source.run(...sql)
    const then = await lookAtPlant(source, env)
    assert.deepEqual(then.faults(), [])
    assert.equal(then.find(/may select 3 of 5 columns/).level, 'ok')
  })

  test('gives the grants of a table that nobody named, where it may not be read', async () => {
    const source = await createTurbinePlant()
    await source.run(`revoke all on schema scada from "${source.role}"`)
    const sql = (await lookAtPlant(source)).faults().flatMap((fault) => fault.sql ?? [])
    assert.deepEqual(sql, [
      `grant usage on schema "scada" to "${source.role}";`,
      `grant select on scada."Turbine Data" to "${source.role}";`,
    ])
    await source.run(...sql)
    assert.deepEqual((await lookAtPlant(source)).faults(), [])
  })

  test('gives the grant of the one column that is missing', async () => {
    const source = await createKnownPlant()
    await source.run(
      `revoke select on data from "${source.role}"`,
      `grant select ("timestamp", wind_speed) on data to "${source.role}"`,
    )
    const [fault, ...others] = (await lookAtPlant(source)).faults()
    assert.deepEqual(others, [])
    assert.deepEqual(fault?.sql, [`grant select ("power") on public.data to "${source.role}";`])
    await source.run(...fault.sql)
    assert.deepEqual((await lookAtPlant(source)).faults(), [])
  })

  test('says that a role may do more than is needed', async () => {
    const source = await createKnownPlant()
    await source.run(`grant insert on data to "${source.role}"`)
    const found = await lookAtPlant(source)
    assert.equal(found.find(/may also change public\.data/).level, 'note')
    assert.deepEqual(found.faults(), [])
  })

  test('gives the index that is missing on the time column', async () => {
    const source = await createKnownPlant()
    await source.run(
      'alter table data drop constraint data_pkey',
      'create index on data (power, "timestamp")',
    )
    const note = (await lookAtPlant(source)).find(
      /^no index on timestamp alone or first \(in data_power/,
    )
    assert.equal(note.level, 'note')
    await source.run(...note.sql!)
    assert.equal((await lookAtPlant(source)).find(/^index \S+ on timestamp/).level, 'ok')
  })

  test('finds another spacing than is set, and the settings to follow', async () => {
    const source = await createKnownPlant()
    await source.run(`delete from data where extract(minute from "timestamp")::int % 15 <> 0`)
    const fault = (await lookAtPlant(source)).find(
      /^samples are 15m apart .* is 1m: bins would count as inc/,
    )
    assert.equal(fault.level, 'fault')
    assert.deepEqual(fault.settings, ['MINUANO_SAMPLE_INTERVAL=15m', 'MINUANO_EVERY=15m'])
    const then = await lookAtPlant(source, asEnvironment(fault.settings))
    assert.deepEqual(then.faults(), [])
  })

  test('says so where no distance between samples is the rule', async () => {
    const source = await createKnownPlant()
    await source.run(
      `delete from data where mod(extract(epoch from "timestamp")::int8 / 60, 7) in (2, 4, 5, 6)`,
    )
    const finding = (await lookAtPlant(source)).find(/^no distance between samples is the rule: /)
    assert.equal(finding.level, 'unconfirmed')
    await source.run(
      'truncate data',
      `insert into data select t, 8, 9 from generate_series(now() - interval '1 minute', now(), '100 milliseconds') t`,
    )
    const fast = (await lookAtPlant(source)).find(/^no distance between samples is the rule: /)
    assert.match(fast.text, /: less than 1s \(100 %\)\./)
  })

  test('tells equal rows of one time from rows that differ', async () => {
    const source = await createKnownPlant()
    await source.run(
      'alter table data drop constraint data_pkey',
      `insert into data select * from data order by "timestamp" desc limit 3`,
    )
    const found = await lookAtPlant(source)
    assert.equal(
      found.find(/^3 times of the newest \d+ have several rows, all equal/).level,
      'note',
    )
    await source.run(
      `insert into data select "timestamp", wind_speed + 1, power from data order by "timestamp" desc limit 1`,
    )
    const then = await lookAtPlant(source)
    assert.equal(then.find(/^3 times .* and in 1 of them values differ/).level, 'fault')
  })

  test('finds a variable that goes round a circle and would be averaged as a scalar', async () => {
    const source = await createKnownPlant()
    await source.run(`update data set power = (extract(epoch from "timestamp") / 60)::int8 % 360`)
    const found = (await lookAtPlant(source)).find(
      /^power goes from 0 to 359, and 1[12] times from one end/,
    )
    assert.equal(found.level, 'unconfirmed')
    const then = await lookAtPlant(source, asEnvironment(found.settings))
    assert.ok(then.findings.every(({ text }) => !text.startsWith('power goes from')))
  })

  test('finds the column that names turbines, and the setting that reads each by itself', async () => {
    const source = await createKnownPlant()
    await source.run(
      `create table farm as select "timestamp", u as "Turbine", wind_speed, power + u as power from data, generate_series(1, 3) u`,
      `grant select on farm to "${source.role}"`,
    )
    const env = { SOURCE_TABLE: 'farm' }
    const found = await lookAtPlant(source, env)
    const fault = found.find(/up to 3: the column Turbine tells them apart.*\(1, 2, 3\)/)
    assert.equal(fault.level, 'fault')
    assert.deepEqual(fault.settings, ['SOURCE_ASSET_COLUMN=Turbine'])
    const then = await lookAtPlant(source, { ...env, ...asEnvironment(fault.settings) })
    assert.deepEqual(then.faults(), [])
    assert.equal(then.find(/^each of the newest \d+ rows has a time of its own among/).level, 'ok')
    assert.equal(then.find(/rows are of 3 assets, as Turbine names them: 1, 2, 3$/).level, 'ok')
    assert.equal(then.find(/^samples are 1m apart/).level, 'ok')
    const note = then.find(/^no index on timestamp alone or first/)
    assert.deepEqual(note.sql, [
      'create index concurrently on public.farm ("Turbine", "timestamp");',
    ])
    await source.run(...note.sql, 'insert into farm select now(), null, 1, 1')
    const last = await lookAtPlant(source, { ...env, ...asEnvironment(fault.settings) })
    assert.equal(last.find(/^index \S+ on Turbine and timestamp$/).level, 'ok')
    assert.equal(last.find(/^1 of the newest \d+ rows name no asset/).level, 'note')
    assert.deepEqual(last.faults(), [])
  })

  test('names the assets that the rows have and the table that lists them has not', async () => {
    const source = await createKnownPlant()
    await source.run(
      `create table farm as select "timestamp", 'T' || u as turbine, wind_speed, power from data, generate_series(1, 3) u`,
      `create table turbine as select 'T' || u as turbine from generate_series(1, 4) u where u <> 2`,
      `grant select on farm, turbine to "${source.role}"`,
    )
    const env = { SOURCE_TABLE: 'farm', SOURCE_ASSET_COLUMN: 'turbine' }
    const found = await lookAtPlant(source, { ...env, SOURCE_ASSET_TABLE: 'turbine' })
    const note = found.find(
      /of an asset that public\.turbine \(SOURCE_ASSET_TABLE\) does not list: T2: /,
    )
    assert.equal(note.level, 'note')
    const all = await lookAtPlant(source, env)
    assert.ok(all.findings.every(({ text }) => !text.includes('does not list')))
  })

  test('says of an index on the time alone what it does not serve', async () => {
    const source = await createKnownPlant()
    await source.run(
      `create table farm as select "timestamp", u as turbine, wind_speed, power from data, generate_series(1, 3) u`,
      `alter table farm add primary key ("timestamp", turbine)`,
      `grant select on farm to "${source.role}"`,
    )
    const env = { SOURCE_TABLE: 'farm', SOURCE_ASSET_COLUMN: 'turbine' }
    const note = (await lookAtPlant(source, env)).find(/none that begins with turbine/)
    assert.equal(note.level, 'note')
    await source.run(...note.sql!)
    const then = await lookAtPlant(source, env)
    assert.equal(then.find(/^index \S+ on turbine and timestamp$/).level, 'ok')
  })

  test('finds rows of one time and one asset that differ', async () => {
    const source = await createKnownPlant()
    await source.run(
      `create table farm as select "timestamp", u as turbine, wind_speed, power from data, generate_series(1, 3) u`,
      `insert into farm select "timestamp", 2, wind_speed + 1, power from data order by "timestamp" desc limit 4`,
      `grant select on farm to "${source.role}"`,
    )
    const found = await lookAtPlant(source, {
      SOURCE_TABLE: 'farm',
      SOURCE_ASSET_COLUMN: 'turbine',
    })
    assert.equal(found.find(/^4 times .* and in 4 of them values differ/).level, 'fault')
  })

  test('reads a tag at a time where assets and tags tell rows apart', async () => {
    const source = await createKnownPlant()
    await source.run(
      `create table farm as select "timestamp", 'T0' || u as turbine, tag, power as value from data, generate_series(1, 2) u, unnest(array['p', 'v']) tag`,
      `grant select on farm to "${source.role}"`,
    )
    const env = { SOURCE_TABLE: 'farm', SOURCE_COLUMNS: 'power=value', MINUANO_VARIABLES: 'power' }
    const fault = (await lookAtPlant(source, env)).find(/Let turbine name the asset of each row/)
    assert.deepEqual(fault.settings, [
      'SOURCE_ASSET_COLUMN=turbine',
      `SOURCE_WHERE='{"tag":["p"]}'`,
    ])
    const then = await lookAtPlant(source, { ...env, ...asEnvironment(fault.settings) })
    assert.deepEqual(then.faults(), [])
  })

  test('leaves a filter as it is that is set beside', async () => {
    const source = await createKnownPlant()
    await source.run(
      `create table farm as select "timestamp", 'T0' || u as turbine, q as quality, wind_speed, power from data, generate_series(1, 2) u, unnest(array[0, 192]) q`,
      `grant select on farm to "${source.role}"`,
    )
    const env = { SOURCE_TABLE: 'farm', SOURCE_WHERE: '{"quality": [192]}' }
    const { settings } = (await lookAtPlant(source, env)).find(/up to 2: the column turbine/)
    assert.deepEqual(settings, ['SOURCE_ASSET_COLUMN=turbine'])
    const then = await lookAtPlant(source, { ...env, ...asEnvironment(settings) })
    assert.deepEqual(then.faults(), [])
  })

  test('sees the column that names turbines where a part of the rows is there twice', async () => {
    const source = await createKnownPlant()
    await source.run(
      `create table farm as select "timestamp", 'T0' || u as turbine, wind_speed, power from data, generate_series(1, 2) u`,
      `insert into farm select * from farm order by "timestamp" desc limit 30`,
      `grant select on farm to "${source.role}"`,
    )
    const found = await lookAtPlant(source, { SOURCE_TABLE: 'farm' })
    assert.equal(found.find(/up to 4: the column turbine tells them apart/).level, 'fault')
  })
})

describe('a look at the clock of a Source without zone', () => {
  /** Ten minutes each of a year and a half, by a clock that is made out of the instant `t`. */
  const createClock = async (
    clock: string,
    instants = `generate_series(timestamptz '2024-01-10', timestamptz '2025-06-01', '10 minutes') t`,
    power = '1000',
  ) => {
    const source = await createPlant()
    await source.run(
      `create table data ("timestamp" timestamp, wind_speed float8, power float8)`,
      `create index on data ("timestamp")`,
      `insert into data select ${clock}, 8, ${power} from ${instants}`,
      `grant select on data to "${source.role}"`,
    )
    return (zones: Record<string, string>) =>
      lookAtPlant(source, { MINUANO_SAMPLE_INTERVAL: '10m', ...zones })
  }

  test('recognises one that keeps winter time all year, and names its fixed zone', async () => {
    const look = await createClock(`t at time zone 'Etc/GMT-1'`)
    const found = await look({ SOURCE_TIME_ZONE: 'Europe/Berlin' })
    const fault = found.find(
      /^the clock does not follow the summer time of Europe\/Berlin: 12 rows/,
    )
    assert.equal(fault.level, 'fault')
    assert.match(fault.text, /such as 2025-03-30 02:00.*no hour of autumn is there twice/)
    assert.deepEqual(fault.settings, ['SOURCE_TIME_ZONE=Etc/GMT-1'])
    const then = await look(asEnvironment(fault.settings))
    assert.deepEqual(then.faults(), [])
  })

  for (const [keeps, zone] of [
    ['winter time', 'Etc/GMT-1'],
    ['UTC', 'UTC'],
  ] as const) {
    test(`knows by the newest row that one keeps ${keeps}, where it is of now`, async () => {
      const now = `date_trunc('minute', now())`
      const look = await createClock(
        `t at time zone '${zone}'`,
        `generate_series(${now} - interval '400 days', ${now}, '10 minutes') t`,
      )
      const fault = (await look({ SOURCE_TIME_ZONE: 'Europe/Berlin' })).find(
        /by which the newest row is of now/,
      )
      assert.deepEqual([fault.level, fault.settings], ['fault', [`SOURCE_TIME_ZONE=${zone}`]])
      assert.deepEqual((await look(asEnvironment(fault.settings))).faults(), [])
    })
  }

  test('finds the hour that comes twice in autumn the ordinary case where the zone is right', async () => {
    const look = await createClock(`t at time zone 'Europe/Berlin'`)
    const found = await look({ SOURCE_TIME_ZONE: 'Europe/Berlin' })
    assert.equal(
      found.find(/^the clock follows the summer time of Europe\/Berlin: 12 rows/).level,
      'ok',
    )
    assert.deepEqual(found.faults('Source'), [])
  })

  test('tells rows of the hour that comes twice from rows that are to be deleted', async () => {
    const look = await createClock(
      `t at time zone 'Europe/Berlin'`,
      `generate_series(timestamptz '2024-10-01Z', timestamptz '2024-10-27 23:50Z', '10 minutes') t,
         generate_series(1, case when t = '2024-10-27 12:00Z' then 2 else 1 end)`,
      'extract(epoch from t) + random()',
    )
    const found = await look({ SOURCE_TIME_ZONE: 'Europe/Berlin' })
    const note = found.find(/^6 times .* an hour that the clock of Europe\/Berlin shows twice/)
    assert.equal(note.level, 'note')
    const fault = found.find(
      /^1 times .* and in 1 of them values differ, first at 2024-10-27 13:00/,
    )
    assert.deepEqual(found.faults('Source'), [fault])
  })

  test('recognises one that follows the plant’s summer time and is said not to', async () => {
    const look = await createClock(`t at time zone 'Europe/Berlin'`)
    const zones = { SOURCE_TIME_ZONE: 'Etc/GMT-1', MINUANO_TIME_ZONE: 'Europe/Berlin' }
    const fault = (await look(zones)).find(/^the clock is said to be Etc\/GMT-1/)
    assert.deepEqual([fault.level, fault.settings], ['fault', ['SOURCE_TIME_ZONE=Europe/Berlin']])
  })

  test('finds rows of the future to be those of another zone', async () => {
    const source = await createPlant()
    await source.run(
      `create table data as select t at time zone 'Asia/Tokyo' as "timestamp", 8::float8 as wind_speed, 9::float8 as power from ${minutesUpToNow}`,
      `grant select on data to "${source.role}"`,
    )
    const fault = (await lookAtPlant(source, { SOURCE_TIME_ZONE: 'UTC' })).find(
      /the newest is 9 hours ahead of the Source's clock/,
    )
    assert.equal(fault.level, 'fault')
    assert.deepEqual((await lookAtPlant(source, { SOURCE_TIME_ZONE: 'Asia/Tokyo' })).faults(), [])
  })
})

describe('a look at a table that was never seen', () => {
  test('asks for the zone of a time without one before it proposes anything', async () => {
    const source = await createTurbinePlant('timestamp')
    const found = await lookAtPlant(source)
    const question = found.find(/^which zone does the clock of Zeit show\?.*set SOURCE_TIME_ZONE/)
    assert.deepEqual([question.level, found.proposal], ['fault', undefined])
    const then = await lookAtPlant(source, { SOURCE_TIME_ZONE: 'Europe/Berlin' })
    assert.deepEqual(then.faults(), [])
    assert.deepEqual(then.proposal?.json['source'], {
      table: 'scada."Turbine Data"',
      timeColumn: 'Zeit',
      timeZone: 'Europe/Berlin',
    })
  })

  test('leaves out what numbers turbines, and then takes it for their name', async () => {
    const source = await createPlant()
    await source.run(
      `create table farm as select t as at, u as turbine, 8.5 as speed from ${minutesUpToNow}, generate_series(1, 2) u`,
      `grant select on farm to "${source.role}"`,
    )
    const found = await lookAtPlant(source)
    assert.deepEqual(found.proposal?.json['variables'], ['speed'])
    assert.equal(found.find(/^no variables: turbine \(the number of/).level, 'note')
    const { settings } = found.find(/the column turbine tells them apart/)
    assert.equal(found.table, undefined)
    const then = await lookAtPlant(source, asEnvironment(settings))
    assert.deepEqual(then.faults(), [])
    assert.deepEqual(then.proposal!.json['source'], {
      table: 'public.farm',
      timeColumn: 'at',
      assetColumn: 'turbine',
    })
    assert.deepEqual(then.proposal!.json['variables'], ['speed'])
  })

  test('writes bins as wide as samples are apart that do not fit the usual ones', async () => {
    const source = await createTurbinePlant()
    await source.run(`delete from scada."Turbine Data" where "Nr" % 15 <> 0`)
    const found = await lookAtPlant(source)
    assert.deepEqual(found.faults(), [])
    const { sampleInterval, every } = found.proposal!.json
    assert.deepEqual([sampleInterval, every], ['15m', '15m'])
  })

  test('proposes a named table under the name that it was given', async () => {
    const source = await createTurbinePlant()
    const { proposal } = await lookAtPlant(source, { SOURCE_TABLE: 'scada.Turbine Data' })
    assert.equal((proposal!.json['source'] as { table: string }).table, 'scada.Turbine Data')
    assert.deepEqual(proposal!.overruled, [])
  })

  test('of several tables proposes none until one is named, as the message says it', async () => {
    const source = await createTurbinePlant()
    await source.run(
      `create table weather (at timestamptz primary key, temperature float8)`,
      `create table orders (id int primary key, made_at timestamptz)`,
      `grant select on weather, orders to "${source.role}"`,
    )
    const found = await lookAtPlant(source)
    const { settings = [] } = found.find(/2 look like time series: /)
    assert.equal(found.proposal, undefined)
    assert.deepEqual(settings.toSorted(), [
      `SOURCE_TABLE='scada."Turbine Data"'`,
      'SOURCE_TABLE=public.weather',
    ])
    const env = asEnvironment(settings.filter((setting) => setting.includes('Turbine')))
    const then = await lookAtPlant(source, env)
    assert.deepEqual(then.faults(), [])
    assert.deepEqual(then.proposal?.overruled, [])
  })

  test('says which variables of the environment win over what it proposes', async () => {
    const source = await createTurbinePlant()
    const env = { SOURCE_TABLE: 'turbines', MINUANO_VARIABLES: 'speed' }
    const found = await lookAtPlant(source, env)
    assert.equal(found.find(/no table turbines, which SOURCE_TABLE names/).level, 'fault')
    assert.deepEqual(found.proposal?.overruled.toSorted(), ['MINUANO_VARIABLES', 'SOURCE_TABLE'])
  })
})
