import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createArrowDecoder } from '../../src/frame/arrow/arrow-decoder.ts'
import { createTestSource, readProblem, serve } from './serving.ts'

/** Ten days of minutes: a spike in each direction, a day without rows, a day without power; and two assets. */
const { url: sourceUrl } = await createTestSource(`
  create table data ("timestamp" timestamptz(0) primary key, power float8, wind_direction float8);
  comment on column data.wind_direction is 'deg';
  insert into data
    select time, case when time::date <> '2025-01-07' then 100 + sin(i / 50.0) * 10 end, i * 37 % 360
    from generate_series(timestamptz '2025-01-01Z', '2025-01-10 23:59Z', '1 minute') with ordinality as of (time, i)
    where time < '2025-01-04Z' or time >= '2025-01-05Z';
  update data set power = 5000 where "timestamp" = '2025-01-02 03:04Z';
  update data set power = -70 where "timestamp" = '2025-01-09 13:14Z';
  create table farm (asset text, "timestamp" timestamptz(0), power float8);
  insert into farm select asset, timestamptz '2025-01-01Z' + i * interval '1 minute', i % 100
    from (values ('T01', 900), ('T02', 20), ('T03', 900)) of (asset, rows), generate_series(1, rows) i`)

const tenDays = 'start=2025-01-01&end=2025-01-11'
const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_LOG_LEVEL: 'silent' })

interface Row {
  readonly timestamp: string
  readonly power?: number | null
  readonly wind_direction?: number | null
}

async function ask(query: string, base = url): Promise<{ rows: Row[]; said: string | null }> {
  const answer = await fetch(`${base}/data?${query}`)
  assert.equal(answer.status, 200, await answer.clone().text())
  return { rows: (await answer.json()) as Row[], said: answer.headers.get('minuano-points') }
}

const isMark = (row: Row) =>
  Object.values(row).every((value) => value === null || value === row.timestamp)

