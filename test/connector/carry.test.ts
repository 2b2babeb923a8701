import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestSource, serve } from './serving.ts'

/** A Source of three turbines whose `power` comes on change; its `wind_speed` does not. */
async function createSource({ index, layout }: Table): Promise<string> {
  const { url } = await createTestSource(
    `create table wide (turbine text not null, ts timestamptz not null, wind_speed float8, power float8);
     insert into wide values
       ('T01', '2025-01-01T10:00Z', 7, 100), ('T01', '2025-01-01T22:00Z', 8, 200),
       ('T01', '2025-01-01T23:00Z', 9, null), ('T01', '2025-01-02T01:00Z', 10, 300),
       ('T02', '2025-01-01T23:30Z', 11, 400), ('T02', '2025-01-01T23:30Z', 12, 500),
       ('T02', '2025-01-03T12:00Z', 13, null),
       ('T03', '2025-01-01T12:00Z', 14, 600);
     create table narrow as
       select turbine, ts, name, value from wide,
         lateral (values ('wind_speed', wind_speed), ('power', power)) of_row (name, value)
       where value is not null;
     create index on ${layout} (${index})`,
  )
  return url
}

const env = {
  SOURCE_TIME_COLUMN: 'ts',
  SOURCE_ASSET_COLUMN: 'turbine',
  SOURCE_VARIABLE_SAMPLING: 'power=on-change',
}

interface Table {
  readonly layout: 'wide' | 'narrow'
  readonly index: string
}

const tables: readonly Table[] = [
  { layout: 'wide', index: 'turbine, ts' },
  { layout: 'wide', index: 'ts' },
  { layout: 'narrow', index: 'turbine, name, ts' },
  { layout: 'narrow', index: 'ts' },
]

async function serveTable(table: Table, maxHold = '6h'): Promise<string> {
  const narrow = {
    SOURCE_LAYOUT: 'narrow',
    SOURCE_VARIABLE_COLUMN: 'name',
    SOURCE_VALUE_COLUMN: 'value',
  }
  const { url } = await serve({
    ...env,
    SOURCE_MAX_HOLD: maxHold,
    SOURCE_DATABASE_URL: await createSource(table),
    SOURCE_TABLE: table.layout,
    ...(table.layout === 'narrow' && narrow),
  })
  return url
}

interface Entry {
  readonly values: number
  readonly fingerprint: string
  readonly held?: number
}

interface Inventory {
  readonly variables: readonly object[]
  readonly assets: readonly {
    readonly asset: string
    readonly days: readonly {
      readonly day: string
      readonly rows: number
      readonly variables: Readonly<Record<string, Entry>>
    }[]
  }[]
}

async function ask<T>(url: string, query: string): Promise<T> {
  const response = await fetch(`${url}${query}`)
  assert.equal(response.status, 200, await response.clone().text())
  return (await response.json()) as T
}

const day = 'start=2025-01-02&end=2025-01-03&assets=T01,T02,T03'

for (const table of tables) {
  describe(`of a ${table.layout} table with an index on (${table.index}), carry=true`, () => {
    test('brings what holds when the interval begins, before the rows of each asset', async () => {
      const url = await serveTable(table)
      const order = 'variables=wind_speed,power'
      const rows = await ask<unknown[]>(url, `/data?${day}&carry=true&${order}`)
      const before = { asset: 'T02', timestamp: '2025-01-01T23:30:00.000000Z', wind_speed: null }
      assert.deepEqual(rows, [
        { asset: 'T01', timestamp: '2025-01-01T22:00:00.000000Z', wind_speed: null, power: 200 },
        { asset: 'T01', timestamp: '2025-01-02T01:00:00.000000Z', wind_speed: 10, power: 300 },
        { ...before, power: 400 },
        { ...before, power: 500 },
      ])
      const without = await ask<unknown[]>(url, `/data?${day}&${order}`)
      assert.deepEqual(without, [rows[1]])
      const periodic = await ask<unknown[]>(url, `/data?${day}&carry=true&variables=wind_speed`)
      assert.equal(periodic.length, 1)
    })

    test('counts what a day begins with, and lists days that have nothing else', async () => {
      const url = await serveTable(table)
      const days = 'start=2025-01-01&end=2025-01-05&assets=T01,T02,T03&variables=wind_speed,power'
      const { variables, assets } = await ask<Inventory>(url, `/inventory?${days}&carry=true`)
      assert.deepEqual(variables, [
        { name: 'wind_speed', unit: null },
        { name: 'power', unit: null, sampling: 'on-change', max_hold: 21_600 },
      ])
      const found = assets.flatMap(({ asset, days }) =>
        days.map(({ day, rows, variables: { power } }) =>
          [asset, day.slice(-2), rows, power!.values, power!.held ?? 0].join(' '),
        ),
      )
      assert.deepEqual(found, [
        'T01 01 3 2 0',
        'T01 02 1 1 1',
        'T02 01 2 2 0',
        'T02 02 0 0 2',
        'T02 03 1 0 0',
        'T03 01 1 1 0',
      ])
      const plain = await ask<Inventory>(url, `/inventory?${days}`)
      assert.equal(JSON.stringify(plain).includes('held'), false)
      assert.deepEqual(
        plain.assets.map(({ asset, days }) => `${asset} ${days.length}`),
        ['T01 2', 'T02 2', 'T03 1'],
      )
    })
  })
}

