import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFarmPipeline, fillFarm } from '../support/farm-pipeline.ts'
import { runMinuano } from '../support/minuano.ts'

const range = ['--from', '2025-01-01', '--to', '2025-01-03']

describe('what a farm has lost', async () => {
  const { source, connector, target, targetUrl } = await createFarmPipeline()
  await fillFarm(source, ['T01', 'T02', 'T03 '], '2025-01-01', 3)
  const minuano = (args: readonly string[], env: Record<string, string> = {}) =>
    runMinuano(args, {
      CONNECTOR_URL: connector.url,
      TARGET_DATABASE_URL: targetUrl,
      MINUANO_ASSET_PREFIX: 'n-',
      ...env,
    })
  const loaded = await minuano(['backfill', '2025-01-01', '2025-01-03'])
  assert.equal(loaded.code, 0, loaded.stderr)

  test('status says of which assets the last try failed', async () => {
    await source.query(
      `insert into farm select asset, t, wind_speed + 1, power from farm where asset = 'T02' and t < '2025-01-02Z'`,
    )
    assert.equal((await minuano(['sync', ...range])).code, 1)
    const { code, stdout } = await minuano(['status'])
    assert.equal(code, 0)
    assert.match(stdout, /^2025-01-01 .* 3 of 3 assets whole; last try failed: n-T02$/m)
    assert.match(stdout, /^2025-01-02 to 2025-01-03  3 of 3 assets whole$/m)
  })

  test('sync says rows without an asset, also where it loads nothing', async () => {
    await source.query(`delete from farm where asset = 'T02' and t < '2025-01-02Z'`)
    await fillFarm(source, ['T02'], '2025-01-01', 1)
    await source.query(
      `insert into farm select null, t, 1, 1 from farm where asset = 'T01' limit 7`,
    )
    const { stdout, stderr } = await minuano(['sync', ...range, '--assets', 'T01'])
    assert.equal(stdout, '2025-01-01 to 2025-01-03: nothing to load\n')
    assert.match(
      stderr,
      /^2025-01-01 to 2025-01-03: 7 rows of the Source are of no asset, and left out: of NULL/m,
    )
  })

  test('sync says assets that the Source names no more, and the advised command deletes them', async () => {
    await source.query(`delete from farm where asset = 'T03 '`)
    const some = await minuano(['sync', ...range, '--assets', 'T01'])
    assert.doesNotMatch(some.stderr, /names no such asset/)
    const { code, stderr } = await minuano(['sync', ...range])
    assert.equal(code, 0, stderr)
    const found =
      /^2025-01-01 to 2025-01-03: loaded, but the Source names no such asset: n-T03\\ {2}\(3 days of assets\): kept\. .*?, \S+ (forget .*) deletes them$/m.exec(
        stderr,
      )
    assert.ok(found, stderr)
    assert.equal(found[1], String.raw`forget --assets 'T03\ ' --from 2025-01-01 --to 2025-01-03`)
    const json = JSON.parse((await minuano(['sync', ...range, '--dry-run', '--json'])).stdout) as {
      notInSource: unknown
    }
    assert.deepEqual(json.notInSource, [
      { asset: 'n-T03 ', days: ['2025-01-01', '2025-01-02', '2025-01-03'] },
    ])
    const forgotten = await minuano(
      ['forget', '--assets', String.raw`T03\ `, '--yes'].concat(range),
    )
    assert.equal(forgotten.code, 0, forgotten.stderr)
    const { rows } = await target.client.query(`select distinct asset from signal order by asset`)
    assert.deepEqual(rows, [{ asset: 'n-T01' }, { asset: 'n-T02' }])
    assert.doesNotMatch((await minuano(['sync', ...range])).stderr, /names no such asset/)
  })
})
