import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { asEnvironment, createPlant, lookAtPlant, minutesUpToNow } from '../support/plant.ts'
import type { Plant } from '../support/plant.ts'

const layout = {
  SOURCE_LAYOUT: 'narrow',
  SOURCE_TABLE: 'history',
  SOURCE_TIME_COLUMN: 't',
  SOURCE_VALUE_COLUMN: 'value',
  SOURCE_TAG_COLUMN: 'tag',
  SOURCE_TAG_PATTERN: 'P.{asset}.{variable}',
}

/** Two turbines' wind speed and power, a row a minute and tag of three days up to now, and a tag of the park. */
async function createHistorian(index = '(tag, t)'): Promise<Plant> {
  const plant = await createPlant()
  await plant.run(
    'create table history (tag text not null, t timestamptz not null, value float8)',
    `insert into history select 'P.T0' || u || '.' || name, t, u + extract(minute from t)
     from ${minutesUpToNow}, generate_series(1, 2) u, unnest(array['wind_speed', 'power']) name`,
    `insert into history select 'Grid frequency', t, 50 from ${minutesUpToNow}`,
    ...(index === '' ? [] : [`create index on history ${index}`]),
    `grant select on history to "${plant.role}"`,
  )
  return plant
}

/** Every seventh, tenth or so minute of one variable: what is left is no clock's. */
const thin = (name: string) =>
  `delete from history where tag like '%.${name}' and mod(extract(epoch from t)::int8 / 60, 23) not in (0, 1, 5, 12, 14)`

