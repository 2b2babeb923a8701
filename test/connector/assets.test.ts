import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tableFromIPC } from '@uwdata/flechette'
import Papa from 'papaparse'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { createArrowDecoder } from '../../src/frame/arrow/arrow-decoder.ts'
import { createTestSource, readProblem, serve } from './serving.ts'

/** What an asset may be called; the table's order is that of its collation, "C". */
const odd = [
  'T01',
  't01',
  'a,b',
  'a, "b"',
  'it\'s "one"',
  'T.02.power',
  'line\nbreak',
  '\\back\\slash',
  'Ærø é 風車 🌬',
  ' spaced ',
  'x'.repeat(200),
]
const { url: sourceUrl, client } = await createTestSource(
  `create table data (turbine text collate "C", "timestamp" timestamptz(0), power float8, seq int);`,
)
await client.query(
  `insert into data
   select turbine, timestamptz '2025-01-03 00:00Z' + i * interval '1 minute', 100 * place + i, -i
   from unnest($1::text[]) with ordinality as named (turbine, place), generate_series(0, 5) i
   order by i desc, place`,
  [odd],
)
await client.query(`
  create table by_asset (like data);
  insert into by_asset select * from data;
  create index on by_asset (turbine, "timestamp");
  create table by_time (like data);
  insert into by_time select * from data;
  create index on by_time ("timestamp");
  create view seen as select turbine as "Name ""of"" it", "timestamp", power as p from by_asset;
  create table numbered as select (ascii(left(turbine, 1)) - 90) as turbine, "timestamp", power from data
    where length(turbine) = 3;
  create table keyed as select md5(turbine)::uuid as turbine, "timestamp", power from data
    where turbine in ('T01', 't01')`)

const sorted = [...odd].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
const start = Date.parse('2025-01-03T00:00Z')
const interval = 'start=2025-01-03T00:00Z&end=2025-01-03T00:03Z'
const wanted = (assets: readonly string[]) =>
  assets.flatMap((asset) =>
    [0, 1, 2].map((i) => [start + i * 60_000, asset, 100 * (odd.indexOf(asset) + 1) + i]),
  )

const serveTable = (table: string, more: Record<string, string> = {}) =>
  serve({
    SOURCE_DATABASE_URL: sourceUrl,
    SOURCE_TABLE: table,
    SOURCE_ASSET_COLUMN: 'turbine',
    CONNECTOR_LOG_LEVEL: 'silent',
    ...more,
  })

interface Row {
  readonly timestamp: string
  readonly asset: string
  readonly power: number | string
}

const shape = (rows: readonly Row[]) =>
  rows.map(({ timestamp, asset, power }) => [Date.parse(timestamp), asset, Number(power)])

async function rowsOf(url: string, query = ''): Promise<unknown[][]> {
  const answer = await fetch(`${url}/data?${interval}&variables=power${query}`)
  assert.equal(answer.status, 200, await answer.clone().text())
  return shape((await answer.json()) as Row[])
}

