import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestSource, readProblem, serve } from './serving.ts'

/** Three turbines of six minutes; at each time, two rows name none. */
const { url: sourceUrl, client } = await createTestSource(`
  create table data (turbine text, "timestamp" timestamptz, power float8);
  create index on data (turbine, "timestamp");
  insert into data
    select turbine, timestamptz '2025-01-03 00:00Z' + i * interval '1 minute', i
    from unnest(array['T01', 'T02', 'T03', null, '']) turbine, generate_series(0, 5) i`)
const env = { SOURCE_DATABASE_URL: sourceUrl, SOURCE_ASSET_COLUMN: 'turbine' }
const { url } = await serve(env)
const interval = 'start=2025-01-03T00:00Z&end=2025-01-03T00:03Z'

interface Inventory {
  readonly rows_without_asset?: number
  readonly assets: readonly { asset: string; days: readonly { rows: number }[] }[]
}

const inventoryOf = async (query: string) =>
  (await (await fetch(`${url}/inventory?${query}`)).json()) as Inventory

describe('rows that name no asset', () => {
  for (const format of ['json', 'ndjson', 'csv', 'arrow']) {
    test(`are left out of ${format}, and counted in a header`, async () => {
      const answer = await fetch(`${url}/data?${interval}&format=${format}`)
      assert.equal(answer.headers.get('minuano-rows'), '9')
      assert.equal(answer.headers.get('minuano-rows-without-asset'), '6')
    })
  }

  test('are counted within the interval alone, and whichever assets are asked for', async () => {
    const counted = async (query: string) =>
      (await fetch(`${url}/data?${query}`)).headers.get('minuano-rows-without-asset')
    assert.equal(await counted('start=2025-01-03T00:05Z&end=2025-01-04'), '2')
    assert.equal(await counted(`${interval}&assets=T02`), '6')
    assert.equal(await counted('start=2025-01-02&end=2025-01-03'), null)
  })

  test('are left out of the inventory, and counted in it', async () => {
    const inventory = await inventoryOf(interval)
    assert.equal(inventory.rows_without_asset, 6)
    assert.deepEqual(
      inventory.assets.map(({ asset, days }) => [asset, days.map(({ rows }) => rows)]),
      [
        ['T01', [3]],
        ['T02', [3]],
        ['T03', [3]],
      ],
    )
    const none = await inventoryOf('start=2025-01-02&end=2025-01-03')
    assert.equal(none.rows_without_asset, undefined)
    // The sample of 00:03 is of what ends there, that of 00:00 of what came before.
    const shifted = await inventoryOf(`${interval}&sample_label=end`)
    assert.equal(shifted.rows_without_asset, 6)
    const first = 'start=2025-01-02&end=2025-01-03&sample_label=end'
    assert.equal((await inventoryOf(first)).rows_without_asset, 2)
  })

  test('are not those that a row filter leaves out', async () => {
    const filtered = await serve({ ...env, SOURCE_WHERE: '{"power": [0, 1]}' })
    const answer = await fetch(`${filtered.url}/data?${interval}`)
    assert.equal(answer.headers.get('minuano-rows-without-asset'), '4')
  })

  test('are none where the column may not be NULL, but empty texts still are', async () => {
    await client.query(`
      create table required (like data);
      insert into required select * from data where turbine is not null;
      alter table required alter turbine set not null`)
    const required = await serve({ ...env, SOURCE_TABLE: 'required' })
    const counted = async () =>
      (await fetch(`${required.url}/data?${interval}`)).headers.get('minuano-rows-without-asset')
    assert.equal(await counted(), '3')
    await client.query(`delete from required where turbine = ''`)
    assert.equal(await counted(), null)
  })
})

describe('the names of assets', () => {
  test('are answered alone where no period is asked for', async () => {
    const answer = await fetch(`${url}/assets?period=false`)
    assert.deepEqual(await answer.json(), {
      assets: [{ asset: 'T01' }, { asset: 'T02' }, { asset: 'T03' }],
    })
    const whole = (await (await fetch(`${url}/assets`)).json()) as { assets: unknown[] }
    assert.deepEqual(whole.assets[0], {
      asset: 'T01',
      first: '2025-01-03T00:00:00.000000Z',
      last: '2025-01-03T00:05:00.000000Z',
    })
    assert.equal((await readProblem(await fetch(`${url}/assets?period=no`))).status, 422)
  })

  test('are one empty name where no column names them, for which the table is not read', async () => {
    await client.query(`create table plain (like data)`)
    const plain = await serve({ SOURCE_DATABASE_URL: sourceUrl, SOURCE_TABLE: 'plain' })
    await fetch(`${plain.url}/variables`)
    await client.query('drop table plain')
    const answer = await fetch(`${plain.url}/assets?period=false`)
    assert.deepEqual([answer.status, await answer.json()], [200, { assets: [{ asset: '' }] }])
  })
})