describe('a look at a narrow Source', () => {
  test('finds nothing wrong with one that is as it should be, and says what it has', async () => {
    const found = await lookAtPlant(await createHistorian(), layout)
    assert.deepEqual(found.faults(), [])
    for (const pattern of [
      /^table public\.history.*, a row a value$/,
      /^value column value, double precision$/,
      /^4 tags, by tag: 2 variables of 2 assets \(T01, T02\): power, wind_speed$/,
      /^index history_tag_t_idx on tag, t: it serves every question$/,
      /^rows from .*: the newest is of/,
      /^(power, wind_speed|wind_speed, power): samples are 1m apart \(100 % of the newest; least 1m, most 1m\), as is set$/,
      /^each of the newest rows has a time of its own/,
    ]) {
      assert.equal(found.find(pattern).level, 'ok')
    }
    const note = found.find(/^1 tag names no variable, and its rows are not read: Grid frequency\./)
    assert.equal(note.level, 'note')
  })

  test('gives the grants that are missing', async () => {
    const source = await createHistorian()
    await source.run(`revoke all on history from "${source.role}"`)
    const [fault] = (await lookAtPlant(source, layout)).faults()
    assert.deepEqual(fault?.sql, [
      `grant select ("t", "value", "tag") on public.history to "${source.role}";`,
    ])
    await source.run(...fault.sql)
    assert.deepEqual((await lookAtPlant(source, layout)).faults(), [])
  })

  test('says which index serves which question, and gives the one that serves all', async () => {
    for (const [index, told] of [
      ['', /none that begins with tag, so that to list .*; none that begins with t\./],
      [
        '(t)',
        /none that begins with tag, .*; index history_t_idx on t finds a day’s rows, of all tags/,
      ],
      [
        '(tag)',
        /index history_tag_idx lists the tags, and of each all rows .*; none that begins with t\./,
      ],
    ] as const) {
      const source = await createHistorian(index)
      const note = (await lookAtPlant(source, layout)).find(/^no index on tag, t: /)
      assert.equal(note.level, 'note')
      assert.match(note.text, told)
      assert.deepEqual(note.sql, ['create index concurrently on public.history ("tag", "t");'])
      await source.run(...note.sql)
      const then = await lookAtPlant(source, layout)
      assert.equal(then.find(/^index \S+ on tag, t: it serves every/).level, 'ok')
      assert.deepEqual(then.faults(), [])
    }
  })

  test('names the variables that no tag has, and those that there are', async () => {
    const env = { ...layout, MINUANO_VARIABLES: 'torque,power' }
    const [fault, ...others] = (await lookAtPlant(await createHistorian(), env)).faults()
    assert.deepEqual(others, [])
    assert.match(fault!.text, /asks for torque, which no tag .* there are power, wind_speed\./)
  })

  test('says the spacing of each variable, and asks how samples come that have none', async () => {
    const source = await createHistorian()
    await source.run(thin('power'))
    const found = await lookAtPlant(source, layout)
    assert.match(
      found.find(/^power: samples are /).text,
      /^power: samples are \dm apart at the median, 1m at least and 9m at most, most often .*%\), and none is the rule$/,
    )
    assert.equal(found.find(/^wind_speed: samples are 1m apart/).level, 'ok')
    const [fault, ...others] = found.faults()
    assert.deepEqual(others, [])
    assert.match(
      fault!.text,
      /^how do samples of power come\? Nobody said.*until the next.*counts once/,
    )
    assert.deepEqual(fault!.settings, [
      'SOURCE_VARIABLE_SAMPLING=power=on-change',
      'SOURCE_VARIABLE_SAMPLING=power=periodic',
    ])
    for (const [setting, told, level] of [
      [fault!.settings[0]!, /^power: values on change, as is set: samples are/, 'ok'],
      [fault!.settings[1]!, /^power: .* read as periodic, as is set/, 'unconfirmed'],
    ] as const) {
      const then = await lookAtPlant(source, { ...layout, ...asEnvironment([setting]) })
      assert.deepEqual(then.faults(), [])
      assert.equal(then.find(told).level, level)
    }
    await source.run(thin('wind_speed'))
    const [all] = (await lookAtPlant(source, layout)).faults()
    assert.deepEqual(all?.settings, ['SOURCE_SAMPLING=on-change', 'SOURCE_SAMPLING=periodic'])
    const then = await lookAtPlant(source, { ...layout, SOURCE_SAMPLING: 'periodic' })
    assert.deepEqual(then.faults(), [])
  })

  test('says so where on-change is set and samples come as a clock strikes', async () => {
    const found = await lookAtPlant(await createHistorian(), {
      ...layout,
      SOURCE_SAMPLING: 'on-change',
    })
    assert.deepEqual(found.faults(), [])
    const note = found.find(/samples are 1m apart, as periodic ones are, and are read as values on/)
    assert.equal(note.level, 'note')
  })

  test('finds another spacing than is set, and one of a variable that another has not', async () => {
    const source = await createHistorian()
    await source.run(
      `delete from history where tag like '%.power' and extract(minute from t)::int % 10 <> 0`,
    )
    const found = await lookAtPlant(source, layout)
    const fault = found.find(
      /^power: samples are 10m apart .* is 1m: bins would count as incomplete/,
    )
    assert.deepEqual(fault.settings, ['SOURCE_VARIABLE_SAMPLING=power=on-change'])
    const then = await lookAtPlant(source, { ...layout, ...asEnvironment(fault.settings) })
    assert.deepEqual(then.faults(), [])
    const alone = await lookAtPlant(source, { ...layout, MINUANO_VARIABLES: 'power' })
    assert.deepEqual(alone.faults()[0]?.settings, ['MINUANO_SAMPLE_INTERVAL=10m'])
  })

  test('proposes settings that hold what is set, and what other lines say, since one takes the place of the other', async () => {
    const source = await createHistorian()
    await source.run(
      thin('power'),
      `insert into history select 'P.T01.brake', t, 1 from history where tag = 'P.T01.wind_speed' and extract(minute from t) = 0`,
      `insert into history select 'P.T01.door', t, 1 from history where tag = 'P.T01.wind_speed' and mod(extract(epoch from t)::int8 / 60, 90) = 0`,
      `insert into history select replace(tag, 'T01', 'T02'), t, value from history where tag ~ 'brake|door'`,
    )
    const env = {
      ...layout,
      MINUANO_VARIABLES: 'wind_speed,power,brake,door',
      SOURCE_VARIABLE_SAMPLING: 'wind_speed=periodic',
    }
    const found = await lookAtPlant(source, env)
    assert.equal(found.faults().length, 3)
    for (const fault of found.faults()) {
      const pairs = fault.settings![0]!.split(/[=,]/).slice(1).join(' ')
      for (const pair of ['wind_speed periodic', 'brake on-change', 'door on-change']) {
        assert.ok(pairs.includes(pair), fault.settings![0])
      }
    }
    const asked = found.find(/^how do samples of power come/)
    const then = await lookAtPlant(source, { ...env, ...asEnvironment([asked.settings![0]!]) })
    assert.deepEqual(then.faults(), [])
  })

  test('says which assets lack variables that others have', async () => {
    const source = await createHistorian()
    await source.run(
      `insert into history select 'P.Park.frequency', t, 50 from ${minutesUpToNow}`,
      `delete from history where tag = 'P.T02.power'`,
    )
    const env = { ...layout, MINUANO_VARIABLES: 'wind_speed,power,frequency' }
    const { text, level } = (await lookAtPlant(source, env)).find(/^not all 3 assets have all/)
    assert.equal(level, 'unconfirmed')
    assert.match(
      text,
      /: wind_speed of 2 \(not Park\), power of 1 \(T01\), frequency of 1 \(Park\)\. .* MINUANO_ASSETS and MINUANO_VARIABLES$/,
    )
    const own = { ...env, MINUANO_ASSETS: 'Park', MINUANO_VARIABLES: 'frequency' }
    const alone = await lookAtPlant(source, own)
    assert.ok(alone.findings.every((one) => !one.text.startsWith('not all ')))
    await source.run(`delete from history where tag like 'P.T0%' and tag like '%power'`)
    const even = await lookAtPlant(source, {
      ...env,
      MINUANO_ASSETS: 'T01,T02',
      MINUANO_VARIABLES: 'wind_speed',
    })
    assert.ok(even.findings.every((one) => !one.text.startsWith('not all ')))
  })

  test('tells rows of one tag and time that are equal from rows that differ', async () => {
    const source = await createHistorian()
    await source.run(`insert into history select * from history order by t desc, tag limit 3`)
    const note = (await lookAtPlant(source, layout)).find(/^\d times of one tag have several rows/)
    assert.deepEqual([note.level, /all equal/.test(note.text)], ['note', true])
    await source.run(
      `insert into history select tag, t, value + 1 from history where tag = 'P.T02.power' order by t desc limit 1`,
    )
    const fault = (await lookAtPlant(source, layout)).find(/^\d times of one tag have several rows/)
    assert.match(fault.text, /and in 1 of them values differ, first at .*\(power\)/)
    assert.equal(fault.code, 'conflicting-rows')
  })

  test('counts values that are no number, and says where most are none', async () => {
    const source = await createHistorian()
    await source.run(
      'alter table history alter value type text',
      `update history set value = 'Bad Input' where tag = 'P.T01.power' and extract(minute from t) = 7`,
    )
    const found = await lookAtPlant(source, layout)
    assert.deepEqual(found.faults(), [])
    const note = found.find(
      /^some of the newest rows give no value.*: power \d+ of \d+ \(no-number/,
    )
    assert.equal(note.level, 'note')
    await source.run(`update history set value = 'Off' where tag like '%power'`)
    const [fault] = (await lookAtPlant(source, layout)).faults()
    assert.match(
      fault!.text,
      /^most of the newest rows give no value.*power (\d+) of \1 \(no-number \1\)/,
    )
  })

  test('finds a variable that goes round a circle', async () => {
    const source = await createHistorian()
    await source.run(`update history set value = (extract(epoch from t) / 60)::int8 % 360`)
    const found = (await lookAtPlant(source, layout)).find(/^power goes from 0 to 359/)
    assert.deepEqual(found.settings, ['MINUANO_KINDS=power=direction'])
  })

  test('reads asset and variable columns too, and times without zone', async () => {
    const source = await createHistorian('')
    await source.run(
      `create table two as select substr(tag, 3, 3) as turbine, substr(tag, 7) as variable, t at time zone 'UTC' as t, value
       from history where tag like 'P.%'`,
      'create index on two (turbine, variable, t)',
      `grant select on two to "${source.role}"`,
    )
    const found = await lookAtPlant(source, {
      SOURCE_LAYOUT: 'narrow',
      SOURCE_TABLE: 'two',
      SOURCE_TIME_COLUMN: 't',
      SOURCE_TIME_ZONE: 'UTC',
      SOURCE_VALUE_COLUMN: 'value',
      SOURCE_ASSET_COLUMN: 'turbine',
      SOURCE_VARIABLE_COLUMN: 'variable',
    })
    assert.deepEqual(found.faults(), [])
    assert.equal(
      found.find(/^4 tags, by turbine and variable: 2 variables of 2 assets/).level,
      'ok',
    )
  })
})