for (const table of ['data', 'by_asset', 'by_time']) {
  const { url } = await serveTable(table)
  describe(`rows of assets of ${table}`, () => {
    test('come asset by asset in the column’s order, each in the order of time, in every format', async () => {
      const ask = (format: string) =>
        fetch(`${url}/data?${interval}&variables=power&format=${format}`)
      assert.deepEqual(await rowsOf(url), wanted(sorted))
      const lines = (await (await ask('ndjson')).text()).split('\n').slice(0, -1)
      assert.deepEqual(shape(lines.map((line) => JSON.parse(line) as Row)), wanted(sorted))
      const csv = Papa.parse<Row>(await (await ask('csv')).text(), {
        header: true,
        skipEmptyLines: true,
      })
      assert.deepEqual(csv.meta.fields, ['timestamp', 'asset', 'power'])
      assert.deepEqual(shape(csv.data), wanted(sorted))
      const arrow = tableFromIPC(await (await ask('arrow')).arrayBuffer())
      const rows = arrow.toArray() as { timestamp: number; asset: string; power: number }[]
      assert.deepEqual(
        rows.map(({ timestamp, asset, power }) => [timestamp, asset, power]),
        wanted(sorted),
      )
    })

    for (const asset of odd) {
      test(`are found by the name ${JSON.stringify(asset).slice(0, 30)} alone`, async () => {
        const query = `&assets=${encodeURIComponent(asset)}`
        assert.deepEqual(await rowsOf(url, query), wanted([asset]))
      })
    }

    test('are found by names repeated or separated by commas, each once, in the column’s order', async () => {
      const some = wanted(['T01', 'T.02.power', 't01'].sort())
      for (const query of [
        '&assets=t01,T01&assets=T.02.power',
        '&assets=t01&assets=T01&assets=T.02.power&assets=T01',
        '&assets=T.02.power,%20t01%20,T01',
      ]) {
        assert.deepEqual(await rowsOf(url, query), some, query)
      }
      assert.deepEqual(await rowsOf(url, '&assets=a,b&assets=t01'), wanted(['a,b', 't01']))
    })

    test('of an asset without rows in the interval are none, and no error', async () => {
      const query = 'start=2025-02-03&end=2025-02-04'
      assert.deepEqual(await (await fetch(`${url}/data?${query}&assets=T01`)).json(), [])
      const inventory = await fetch(`${url}/inventory?${query}&assets=T01`)
      assert.deepEqual(((await inventory.json()) as { assets: object[] }).assets, [
        { asset: 'T01', days: [] },
      ])
    })

    test('of an asset that is not there are refused, with the names there are', async () => {
      for (const route of ['data', 'inventory']) {
        const answer = await fetch(`${url}/${route}?${interval}&assets=T01,T03`)
        const { status, code, detail } = await readProblem(answer)
        assert.deepEqual([status, code], [422, 'unknown-asset'])
        assert.match(detail, /no asset "T03" \(did you mean T01\?\); it has .*T\.02\.power/)
        // What is no plain name is quoted, and cut where it is long.
        assert.match(detail, /"line\\nbreak", .*"x{80}…" \(200 characters\)/)
      }
    })

    test('have an inventory each, that of the asset asked for by itself', async () => {
      const ask = async (query: string) => {
        const answer = await fetch(`${url}/inventory?${interval}&variables=power${query}`)
        return ((await answer.json()) as { assets: { asset: string; days: object[] }[] }).assets
      }
      const all = await ask('')
      assert.deepEqual(
        all.map(({ asset }) => asset),
        sorted,
      )
      for (const asset of ['T01', 'a,b']) {
        const [own] = await ask(`&assets=${encodeURIComponent(asset)}`)
        assert.deepEqual(
          own,
          all.find((one) => one.asset === asset),
        )
        assert.equal((own!.days[0] as { rows: number }).rows, 3)
      }
      const fingerprints = new Set(all.map(({ days }) => JSON.stringify(days)))
      assert.equal(fingerprints.size, odd.length)
    })

    test('have a period each', async () => {
      await client.query(
        `insert into ${table} values ('T01', '2024-01-01Z', 1), ('t01', '1800-01-01Z', 1)`,
      )
      const periods = (await (await fetch(`${url}/assets`)).json()) as {
        assets: { asset: string; first: string; last: string }[]
      }
      assert.deepEqual(
        periods.assets.map(({ asset, first, last }) => [asset, first.slice(0, 10), last]),
        sorted.map((asset) => [
          asset,
          asset === 'T01' ? '2024-01-01' : '2025-01-03',
          '2025-01-03T00:05:00Z',
        ]),
      )
      const whole = (await (await fetch(`${url}/variables`)).json()) as Record<string, unknown>
      assert.equal(whole['first'], '2024-01-01T00:00:00Z')
      assert.equal(whole['last'], '2025-01-03T00:05:00Z')
      assert.equal(whole['outside_rows'], 1)
      await client.query(`delete from ${table} where "timestamp" < '2025-01-01Z'`)
    })

    test('may be filtered, and ordered, beside', async () => {
      const narrowed = await serveTable(table, {
        SOURCE_WHERE: '{"turbine": ["T01", "t01", "a,b"], "seq": [0, -2]}',
        SOURCE_ORDER_COLUMN: 'seq',
      })
      assert.deepEqual(
        await rowsOf(narrowed.url, '&reasons=true'),
        wanted(['T01', 'a,b', 't01']).filter((_, index) => index % 3 !== 1),
      )
      const unknown = await fetch(`${narrowed.url}/data?${interval}&assets=T.02.power`)
      assert.equal((await readProblem(unknown)).code, 'unknown-asset')
    })

    test('of one time come in the order of the column that says it, asset by asset', async () => {
      await client.query(
        `insert into ${table} select turbine, timestamptz '2025-01-04Z', seq, seq
         from unnest(array['T01', 't01']) turbine, unnest(array[3, 1, 2, 4, 4]) seq`,
      )
      const ordered = await serveTable(table, { SOURCE_ORDER_COLUMN: 'seq' })
      const query = 'start=2025-01-04&end=2025-01-05&variables=power'
      const answer = await fetch(`${ordered.url}/data?${query}&reasons=true`)
      const rows = (await answer.json()) as Record<string, unknown>[]
      const own = [1, 2, 3, 4, 4].map((power) => [power, power === 4 ? 'unordered-row' : null])
      assert.deepEqual(
        rows.map((row) => [row['asset'], row['power'], row['power.reason']]),
        ['T01', 't01'].flatMap((asset) => own.map((pair) => [asset, ...pair])),
      )
      const inventory = await fetch(`${ordered.url}/inventory?${query}`)
      const { assets } = (await inventory.json()) as { assets: { asset: string; days: object[] }[] }
      const days = assets.filter(({ days }) => days.length > 0)
      assert.equal(days.length, 2)
      assert.deepEqual(days[0]!.days, days[1]!.days)
      await client.query(`delete from ${table} where "timestamp" >= '2025-01-04Z'`)
    })
  })
}

