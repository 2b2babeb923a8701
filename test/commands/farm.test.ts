import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFarmPipeline, fillFarm } from '../support/farm-pipeline.ts'
import { runMinuano } from '../support/minuano.ts'

const assets = ['T01', 'T02', 'T03', 'T04', 'T05', 'T06']

describe('commands on a farm', async () => {
  const { source, connector, connect, target, targetUrl } = await createFarmPipeline()
  await fillFarm(source, assets, '2025-01-01', 3)
  await source.query(`
    delete from farm where asset = 'T03' and t::date = '2025-01-02';
    delete from farm where asset = 'T04' and t >= '2025-01-01T05:00Z' and t < '2025-01-01T09:00Z';
    delete from farm where asset = 'T06' and t < '2025-01-02Z';
    insert into farm select null, t, 1, 1 from farm where asset = 'T01' and t < '2025-01-01T00:03Z'`)
  const minuano = (args: readonly string[], env: Record<string, string> = {}) =>
    runMinuano(args, { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl, ...env })

  test('a run says how many are whole, and the others worst first', async () => {
    const { code, stdout, stderr } = await minuano(['run', '2025-01-01'])
    assert.equal(code, 0, stderr)
    const [state, summary] = stdout.split('\n')
    assert.equal(state, '4 of 6 assets whole; T06 no source data; T04 coverage 0.833')
    assert.match(
      summary!,
      /^5 of 6 days of assets loaded, 1 without source data: 6960 source rows, 5568 values/,
    )
    assert.match(
      stderr,
      /^2025-01-01: 3 rows of the Source are of no asset, and left out: of NULL, an empty text, or a name that SOURCE_ASSET_TABLE does not list$/m,
    )
    const again = await minuano(['run', '2025-01-01', '--json'])
    const json = JSON.parse(again.stdout) as Record<string, unknown>
    assert.deepEqual([json['assets'], json['whole'], json['inserted']], [6, 4, 0])
    assert.equal(json['rowsWithoutAsset'], 3)
    assert.equal((json['outcomes'] as { asset: string }[]).length, 6)
  })

  test('a day without any row fails, and says what the Source holds', async () => {
    const { code, stderr } = await minuano(['run', '2025-03-01'])
    assert.equal(code, 1)
    assert.match(
      stderr,
      /no rows on 2025-03-01: it holds 2025-01-01T00:00:00\.0+Z to 2025-01-03T23:59:00\.0+Z/,
    )
    const forgotten = await minuano([
      'forget',
      '--from',
      '2025-03-01',
      '--to',
      '2025-03-01',
      '--all-assets',
      '--yes',
    ])
    assert.equal(forgotten.code, 0, forgotten.stderr)
  })

  test('a backfill has a line a day, or with --by-asset a line an asset', async () => {
    const plain = await minuano(['backfill', '2025-01-01', '2025-01-03'])
    assert.equal(plain.code, 0, plain.stderr)
    assert.match(plain.stderr, /^2025-01-02: 5 of 6 assets whole; T03 no source data; /m)
    assert.match(
      plain.stdout,
      /^3 of 6 assets whole; T03 no source data on 2025-01-02; T06 no source data on 2025-01-01; T04 coverage 0\.944$/m,
    )
    const byAsset = await minuano([
      'backfill',
      '2025-01-02',
      '2025-01-02',
      '--by-asset',
      '--assets',
      'T01,T03',
    ])
    assert.match(
      byAsset.stderr,
      /^T01 2025-01-02: 1440 source rows, 1152 values in 8 signals: nothing to change/m,
    )
    assert.match(byAsset.stderr, /^T03 2025-01-02: no source data$/m)
    assert.doesNotMatch(byAsset.stderr, /T02/)
  })

  test('status has a line a day, tells who came later, and with --by-asset the days of each', async () => {
    const { code, stdout, stderr } = await minuano(['status'])
    assert.equal(code, 0, stderr)
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      '2025-01-01  4 of 5 assets whole; coverage: T04 0.833',
      '2025-01-02  5 of 6 assets whole; no source data: T03',
      '2025-01-03  6 of 6 assets whole',
    ])
    assert.match(stderr, /^not there from the first day on: T06 since 2025-01-02$/m)
    const { stdout: each } = await minuano(['status', '--by-asset', '--assets', 'T03'])
    assert.match(
      each,
      /^T03\n2025-01-01 +loaded +100\.0 %\n2025-01-02 +no source data\n2025-01-03 +loaded/,
    )
    const json = JSON.parse((await minuano(['status', '--json'])).stdout) as {
      assets: { asset: string; days: unknown[] }[]
    }
    assert.deepEqual(
      json.assets.map(({ asset, days }) => `${asset} ${days.length}`),
      ['T01 3', 'T02 3', 'T03 3', 'T04 3', 'T05 3', 'T06 2'],
    )
    const unknown = await minuano(['status', '--assets', 'T99'])
    assert.equal(unknown.code, 1)
    assert.match(unknown.stderr, /the Target knows no asset T99; it knows T01/)
  })

  test('forget of one asset advises the sync that brings its days back', async () => {
    const range = ['--from', '2025-01-02', '--to', '2025-01-02']
    const { code, stderr } = await minuano(['forget', ...range, '--asset', 'T06', '--yes'])
    assert.equal(code, 0, stderr)
    const [, advised] = /^minuano (sync .*) loads again what the Source still has/m.exec(stderr)!
    assert.equal(advised, `sync ${range.join(' ')} --assets T06`)
    const again = await minuano(advised.split(' '))
    assert.match(again.stdout, /^1 of 1 days of assets loaded/m)
  })

  test('sync says each reason once, with the assets, and loads these alone', async () => {
    await source.query(
      `update farm set power = power + 1 where asset = 'T02' and t = '2025-01-02T10:00Z'`,
    )
    await source.query(`delete from farm where asset = 'T05' and t::date = '2025-01-03'`)
    const range = ['--from', '2025-01-01', '--to', '2025-01-03']
    const dry = await minuano(['sync', ...range, '--dry-run'])
    assert.equal(dry.stdout, '1 day of an asset to load\n')
    const asJson = await minuano(['sync', ...range, '--dry-run', '--json'])
    const plan = JSON.parse(asJson.stdout) as Record<string, unknown>
    assert.equal(plan['rowsWithoutAsset'], 3)
    assert.match(dry.stderr, /^2025-01-02: changed in the Source \(power\): T02$/m)
    assert.match(
      dry.stderr,
      /^2025-01-03: loaded, but the Source has no rows of it any more: kept .*: T05$/m,
    )
    const ofOne = await minuano(['sync', ...range, '--dry-run', '--assets', 'T02'])
    assert.match(ofOne.stderr, /^2025-01-02: changed in the Source \(power\): T02$/m)
    const { code, stdout } = await minuano(['sync', ...range])
    assert.equal(code, 0)
    assert.match(
      stdout,
      /^1 of 1 asset whole\n1 of 1 days of assets loaded: .* 3 updated, 0 deleted\)/,
    )
    const none = await minuano(['sync', ...range, '--allow-empty'])
    assert.equal(none.stdout, '2025-01-01 to 2025-01-03: nothing to load\n')
    assert.match(none.stderr, /^2025-01-03: .*: deleted: T05$/m)
    const { rows } = await target.client.query(
      `select from data join signal on id = signal_id where asset = 'T05' and "timestamp" >= '2025-01-03Z'`,
    )
    assert.equal(rows.length, 0)
  })

  test('--dry-run prints the bins of each, and writes nothing', async () => {
    const { stdout } = await minuano(['run', '2025-01-02', '--dry-run', '--assets', 'T01,T02'])
    assert.match(stdout, /^T01\nbin +wind_speed_mean/)
    assert.match(stdout, /^T02$/m)
    const json = await minuano(['run', '2025-01-02', '--dry-run', '--json', '--assets', 'T01'])
    const rows = JSON.parse(json.stdout) as { asset: string }[]
    assert.deepEqual([rows.length, rows[0]!.asset], [144, 'T01'])
  })

  test('--dry-run says what names no asset, and what is there more than once', async () => {
    await source.query(
      `insert into farm select 'T01', t, 33, power from farm where asset = 'T01' and t = '2025-01-01T12:00Z'`,
    )
    const { stderr } = await minuano(['run', '2025-01-01', '--dry-run', '--assets', 'T01,T02'])
    assert.match(stderr, /^2025-01-01: 3 rows of the Source are of no asset, and left out: /m)
    assert.match(
      stderr,
      /^T01 2025-01-01; more than once: .*2 of wind_speed that differ at one time/m,
    )
    assert.doesNotMatch(stderr, /^T02/m)
    await source.query(`delete from farm where asset = 'T01' and wind_speed = 33`)
  })

  test('where the Connector cannot be had, days fail by the assets that the Target knows', async () => {
    const { code, stderr } = await minuano(['run', '2025-01-04'], {
      CONNECTOR_URL: 'http://127.0.0.1:9',
      CONNECTOR_RETRIES: '0',
    })
    assert.equal(code, 75)
    assert.match(stderr, /goes on with the assets that the Target knows/)
    // The one reason once.
    assert.match(
      stderr,
      /^minuano: 6 of 6 days of assets failed:\n {2}2025-01-04 of T01, .*2025-01-04 of T05 and 1 more: \S.*\n {2}\(--by-asset shows all\)$/m,
    )
    const { rows } = await target.client.query(
      `select distinct asset, status, error_code from load where day = '2025-01-04' order by asset`,
    )
    assert.deepEqual(
      rows,
      assets.map((asset) => ({ asset, status: 'failed', error_code: 'connector-unavailable' })),
    )
  })

  test('forget takes some assets, or all', async () => {
    const some = await minuano(['forget', '--all-days', '--assets', 'T01,T02', '--yes'])
    assert.equal(some.code, 0, some.stderr)
    const all = await minuano(['forget', '--all-days', '--all-assets', '--yes'])
    assert.match(all.stdout, /^forgotten: /)
    const { rows } = await target.client.query('select from load')
    assert.equal(rows.length, 0)
    const both = await minuano(['forget', '--all-days', '--all-assets', '--assets', 'T01'])
    assert.equal(both.code, 2)
  })

  test('settings of the other case are refused before anything is done', async () => {
    const { code, stderr } = await minuano(['run', '2025-01-01', '--asset', 'T01'])
    assert.equal(code, 2)
    assert.match(stderr, /drop MINUANO_ASSET \(--asset\), or give MINUANO_ASSETS/)
    const plain = await connect({ SOURCE_WHERE: '{"asset":["T01"]}' })
    const other = await minuano(['run', '2025-01-01', '--assets', 'T01'], {
      CONNECTOR_URL: plain.url,
    })
    assert.equal(other.code, 2)
    assert.match(other.stderr, /give the Connector SOURCE_ASSET_COLUMN/)
  })
})