test('a value holds on over years where nothing limits it', async () => {
  const { url: source } = await createTestSource(
    `create table change (ts timestamptz not null, power float8, state int);
     insert into change values ('2015-03-01T00:00Z', 1, null), ('2025-01-01T00:00Z', null, null), ('2025-01-02T12:00Z', 3, 4)`,
  )
  const { url } = await serve({
    SOURCE_DATABASE_URL: source,
    SOURCE_TABLE: 'change',
    SOURCE_TIME_COLUMN: 'ts',
    SOURCE_SAMPLING: 'on-change',
    SOURCE_MAX_HOLD: 'off',
  })
  const rows = await ask<{ power: number }[]>(
    url,
    '/data?start=2025-01-02&end=2025-01-03&carry=true',
  )
  assert.deepEqual(
    rows.map(({ power }) => power),
    [1, 3],
  )
  const { variables } = await ask<{ variables: readonly object[] }>(url, '/variables')
  for (const variable of variables) {
    const { sampling, max_hold: most } = variable as Record<string, unknown>
    assert.deepEqual([sampling, most], ['on-change', null])
  }
})

test('before the rows of a chart comes what held when its interval began', async () => {
  const { url: source } = await createTestSource(
    `create table data ("timestamp" timestamptz(0), power float8);
     insert into data values ('2025-01-01 23:00Z', 7);
     insert into data select timestamptz '2025-01-02Z' + i * interval '1 minute', i from generate_series(1, 500) i`,
  )
  const { url } = await serve({ SOURCE_DATABASE_URL: source, SOURCE_SAMPLING: 'on-change' })
  type Row = { readonly timestamp: string; readonly power: number }
  const path = '/data?start=2025-01-02&end=2025-01-03&points=50'
  const chart = await ask<Row[]>(url, path)
  assert.ok(chart.length > 5 && chart.length <= 50, String(chart.length))
  const held = { timestamp: '2025-01-01T23:00:00Z', power: 7 }
  assert.deepEqual(await ask<Row[]>(url, `${path}&carry=true`), [held, ...chart])
})

describe('how samples come', () => {
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    [
      { SOURCE_VARIABLE_SAMPLING: 'pwr=on-change' },
      /SOURCE_VARIABLE_SAMPLING.*"pwr".*it has power/,
    ],
    [{ SOURCE_VARIABLE_MAX_HOLD: 'pwr=1h' }, /SOURCE_VARIABLE_MAX_HOLD.*"pwr"/],
    [{ SOURCE_VARIABLE_MAX_HOLD: 'power=1h' }, /samples of power are periodic/],
  ]
  for (const [setting, message] of cases) {
    test(`is refused of ${JSON.stringify(setting)}`, async () => {
      const { url: source } = await createTestSource(
        'create table data ("timestamp" timestamptz, power float8)',
      )
      const { url, log } = await serve({ SOURCE_DATABASE_URL: source, ...setting })
      const response = await fetch(`${url}/variables`)
      assert.notEqual(response.status, 200)
      assert.match(`${await response.text()} ${log()}`.replaceAll('\\"', '"'), message)
    })
  }
})

for (const table of tables) {
  for (const maxHold of ['6h', 'off']) {
    test(`all assets that hold are of an answer for all: ${table.layout}, index on ${table.index}, ${maxHold}`, async () => {
      const url = await serveTable(table, maxHold)
      const rows = await ask<{ asset: string; power: number }[]>(
        url,
        '/data?start=2025-01-02&end=2025-01-02T00:30&carry=true&variables=power',
      )
      const held = ['T01 200', 'T02 400', 'T02 500', ...(maxHold === 'off' ? ['T03 600'] : [])]
      assert.deepEqual(rows.map(({ asset, power }) => `${asset} ${power}`).sort(), held)
      const { assets } = await ask<Inventory>(
        url,
        '/inventory?start=2025-01-02&end=2025-01-03&carry=true&variables=power',
      )
      assert.deepEqual(
        assets.filter(({ days }) => days.length > 0).map(({ asset }) => asset),
        ['T01', 'T02', ...(maxHold === 'off' ? ['T03'] : [])],
      )
    })
  }
}