describe('points=', () => {
  test('gives of each column of pixels the first, last, least and greatest, in rows of the Source', async () => {
    const all = (await ask(`${tenDays}&variables=power`)).rows
    const { rows, said } = await ask(`${tenDays}&variables=power&points=200`)
    assert.equal(said, 'thinned')
    assert.ok(rows.length <= 200 && rows.length > 100, `${rows.length}`)
    const asIs = new Set(all.map((row) => JSON.stringify(row)))
    assert.deepEqual(
      rows.filter((row) => !asIs.has(JSON.stringify(row))),
      [{ timestamp: '2025-01-04T00:00:00Z', power: null }],
    )
    const width = (10 * 86_400e3) / 40
    const outlines = (of: readonly Row[]) => {
      const columns = new Map<number, number[]>()
      for (const { timestamp, power } of of) {
        if (power == null) continue
        const column = Math.floor((Date.parse(timestamp) - Date.parse('2025-01-01Z')) / width)
        columns.set(column, [...(columns.get(column) ?? []), power])
      }
      return [...columns].map(([column, values]) => [
        ...[column, values[0], values.at(-1)],
        ...[Math.min(...values), Math.max(...values)],
      ])
    }
    assert.deepEqual(outlines(rows), outlines(all))
  })

  test('breaks the line where values stop: by the first row without one, or by a mark where there is no row', async () => {
    const { rows } = await ask(`${tenDays}&variables=power&points=200`)
    assert.deepEqual(
      rows.filter(isMark).map(({ timestamp }) => timestamp),
      ['2025-01-04T00:00:00Z', '2025-01-07T00:00:00Z'],
    )
  })

  test('gives of a direction the first and the last, unless a setting says that it is none', async () => {
    const { rows } = await ask(`${tenDays}&variables=wind_direction&points=50`)
    // Ten columns of a day each, of which one is a gap.
    assert.equal(rows.length, 9 * 2 + 1)
    assert.equal(rows[1]!.timestamp, '2025-01-01T23:59:00Z')
    const scalar = await serve({
      SOURCE_DATABASE_URL: sourceUrl,
      MINUANO_KINDS: 'wind_direction=scalar',
      CONNECTOR_LOG_LEVEL: 'silent',
    })
    const line = await ask(`${tenDays}&variables=wind_direction&points=50`, scalar.url)
    assert.equal(Math.max(...line.rows.map((row) => row.wind_direction ?? 0)), 359)
  })

  test('gives of several variables the rows of each, with the values of all', async () => {
    const times = async (query: string) =>
      (await ask(`${tenDays}&points=100${query}`)).rows.map(({ timestamp }) => timestamp)
    const each = [
      ...(await times('&variables=power')),
      ...(await times('&variables=wind_direction')),
    ]
    assert.deepEqual(await times(''), [...new Set(each)].sort())
    const { rows } = await ask(`${tenDays}&points=100`)
    const spike = rows.find(({ power }) => power === 5000)
    assert.equal(spike?.wind_direction, ((1 + 1440 + 184) * 37) % 360)
  })

  test('leaves an interval of no more rows as it is, byte by byte, in every format', async () => {
    for (const format of ['json', 'ndjson', 'csv', 'arrow']) {
      const query = `start=2025-01-03&end=2025-01-06&format=${format}`
      const [plain, few] = await Promise.all(
        ['', '&points=2880'].map((points) => fetch(`${url}/data?${query}${points}`)),
      )
      assert.equal(few!.headers.get('minuano-points'), 'all')
      assert.equal(plain!.headers.get('minuano-points'), null)
      const [a, b] = [await plain!.arrayBuffer(), await few!.arrayBuffer()]
      assert.ok(Buffer.from(a).equals(Buffer.from(b)), format)
    }
  })

  test('gives the same rows in every format', async () => {
    const query = `${tenDays}&variables=power&points=200`
    const { rows } = await ask(query)
    const text = async (format: string) =>
      (await fetch(`${url}/data?${query}&format=${format}`)).text()
    assert.deepEqual(
      (await text('ndjson'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Row),
      rows,
    )
    const lines = (await text('csv')).trim().split('\n').slice(1)
    assert.deepEqual(
      lines.map((line) => line.split(',')[0]),
      rows.map(({ timestamp }) => timestamp),
    )
    assert.ok(lines.includes('2025-01-04T00:00:00Z,'), 'an empty cell is a mark')
    const decoder = createArrowDecoder()
    const bytes = await (await fetch(`${url}/data?${query}&format=arrow`)).arrayBuffer()
    const frames = decoder.push(new Uint8Array(bytes)).map(({ frame }) => frame)
    decoder.end()
    assert.deepEqual(
      frames
        .flatMap(({ columns }) => [...columns.get('power')!])
        .map((one) => (isNaN(one) ? null : one)),
      rows.map(({ power }) => power),
    )
  })

  test('thins each asset by itself', async () => {
    const farm = await serve({
      SOURCE_DATABASE_URL: sourceUrl,
      SOURCE_TABLE: 'farm',
      SOURCE_ASSET_COLUMN: 'asset',
      CONNECTOR_LOG_LEVEL: 'silent',
    })
    const day = 'start=2025-01-01&end=2025-01-02'
    const of = async (query: string) => ask(`${day}&${query}`, farm.url)
    const together = await of('points=50')
    assert.equal(together.said, 'thinned')
    const apart = []
    for (const [asset, said] of [
      ['T01', 'thinned'],
      ['T02', 'all'],
      ['T03', 'thinned'],
    ]) {
      const one = await of(`points=50&assets=${asset}`)
      assert.equal(one.said, said)
      apart.push(...one.rows)
    }
    assert.deepEqual(together.rows, apart)
    assert.equal((await of('points=900')).said, 'all')
    assert.equal(
      (await of('points=50&assets=T02,T03')).said,
      'thinned',
      'also where the first is whole',
    )
  })

  test('is a whole number within bounds', async () => {
    for (const points of ['4', '40001', 'many', '', '-5', '2e3', '99999999999']) {
      const { status, code, detail } = await readProblem(
        await fetch(`${url}/data?${tenDays}&points=${points}`),
      )
      assert.deepEqual([status, code], [422, 'invalid-parameter'])
      assert.match(detail, /points is ".*": write a whole number from 5 to 40000, such as 2000/)
    }
    const twice = await readProblem(await fetch(`${url}/data?${tenDays}&points=50&points=60`))
    assert.match(twice.detail, /points may be given once/)
  })

  test('is bounded where there are many variables, and says how many points there may be', async () => {
    const names = Array.from({ length: 60 }, (_, n) => `v${n}`)
    const { url: wide, client } = await createTestSource(
      'create table data ("timestamp" timestamptz)',
    )
    for (const name of names) await client.query(`alter table data add ${name} float8`)
    const many = await serve({ SOURCE_DATABASE_URL: wide, CONNECTOR_LOG_LEVEL: 'silent' })
    const { code, detail } = await readProblem(
      await fetch(`${many.url}/data?${tenDays}&points=20000`),
    )
    assert.equal(code, 'invalid-parameter')
    assert.match(
      detail,
      /points=20000 of 60 variables .* ask for points=16666 or fewer `variables`/,
    )
    assert.equal((await fetch(`${many.url}/data?${tenDays}&points=16666`)).status, 200)
  })
})