describe('a look at a table that is read as wide and seems narrow', () => {
  const wide = {
    SOURCE_TABLE: 'history',
    SOURCE_TIME_COLUMN: 't',
    SOURCE_COLUMNS: 'power=value',
    MINUANO_VARIABLES: 'power',
  }

  test('says so, with the settings that it would take', async () => {
    const source = await createHistorian()
    const fault = (await lookAtPlant(source, wide)).find(/^the table seems to have a row a value/)
    assert.equal(fault.level, 'fault')
    assert.deepEqual(fault.settings, [
      'SOURCE_LAYOUT=narrow',
      'SOURCE_VALUE_COLUMN=value',
      'SOURCE_TAG_COLUMN=tag',
      `SOURCE_TAG_PATTERN='P.{asset}.{variable}'`,
    ])
    const { SOURCE_TABLE, SOURCE_TIME_COLUMN, MINUANO_VARIABLES } = wide
    const others = { SOURCE_TABLE, SOURCE_TIME_COLUMN, MINUANO_VARIABLES }
    const then = await lookAtPlant(source, { ...others, ...asEnvironment(fault.settings) })
    assert.deepEqual(then.faults(), [])
  })

  test('says nothing of one that is said to be wide, or of which one tag alone is read', async () => {
    const source = await createHistorian()
    for (const more of [
      { SOURCE_LAYOUT: 'wide' },
      { SOURCE_WHERE: '{"tag":["P.T01.power"]}' },
    ] as const) {
      const found = await lookAtPlant(source, { ...wide, ...more })
      assert.ok(found.findings.every(({ text }) => !text.includes('seems to have a row a value')))
    }
  })
})

