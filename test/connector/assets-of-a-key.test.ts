import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestKeyFile } from '../support/key-file.ts'
import { createTestSource, serve } from './serving.ts'

/** Of others there are more rows, of other years, of names near to those that may be read, and rows of nobody. */
const { url: sourceUrl, client } = await createTestSource(`
  create table by_time (turbine text, "timestamp" timestamptz(0), power float8, sensor text);
  insert into by_time
    select turbine, timestamptz '2025-01-03Z' + i * interval '1 minute', case when turbine in ('T01', 'T02') then 1000 * place else 8818810 end + i, 'of ' || turbine
    from unnest(array['T01', 'T02', 'FOREIGN-1', 'T0X', 'FOREIGN-2']) with ordinality named (turbine, place),
      generate_series(0, 9) i;
  insert into by_time select 'FOREIGN-1', time, 8818818, 'of nobody'
    from unnest(array['1999-09-09Z', '2033-03-03Z', '1805-05-05Z']::timestamptz[]) as at (time);
  insert into by_time values (null, '2025-01-03 00:01Z', 7717717, 'x'), ('', '2025-01-03 00:01Z', 7717717, 'x');
  create index on by_time ("timestamp");
  create table by_asset as select * from by_time;
  create index on by_asset (turbine, "timestamp");
  create table numbered as
    select case turbine when 'T01' then 1 when 'FOREIGN-1' then 8818 else 7717 end as turbine, "timestamp", power from by_time;
  create table listed (turbine text);
  insert into listed values ('T01'), ('T02'), ('T04'), ('T0X'), ('FOREIGN-1'), ('FOREIGN-3')`)

const foreign = /FOREIGN|T0X|NOBODY|nobody|1999-09|2033-03|1805-05|88188|7717/
const own = ['T01', 'T02', 'T04', 'not there']
const keys = await createTestKeyFile({ narrow: own, whole: undefined, number: ['1', 'T01', '4e9'] })

const serveTable = (table: string, more: Record<string, string> = {}) =>
  serve({
    SOURCE_DATABASE_URL: sourceUrl,
    SOURCE_TABLE: table,
    SOURCE_ASSET_COLUMN: 'turbine',
    CONNECTOR_API_KEYS_FILE: keys.path,
    CONNECTOR_LOG_LEVEL: 'silent',
    CONNECTOR_MAX_INVENTORY_DAYS: '40',
    ...more,
  })

const day = 'start=2025-01-03&end=2025-01-04'
const long = 'start=1900-01-01&end=2100-01-01'

/** Every query that a route takes, right and wrong. */
const queries = [
  '',
  ...[day, long].flatMap((interval) =>
    [
      '',
      '&variables=power',
      '&variables=powr',
      '&assets=T01',
      '&assets=T02,T01',
      '&assets=T05',
    ].map((more) => interval + more),
  ),
  ...['json', 'ndjson', 'csv', 'arrow', 'no'].map((format) => `${day}&format=${format}`),
  `${day}&reasons=true`,
  `${day}&time_zone=America/Sao_Paulo&sample_label=end`,
  `${day}&time_zone=Nowhere`,
  'start=2025-01-04&end=2025-01-03',
  'period=false',
  'period=true',
  'assets=T01',
  'strange=1',
]

