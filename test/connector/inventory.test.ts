import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSeededSource, createTestSource, serve } from './serving.ts'

interface Inventory {
  readonly time_zone: string
  readonly variables: { readonly name: string; readonly unit: string | null }[]
  readonly days: {
    readonly day: string
    readonly rows: number
    readonly variables: Record<string, { readonly values: number; readonly fingerprint: string }>
  }[]
}

async function inventoryOf(url: string, query: Record<string, string>): Promise<Inventory> {
  const response = await fetch(`${url}/inventory?${new URLSearchParams(query).toString()}`)
  assert.equal(response.status, 200, await response.clone().text())
  return (await response.json()) as Inventory
}

const twoDays = { start: '2025-01-01', end: '2025-01-03' }

describe('GET /inventory', () => {
  test('counts rows and values of each day, and leaves out days without rows', async () => {
    const { url: source, client } = await createSeededSource()
    await client.query(
      `update data set power = null where "timestamp" < '2025-01-01T01:00Z';
       update data set power = 'NaN' where "timestamp" = '2025-01-01T02:00Z'`,
    )
    const { url } = await serve({ SOURCE_DATABASE_URL: source })
    const query = { start: '2024-12-25', end: '2025-01-09', variables: 'power,wind_speed' }
    const { days, variables, time_zone: zone } = await inventoryOf(url, query)
    assert.equal(zone, 'UTC')
    assert.deepEqual(variables, [
      { name: 'power', unit: 'kW' },
      { name: 'wind_speed', unit: 'm/s' },
    ])
    assert.deepEqual(
      days.map(({ day, rows, variables: of }) => [
        day,
        rows,
        of['power']?.values,
        of['wind_speed']?.values,
      ]),
      [
        ['2025-01-01', 1440, 1379, 1440],
        ['2025-01-02', 1440, 1440, 1440],
      ],
    )
  })

  test('changes the fingerprint of the touched day and variable alone', async () => {
    const { url: source, client } = await createSeededSource()
    const { url } = await serve({ SOURCE_DATABASE_URL: source })
    const prints = async () => {
      const { days } = await inventoryOf(url, twoDays)
      return days.flatMap(({ day, variables }) =>
        Object.entries(variables).map(([name, { fingerprint }]) => `${day} ${name} ${fingerprint}`),
      )
    }
    const edits = [
      [`update data set power = power + 0.001 where "timestamp" = '2025-01-02T23:59Z'`, 1],
      [`update data set power = 0 where "timestamp" = '2025-01-02T12:00Z'`, -1],
      [`update data set power = null where "timestamp" = '2025-01-02T12:00Z'`, 1],
      [`delete from data where "timestamp" = '2025-01-01T00:00Z'`, 3],
      [
        `update data set "timestamp" = "timestamp" + interval '1 second' where "timestamp" = '2025-01-01T05:00Z'`,
        3,
      ],
      [`insert into data values ('2025-01-01T00:00:30Z', null, null, null)`, 3],
    ] as const
    for (const [edit, changes] of edits) {
      const before = await prints()
      await client.query(edit)
      const after = await prints()
      const changed = after.filter((print) => !before.includes(print)).length
      // The random row may be 0 already; what matters is that null is another value than 0.
      if (changes >= 0) assert.equal(changed, changes, edit)
    }
  })

  test('tells rows that are there twice from rows that are not, in whatever order they lie', async () => {
    const { url: source, client } = await createTestSource(
      `create table data ("timestamp" timestamptz, power float8);
       insert into data values ('2025-01-01T00:00Z', 1), ('2025-01-01T00:01Z', 2)`,
    )
    const { url } = await serve({ SOURCE_DATABASE_URL: source })
    const print = async () =>
      (await inventoryOf(url, twoDays)).days[0]!.variables['power']!.fingerprint
    const once = await print()
    await client.query('insert into data select * from data')
    const twice = await print()
    await client.query('insert into data select * from data where power = 1')
    assert.equal(new Set([once, twice, await print()]).size, 3)
    await client.query(
      `truncate data; insert into data values ('2025-01-01T00:01Z', 2), ('2025-01-01T00:00Z', 1)`,
    )
    assert.equal(await print(), once)
  })

  test('takes days of the zone asked for, 23 and 25 hours long', async () => {
    const { url: source } = await createTestSource(
      `create table data ("timestamp" timestamptz primary key, power float8);
       insert into data select t, 1 from generate_series('2018-02-15Z'::timestamptz, '2018-11-06Z', '1 minute') t`,
    )
    const { url } = await serve({ SOURCE_DATABASE_URL: source })
    const rowsOf = async (day: string, next: string) =>
      (await inventoryOf(url, { start: day, end: next, time_zone: 'America/Sao_Paulo' })).days.map(
        (found) => [found.day, found.rows],
      )
    assert.deepEqual(await rowsOf('2018-02-17', '2018-02-18'), [['2018-02-17', 1500]])
    assert.deepEqual(await rowsOf('2018-11-04', '2018-11-05'), [['2018-11-04', 1380]])
  })

  test('with sample_label=end counts a sample at midnight to the day that ends there', async () => {
    const { url: source } = await createTestSource(
      `create table data ("timestamp" timestamptz primary key, power float8);
       insert into data values ('2025-01-01T00:00Z', 1), ('2025-01-01T12:00Z', 1), ('2025-01-02T00:00Z', 1)`,
    )
    const { url } = await serve({ SOURCE_DATABASE_URL: source })
    const query = { start: '2024-12-31', end: '2025-01-02' }
    const rows = async (label: string) =>
      (await inventoryOf(url, { ...query, sample_label: label })).days.map(({ day, rows }) => [
        day,
        rows,
      ])
    assert.deepEqual(await rows('start'), [['2025-01-01', 2]])
    assert.deepEqual(await rows('end'), [
      ['2024-12-31', 1],
      ['2025-01-01', 2],
    ])
  })

  test('looks only where the Source has rows, however much time is asked for', async () => {
    const { url: source } = await createSeededSource()
    const { url } = await serve({ SOURCE_DATABASE_URL: source, CONNECTOR_MAX_INVENTORY_DAYS: '3' })
    const all = { start: '0001-01-01', end: '9999-12-31', time_zone: 'America/Sao_Paulo' }
    for (const label of ['start', 'end']) {
      const { days } = await inventoryOf(url, { ...all, sample_label: label })
      const few = { ...all, start: '2024-12-31', end: '2025-01-03', sample_label: label }
      assert.deepEqual(days, (await inventoryOf(url, few)).days, label)
      assert.deepEqual(
        days.map(({ day }) => day),
        ['2024-12-31', '2025-01-01', '2025-01-02'],
      )
    }
    const before = { start: '0001-01-01', end: '2024-01-01' }
    assert.deepEqual((await inventoryOf(url, before)).days, [])
  })

  test('clips whole days at the last row, also of a sample that ends its day', async () => {
    const { url: source } = await createTestSource(
      `create table data ("timestamp" timestamp primary key, power float8);
       insert into data values ('2025-01-01 00:00', 1), ('2025-01-03 00:00', 1)`,
    )
    const { url } = await serve({
      SOURCE_DATABASE_URL: source,
      SOURCE_TIME_ZONE: 'UTC',
      CONNECTOR_MAX_INVENTORY_DAYS: '6',
    })
    const rows = async (label: string) =>
      (
        await inventoryOf(url, { start: '2000-01-01', end: '2030-01-01', sample_label: label })
      ).days.map(({ day }) => day)
    assert.deepEqual(await rows('start'), ['2025-01-01', '2025-01-03'])
    assert.deepEqual(await rows('end'), ['2024-12-31', '2025-01-02'])
  })

  test('refuses more days than it counts at once, and its advice can be followed', async () => {
    const { url: source } = await createTestSource(
      `create table data ("timestamp" timestamptz primary key, power float8);
       insert into data values ('1950-01-01T12:00Z', 1), ('2025-01-01T12:00Z', 1), ('2149-12-31T12:00Z', 1)`,
    )
    const { url } = await serve({ SOURCE_DATABASE_URL: source })
    const ask = (end: string) =>
      fetch(`${url}/inventory?start=0001-01-01&end=${end}&time_zone=America/Sao_Paulo`)
    const response = await ask('9999-12-31T20:00')
    const problem = (await response.json()) as { code: string; detail: string; max_days: number }
    assert.deepEqual(
      [response.status, problem.code, problem.max_days],
      [422, 'interval-too-long', 4000],
    )
    assert.match(problem.detail, /has 73049 days .* 4000 at most/)
    const end = /end=(\d{4}-\d\d-\d\d)/.exec(problem.detail)![1]!
    const followed = await ask(end)
    assert.equal(followed.status, 200, await followed.clone().text())
    const { days } = (await followed.json()) as Inventory
    assert.deepEqual(
      days.map(({ day }) => day),
      ['1950-01-01'],
    )
  })

  test('counts 1,500 variables in one request, of as many days as that leaves', async () => {
    const names = Array.from({ length: 1500 }, (_, index) => `v${index}`)
    const { url: source } = await createTestSource(
      `create table data ("timestamp" timestamptz primary key, ${names.map((name) => `${name} float4`).join(', ')});
       insert into data select t, ${names.map(() => '1').join(', ')} from generate_series('2025-01-01Z'::timestamptz, '2025-03-31Z', '40 days') t`,
    )
    const { url } = await serve({ SOURCE_DATABASE_URL: source })
    const variables = names.join(',')
    const { days } = await inventoryOf(url, { start: '2025-01-01', end: '2025-02-11', variables })
    assert.deepEqual(
      days.map(({ day, variables: of }) => [day, Object.keys(of).length, of['v1499']!.values]),
      [
        ['2025-01-01', 1500, 1],
        ['2025-02-10', 1500, 1],
      ],
    )
    const response = await fetch(`${url}/inventory?start=2025-01-01&end=2025-04-01`)
    const { max_days: mostDays } = (await response.json()) as { max_days: number }
    assert.deepEqual([response.status, mostDays], [422, 66])
  })

  test('has every variable, also one whose name holds the end of a line, a comma or a word of JavaScript', async () => {
    const names = ['a\nb', 'c\rd', '\r\n', ' e', 'g,h', '__proto__', '1']
    const { url: source } = await createTestSource(
      `create table data ("timestamp" timestamptz primary key, ${names.map((name) => `"${name}" float8`).join(', ')});
       insert into data select '2025-01-01T12:00Z', ${names.map((_, index) => index).join(', ')}`,
    )
    const { url } = await serve({ SOURCE_DATABASE_URL: source })
    const between = { start: '2025-01-01', end: '2025-01-02' }
    const { days } = await inventoryOf(url, between)
    assert.deepEqual(Object.keys(days[0]!.variables).sort(), [...names].sort())
    for (const variables of names) {
      const [day] = (await inventoryOf(url, { ...between, variables })).days
      assert.deepEqual(Object.entries(day!.variables), [
        [variables, Object.entries(days[0]!.variables).find(([name]) => name === variables)![1]],
      ])
    }
  })

  test('refuses what it does not know, by name', async () => {
    const { url: source } = await createSeededSource()
    const { url } = await serve({ SOURCE_DATABASE_URL: source })
    const wrong: [string, string, RegExp][] = [
      [
        'start=2025-01-01&end=2025-01-03&time_zone=Mars',
        'invalid-parameter',
        /Mars.*America\/Sao_Paulo/,
      ],
      ['start=2025-01-01&end=2025-01-03&sample_label=middle', 'invalid-parameter', /start or end/],
      ['start=2025-01-01&end=2025-01-03&zone=UTC', 'unknown-parameter', /time_zone/],
      ['start=2025-01-03&end=2025-01-01', 'empty-interval', /not before end/],
      ['start=2025-01-01&end=2025-01-03&variables=rpm', 'unknown-variable', /wind_speed/],
    ]
    for (const [query, code, detail] of wrong) {
      const response = await fetch(`${url}/inventory?${query}`)
      const problem = (await response.json()) as { code: string; detail: string }
      assert.deepEqual([response.status, problem.code], [422, code], query)
      assert.match(problem.detail, detail)
    }
  })
})