describe('the Arrow answer of assets', () => {
  test('has one dictionary, before the first batch, and every batch is of one asset', async () => {
    const { url } = await serveTable('by_time')
    const answer = await fetch(`${url}/data?${interval}&format=arrow`)
    const bytes = Buffer.from(await answer.arrayBuffer())
    const types: number[] = []
    for (let at = 0; at < bytes.length;) {
      const length = bytes.readInt32LE(at + 4)
      if (length === 0) break
      const table = at + 8 + bytes.readInt32LE(at + 8)
      const fields = table - bytes.readInt32LE(table)
      const field = (index: number) => bytes.readUInt16LE(fields + 4 + 2 * index)
      types.push(bytes[table + field(1)]!)
      at += 8 + length + Number(field(3) === 0 ? 0n : bytes.readBigInt64LE(table + field(3)))
    }
    // A schema, a dictionary, batches.
    assert.deepEqual(types.slice(0, 3), [1, 2, 3])
    assert.ok(types.slice(2).every((type) => type === 3))
    const decoder = createArrowDecoder()
    assert.deepEqual(
      decoder.push(bytes).map(({ asset, frame }) => [asset, frame.time.length]),
      sorted.map((asset) => [asset, 3]),
    )
    decoder.end()
  })
})

describe('the column of assets', () => {
  test('may be of a view, under any name', async () => {
    const { url } = await serveTable('seen', { SOURCE_ASSET_COLUMN: 'Name "of" it' })
    const rows = (await (await fetch(`${url}/data?${interval}&assets=T01`)).json()) as object[]
    assert.deepEqual(rows[1], { timestamp: '2025-01-03T00:01:00Z', asset: 'T01', p: 101 })
  })

  test('may hold integers, which come in the order of numbers and are no variable', async () => {
    const { url } = await serveTable('numbered')
    const rows = (await (await fetch(`${url}/data?${interval}`)).json()) as object[]
    assert.deepEqual(Object.keys(rows[0]!), ['timestamp', 'asset', 'power'])
    const names = (await (await fetch(`${url}/assets?period=false`)).json()) as object
    assert.deepEqual(names, { assets: [{ asset: '-6' }, { asset: '7' }, { asset: '26' }] })
    assert.equal((await rowsOf(url, '&assets=-6')).length, 3)
    for (const asset of ['99999999999999999999', 'x', '1.5', '']) {
      const answer = await fetch(`${url}/data?${interval}&assets=${asset}`)
      assert.equal((await readProblem(answer)).code, 'unknown-asset')
    }
  })

  test('may hold uuids', async () => {
    const { url } = await serveTable('keyed')
    const names = (await (await fetch(`${url}/assets?period=false`)).json()) as {
      assets: { asset: string }[]
    }
    const [first, second] = names.assets.map(({ asset }) => asset)
    assert.match(`${first} ${second}`, /^[0-9a-f-]{36} [0-9a-f-]{36}$/)
    const rows = await rowsOf(url, `&assets=${second}`)
    assert.deepEqual(
      rows.map(([, asset]) => asset),
      [second, second, second],
    )
  })

  test('may hold numbers of any type and enums, in their own order', async () => {
    await client.query(`
      create type unit as enum ('south', 'north');
      create table typed as select i::numeric(6, 2) as amount, i::numeric as loose, i::oid as oid,
        (array['north', 'south'])[i]::unit as unit, ('u' || i)::"char" as letter, "timestamp", power
      from generate_series(1, 2) i, data where turbine = 'T01'`)
    for (const [column, names] of [
      ['amount', ['1', '2']],
      ['loose', ['1', '2']],
      ['oid', ['1', '2']],
      ['unit', ['south', 'north']],
      ['letter', ['u']],
    ] as const) {
      const { url } = await serveTable('typed', { SOURCE_ASSET_COLUMN: column })
      for (const query of ['?period=false', '']) {
        const found = (await (await fetch(`${url}/assets${query}`)).json()) as {
          assets: { asset: string }[]
        }
        assert.deepEqual(
          found.assets.map(({ asset }) => asset),
          names,
        )
      }
      const [rows, own] = [await rowsOf(url), await rowsOf(url, `&assets=${names[0]}`)]
      assert.equal(rows.length, 6, column)
      assert.equal(own.length, column === 'letter' ? 6 : 3)
      const unknown = await fetch(`${url}/data?${interval}&assets=west`)
      assert.equal((await readProblem(unknown)).code, 'unknown-asset')
    }
  })

  const faults: readonly [column: string, message: RegExp][] = [
    ['turbin', /table public\.data has no column turbin; such as may name an asset are: turbine,/],
    ['power', /column power is double precision: an asset is named by .*; such are: turbine, seq/],
    ['timestamp', /column timestamp is timestamp\(0\) with time zone: an asset is named by/],
  ]
  for (const [column, message] of faults) {
    test(`cannot be ${column}: a Connector does not start, and says what could`, async () => {
      const config = loadConfig({
        SOURCE_DATABASE_URL: sourceUrl,
        SOURCE_ASSET_COLUMN: column,
        CONNECTOR_PORT: '0',
      })
      const refused = { code: 'configuration', message }
      await assert.rejects(startConnector(config, { checksSource: true }), refused)
      await assert.rejects(startConnector(config), refused)
    })
  }

  test('cannot be one for which texts that differ are equal', async () => {
    await client.query(`
      create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      create table loosely as select turbine collate loose as turbine, "timestamp", power from data`)
    const config = loadConfig({
      SOURCE_DATABASE_URL: sourceUrl,
      SOURCE_TABLE: 'loosely',
      SOURCE_ASSET_COLUMN: 'turbine',
      CONNECTOR_PORT: '0',
    })
    await assert.rejects(startConnector(config), {
      code: 'configuration',
      message: /takes texts that are written otherwise for equal.*lower\(turbine::text\)/,
    })
  })
})