for (const [what, table, more] of [
  ['with an index that leads with the asset', 'by_asset', {}],
  ['with an index of the time alone', 'by_time', {}],
  ['whose assets are listed in a table', 'by_asset', { SOURCE_ASSET_TABLE: 'listed' }],
  ['whose assets are listed, without their index', 'by_time', { SOURCE_ASSET_TABLE: 'listed' }],
] as const) {
  describe(`with a key for some assets, of a Source ${what},`, async () => {
    const { url } = await serveTable(table, more)
    const ask = (path: string, name = 'narrow', method = 'GET') =>
      fetch(url + path, { method, headers: keys.authorization(name) })
    const documented = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object }
    const routes = [...Object.keys(documented.paths), '/no-such-route']
    const answersOf = async (name: string) => {
      let bytes = ''
      for (const route of routes) {
        for (const query of queries) {
          for (const method of query === '' ? ['GET', 'HEAD', 'POST'] : ['GET']) {
            const answer = await ask(`${route}?${query}`, name, method)
            assert.notEqual(answer.status, 500, `${method} ${route}?${query}`)
            bytes += `${method} ${route}?${query} ${answer.status} ${await answer.text()} `
            const headers = [...answer.headers].filter(([header]) => header !== 'date')
            bytes += `${JSON.stringify(headers)}\n`
          }
        }
      }
      return bytes
    }

    test('no byte of any answer of any route is of another, errors and headers too', async () => {
      const bytes = await answersOf('narrow')
      const found = bytes.split('\n').filter((line) => foreign.test(line))
      assert.deepEqual(
        found.map((line) => line.slice(0, 300)),
        [],
      )
      assert.match(bytes, /T01/)
      assert.doesNotMatch(bytes, /without.asset/i)
      // The look itself finds what there is to find.
      const all = await answersOf('whole')
      for (const one of ['FOREIGN-1', 'T0X', '1999-09', '2033-03', '8818818', 'rows_without_asset'])
        assert.ok(all.includes(one), one)
    })

    test('what is asked for of another is answered as of one that is not there', async () => {
      for (const route of ['/data', '/inventory']) {
        for (const interval of [day, long]) {
          for (const beside of ['', 'T01,']) {
            const answer = async (name: string) => {
              const response = await ask(`${route}?${interval}&assets=${beside}${name}`)
              return [response.status, (await response.text()).replaceAll(name, '?')]
            }
            const none = await answer('NOTHERE-1')
            assert.equal(none[0], 422)
            assert.match(String(none[1]), /unknown-asset/)
            assert.deepEqual(await answer('FOREIGN-1'), none)
            assert.deepEqual(await answer('T0X'), await answer('T09'))
          }
        }
      }
    })

    test('all is all that it may read', async () => {
      const rows = (await (await ask(`/data?${day}`)).json()) as { asset: string; power: number }[]
      const wanted = ['T01', 'T02'].flatMap((asset, place) =>
        Array.from({ length: 10 }, (_, i) => [asset, 1000 * (place + 1) + i]),
      )
      assert.deepEqual(
        rows.map(({ asset, power }) => [asset, power]),
        wanted,
      )
      const narrow = await ask(`/data?${day}&format=arrow`)
      const there = 'SOURCE_ASSET_TABLE' in more ? 'T01,T02,T04' : 'T01,T02'
      const named = await ask(`/data?${day}&format=arrow&assets=${there}`, 'whole')
      assert.ok(
        Buffer.from(await narrow.arrayBuffer()).equals(Buffer.from(await named.arrayBuffer())),
      )
      const { first, last } = (await (await ask('/variables')).json()) as Record<string, string>
      assert.deepEqual([first, last], ['2025-01-03T00:00:00Z', '2025-01-03T00:09:00Z'])
    })
  })
}

test('a name that the column cannot hold is none that there is', async () => {
  const { url } = await serveTable('numbered')
  const headers = keys.authorization('number')
  const assets = await fetch(`${url}/assets?period=false`, { headers })
  assert.deepEqual(await assets.json(), { assets: [{ asset: '1' }] })
  const rows = (await (await fetch(`${url}/data?${day}`, { headers })).json()) as object[]
  assert.equal(rows.length, 10)
})

test('columns that tell rows of one time apart are not shown by the names of others', async () => {
  await client.query(`
    create table tagged (turbine text, "timestamp" timestamptz, power float8, tag text);
    insert into tagged select turbine, timestamptz '2025-01-03Z' + i * interval '1 minute', i, tag || ' of ' || turbine
      from unnest(array['T01', 'FOREIGN-1']) turbine, unnest(array['a', 'b']) tag, generate_series(0, 99) i`)
  const { url } = await serveTable('tagged')
  const ask = async (name: string) =>
    (await fetch(`${url}/variables`, { headers: keys.authorization(name) })).text()
  assert.match(await ask('whole'), /row_keys.*FOREIGN/)
  assert.doesNotMatch(await ask('narrow'), /row_keys|FOREIGN/)
})