test('a table whose values are texts is found where none has numbers, and what is set is in its proposal', async () => {
  const source = await createPlant()
  await source.run(
    'create table archive (tag varchar(80), t timestamptz, value varchar(32))',
    `insert into archive select 'P.T0' || u || '.' || name, t, extract(minute from t)::text
     from ${minutesUpToNow}, generate_series(1, 2) u, unnest(array['wind_speed', 'power']) name`,
    'create index on archive (tag, t)',
    `grant select on archive to "${source.role}"`,
  )
  const found = await lookAtPlant(source, {})
  assert.deepEqual(found.faults(), [])
  assert.equal(found.find(/^value column value, character varying/).level, 'ok')
  const asked = await lookAtPlant(source, { MINUANO_VARIABLES: 'power' })
  assert.deepEqual(asked.proposal?.json['variables'], ['power'])
  const both = 'wind_speed=on-change,power=on-change'
  const set = await lookAtPlant(source, { SOURCE_VARIABLE_SAMPLING: both })
  assert.deepEqual(set.proposal?.overruled, [])
  await source.run(
    'create table other (t timestamptz, level float8)',
    `grant select on other to "${source.role}"`,
  )
  assert.match(
    (await lookAtPlant(source, {})).findings.map(({ text }) => text).join(),
    /public\.other \(table.*is the only one/,
  )
})