test('assets that no column names cannot be asked for', async () => {
  const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl })
  const answer = await fetch(`${url}/data?${interval}&assets=T01`)
  const { status, code, detail } = await readProblem(answer)
  assert.deepEqual([status, code], [422, 'unknown-asset'])
  assert.match(detail, /SOURCE_ASSET_COLUMN/)
})

describe('answers of several assets', () => {
  test('are of one moment, which reads alone', async () => {
    await client.query(`
      create view moments as select turbine, "timestamp", extract(epoch from now())::float8 as moment
      from by_asset where current_setting('transaction_isolation') = 'repeatable read'
        and current_setting('transaction_read_only') = 'on'`)
    const { url } = await serveTable('moments')
    const rows = (await (await fetch(`${url}/data?${interval}`)).json()) as { moment: number }[]
    assert.equal(rows.length, 3 * odd.length)
    assert.equal(new Set(rows.map(({ moment }) => moment)).size, 1)
    const inventory = await fetch(`${url}/inventory?${interval}`)
    const { assets } = (await inventory.json()) as { assets: { days: object[] }[] }
    assert.equal(assets.length, odd.length)
    assert.equal(new Set(assets.map(({ days }) => JSON.stringify(days))).size, 1)
  })

  test('leave the connection as good as it was, also where an asset is refused', async () => {
    await client.query(`
      create view pids as select turbine, "timestamp", pg_backend_pid()::float8 as pid from by_asset`)
    const { url } = await serveTable('pids', { SOURCE_CONNECTIONS: '1' })
    const pid = async () => {
      const rows = (await (await fetch(`${url}/data?${interval}`)).json()) as { pid: number }[]
      return rows[0]!.pid
    }
    const before = await pid()
    for (const route of ['data', 'inventory']) {
      for (const query of ['&assets=T99', '']) {
        await (await fetch(`${url}/${route}?${interval}${query}`)).text()
        assert.equal(await pid(), before, `${route}${query}`)
      }
    }
  })
})
