import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { createTestSource, readProblem, serve } from './serving.ts'

/** Two turbines that are listed, one that is not, a row of none; T03 is listed and has no rows. */
const { url: sourceUrl } = await createTestSource(`
  create schema scada;
  create table scada.turbine ("Name" varchar(10) collate "C", asset bpchar(5), number bigint, id uuid, power float8);
  insert into scada.turbine values ('T02', 'T02', 2), ('T01', 'T01', 1), ('T03', 'T03', 3000000000), (null, null, null),
    ('T01', 'T01', 1), ('', '', null);
  create table data (asset text collate "POSIX", "timestamp" timestamptz(0), power float8);
  create table numbered as select 1 as asset, timestamptz '2025-01-03Z' as "timestamp", 1.5::float8 as power;
  insert into data select asset, timestamptz '2025-01-03Z' + i * interval '1 minute', i
    from unnest(array['T01', 'T02', 'T09', null]) asset, generate_series(0, 5) i`)

const env = {
  SOURCE_DATABASE_URL: sourceUrl,
  SOURCE_ASSET_COLUMN: 'asset',
  CONNECTOR_LOG_LEVEL: 'silent',
}
const interval = 'start=2025-01-03&end=2025-01-04'

const assetsOf = async (url: string, query = '') =>
  ((await (await fetch(`${url}/assets${query}`)).json()) as { assets: object[] }).assets

describe('a table that lists the assets', () => {
  for (const table of ['scada.turbine(Name)', 'scada.turbine', 'Scada.Turbine ( "Name" )']) {
    test(`is read by ${table}: names come from it, and those without rows have no period`, async () => {
      const { url } = await serve({ ...env, SOURCE_ASSET_TABLE: table })
      const names = ['T01', 'T02', 'T03'].map((asset) => ({ asset }))
      assert.deepEqual(await assetsOf(url, '?period=false'), names)
      const period = { first: '2025-01-03T00:00:00Z', last: '2025-01-03T00:05:00Z' }
      assert.deepEqual(await assetsOf(url), [
        { asset: 'T01', ...period },
        { asset: 'T02', ...period },
        { asset: 'T03', first: null, last: null },
      ])
    })
  }

  test('leaves rows out that are of no listed asset, and counts them', async () => {
    const { url } = await serve({ ...env, SOURCE_ASSET_TABLE: 'scada.turbine' })
    const answer = await fetch(`${url}/data?${interval}`)
    const rows = (await answer.json()) as { asset: string }[]
    assert.deepEqual([...new Set(rows.map(({ asset }) => asset))], ['T01', 'T02'])
    assert.equal(rows.length, 12)
    assert.equal(answer.headers.get('minuano-rows-without-asset'), '12')
    const inventory = (await (await fetch(`${url}/inventory?${interval}`)).json()) as {
      rows_without_asset: number
      assets: { asset: string; days: { rows: number }[] }[]
    }
    assert.equal(inventory.rows_without_asset, 12)
    assert.deepEqual(
      inventory.assets.map(({ asset, days }) => [asset, days.map(({ rows }) => rows)]),
      [
        ['T01', [6]],
        ['T02', [6]],
        ['T03', []],
      ],
    )
    const one = await fetch(`${url}/data?${interval}&assets=T03`)
    assert.deepEqual([one.status, await one.json()], [200, []])
    const unlisted = await fetch(`${url}/data?${interval}&assets=T09`)
    assert.equal((await readProblem(unlisted)).code, 'unknown-asset')
  })

  test('does the same where an index leads with the asset', async () => {
    const { url, client } = await createTestSource(`
      create table data (asset text, "timestamp" timestamptz, power float8);
      create index on data (asset, "timestamp");
      insert into data values ('T01', '2025-01-03Z', 1), ('T09', '2025-01-03Z', 1), (null, '2025-01-03Z', 1);
      create table listed (asset text);
      insert into listed values ('T01'), ('T03')`)
    const served = await serve({ ...env, SOURCE_DATABASE_URL: url, SOURCE_ASSET_TABLE: 'listed' })
    const answer = await fetch(`${served.url}/data?${interval}`)
    assert.equal(answer.headers.get('minuano-rows-without-asset'), '2')
    assert.equal(((await answer.json()) as object[]).length, 1)
    // It is read each time.
    await client.query(`insert into listed values ('T09')`)
    const later = await fetch(`${served.url}/data?${interval}`)
    assert.equal(later.headers.get('minuano-rows-without-asset'), '1')
  })

  const faults: readonly [table: string, more: Record<string, string>, code: string, RegExp][] = [
    [
      'scada.turbine(nam)',
      {},
      'configuration',
      /^SOURCE_ASSET_TABLE: the table scada\.turbine has no column nam; columns that may list the assets: Name, asset\. Write it as scada\.turbine\(column\)$/,
    ],
    ['scada.turbine(number)', {}, 'configuration', /number of scada\.turbine is bigint, and the/],
    ['scada.turbine(power)', {}, 'configuration', /is double precision.*assets: Name, asset\./],
    [
      'scada.turbine(Name)',
      { SOURCE_TABLE: 'numbered' },
      'configuration',
      /is character varying\(10\).*assets: number\./,
    ],
    ['scada.turbines', {}, 'source-refused', /no table scada\.turbines; .*Set SOURCE_ASSET_TABLE$/],
  ]
  for (const [table, more, code, message] of faults) {
    test(`cannot be ${table}${more['SOURCE_TABLE'] === undefined ? '' : ' for numbers'}, and what could is said`, async () => {
      const config = loadConfig({
        ...env,
        ...more,
        SOURCE_ASSET_TABLE: table,
        CONNECTOR_PORT: '0',
      })
      await assert.rejects(startConnector(config, { checksSource: true }), { code, message })
    })
  }

  test('lists numbers of any size for a column of numbers', async () => {
    const { url } = await serve({
      ...env,
      SOURCE_TABLE: 'numbered',
      SOURCE_ASSET_TABLE: 'scada.turbine(number)',
    })
    assert.deepEqual(await assetsOf(url, '?period=false'), [
      { asset: '1' },
      { asset: '2' },
      { asset: '3000000000' },
    ])
    assert.equal(((await (await fetch(`${url}/data?${interval}`)).json()) as object[]).length, 1)
  })

  test('is of no use without a column of assets', async () => {
    const { SOURCE_ASSET_COLUMN, ...plain } = env
    assert.equal(SOURCE_ASSET_COLUMN, 'asset')
    await assert.rejects(serve({ ...plain, SOURCE_ASSET_TABLE: 'scada.turbine' }), {
      code: 'configuration',
      message: /set SOURCE_ASSET_COLUMN too/,
    })
  })
})
