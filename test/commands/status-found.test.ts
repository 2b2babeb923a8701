import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFarmPipeline, fillFarm } from '../support/farm-pipeline.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

/** What is said of syncs, times left out. */
function linesOf(stderr: string): string[] {
  return stderr
    .split('\n')
    .filter((line) => /sync/.test(line) && !line.startsWith('minuano: '))
    .map((line) => line.replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'THEN'))
}

describe('minuano status', () => {
  test('says what the last sync did, and what it found that was not loaded since', async () => {
    const { source, connector, target, targetUrl } = await createTestPipeline()
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const minuano = (...args: string[]) => runMinuano(args, env)
    const range = ['--from', '2025-01-01', '--to', '2025-01-05']
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 5 * 1440))
    await minuano('backfill', '2025-01-01', '2025-01-04')
    const before = await minuano('status', '--json')
    assert.deepEqual([before.code, linesOf(before.stderr)], [0, []])
    assert.ok(!/lastSync|foundBySync/.test(before.stdout))

    await source.query(`update data set power = 1 where "timestamp" = '2025-01-02T12:00Z'`)
    await source.query(`delete from data where "timestamp"::date = '2025-01-03'`)
    await minuano('sync', ...range, '--dry-run')
    const status = await minuano('status')
    assert.equal(status.code, 0, status.stderr)
    assert.deepEqual(linesOf(status.stderr), [
      'last sync THEN, 2025-01-01 to 2025-01-05: 3 days to load, and none was, as it was told to look alone; 2025-01-02: changed in the Source (power); 2025-01-04: what leads into it changed in the Source (wind_speed); 2025-01-05: never loaded (wind_speed, power); and 1 more',
      '1 day changed in the Source since it was loaded (2025-01-02), seen by sync at THEN: minuano sync --from 2025-01-02 --to 2025-01-02 loads what the Source has',
      '1 day is not loaded, though the Source has it (2025-01-05), seen by sync at THEN: minuano sync --from 2025-01-05 --to 2025-01-05 loads what the Source has',
      '1 day is loaded, though the Source has no rows or values of it any more (2025-01-03), seen by sync at THEN: minuano sync --from 2025-01-03 --to 2025-01-03 --allow-empty deletes what is lost',
    ])
    const json = JSON.parse((await minuano('status', '--json')).stdout) as {
      lastSync: Record<string, unknown>
      foundBySync: Record<string, unknown>[]
    }
    const { first, last, isDryRun, loaded, failed, errorCode } = json.lastSync
    assert.deepEqual(
      { first, last, isDryRun, loaded, failed, errorCode },
      {
        ...{ first: '2025-01-01', last: '2025-01-05', isDryRun: true },
        ...{ loaded: 0, failed: 0, errorCode: null },
      },
    )
    assert.deepEqual(
      json.foundBySync.map(({ day, state, variables }) => ({ day, state, variables })),
      [
        { day: '2025-01-02', state: 'changed', variables: ['power'] },
        { day: '2025-01-03', state: 'lost', variables: ['power', 'wind_speed'] },
        { day: '2025-01-05', state: 'missing', variables: ['power', 'wind_speed'] },
      ],
    )

    // The commands that it names.
    assert.equal((await minuano('sync', '--from', '2025-01-02', '--to', '2025-01-02')).code, 0)
    assert.equal((await minuano('sync', '--from', '2025-01-05', '--to', '2025-01-05')).code, 0)
    await minuano('sync', '--from', '2025-01-03', '--to', '2025-01-03', '--allow-empty')
    const after = await minuano('status')
    assert.deepEqual(linesOf(after.stderr), [
      'last sync THEN, 2025-01-03: nothing to load; 2025-01-03: loaded, but the Source has no rows of it any more: deleted',
    ])
    await target.client.query('update sync_run set ended_at = null')
    assert.match(
      (await minuano('status')).stderr,
      /^last sync \S+, 2025-01-03: has not ended: it is at work, or was cut off$/m,
    )
  })

  test('a day that the Source has no rows of is no missing one, once sync has seen it', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const minuano = (...args: string[]) => runMinuano(args, env)
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 3 * 1440))
    await source.query(`delete from data where "timestamp"::date = '2025-01-02'`)
    await minuano('run', '2025-01-01')
    await minuano('run', '2025-01-03')
    const before = await minuano('status')
    assert.equal(before.code, 1)
    assert.match(before.stdout, /^2025-01-02 +missing/m)
    // The command that it names.
    const [, named] = /minuano (sync(?: --\S+ \S+)*)/.exec(before.stderr) ?? []
    assert.equal((await minuano(...named!.split(' '))).code, 0)
    const after = await minuano('status')
    assert.equal(after.code, 0, after.stdout)
    assert.match(after.stdout, /^2025-01-02 +no source data$/m)
    // A load that failed since may have had rows.
    await minuano('run', '2025-01-04', '--connector-url', 'http://127.0.0.1:9')
    await minuano('sync', '--from', '2025-01-04', '--to', '2025-01-04')
    assert.match((await minuano('status')).stdout, /^2025-01-04 +missing .*wind_speed: failed/m)
    await minuano('run', '2025-01-04')
    assert.match((await minuano('status')).stdout, /^2025-01-04 +no source data/m)
    await insertRows(source, minutesFrom('2025-01-02T00:00:00Z', 10))
    assert.equal(
      (await minuano('sync', '--from', '2025-01-02', '--to', '2025-01-02', '--dry-run')).code,
      0,
    )
    assert.match((await minuano('status')).stdout, /^2025-01-02 +missing/m)
  })

  test('says that a sync failed, and why', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 1440))
    const env = { TARGET_DATABASE_URL: targetUrl, CONNECTOR_RETRIES: '0' }
    const own = { ...env, CONNECTOR_URL: connector.url }
    await runMinuano(['backfill', '2025-01-01', '2025-01-01'], own)
    const away = { ...env, CONNECTOR_URL: 'http://127.0.0.1:1' }
    const sync = await runMinuano(['sync', '--from', '2025-01-01', '--to', '2025-01-01'], away)
    assert.equal(sync.code, 75)
    const { stderr, stdout } = await runMinuano(['status', '--json'], own)
    assert.match(stderr, /^last sync \S+, 2025-01-01: failed: the Connector at \S+ /m)
    const { lastSync } = JSON.parse(stdout) as { lastSync: { errorCode: string } }
    assert.equal(lastSync.errorCode, 'connector-unavailable')
  })

  test('is not told of a sync by a Target that does not take that; the days are loaded all the same', async () => {
    const { source, connector, target, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 1440))
    await target.client.query(`
      create function refuse() returns trigger language plpgsql as $$ begin raise 'not this'; end $$;
      create trigger refuse before insert on source_day execute function refuse();
      create trigger refuse before insert on sync_run execute function refuse()`)
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const range = ['--from', '2025-01-01', '--to', '2025-01-01']
    const { code, stderr, stdout } = await runMinuano(['sync', ...range], env)
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^1 of 1 days loaded/)
    assert.match(stderr, /^that there was a sync is not written down in the Target: .*not this/m)
    assert.match(stderr, /^what the Source holds was not written down in the Target: .*not this/m)
  })

  test('counts days of assets of a farm', async () => {
    const { source, connector, targetUrl } = await createFarmPipeline()
    await fillFarm(source, ['T01', 'T02'], '2025-01-01T00:00:00Z', 2)
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const minuano = (...args: string[]) => runMinuano(args, env)
    const range = ['--from', '2025-01-01', '--to', '2025-01-02']
    assert.equal((await minuano('sync', ...range)).code, 0)
    const good = await minuano('status')
    assert.deepEqual(linesOf(good.stderr), [
      'last sync THEN, 2025-01-01 to 2025-01-02: 4 of 4 days loaded; 2025-01-01 to 2025-01-02: never loaded (wind_speed, power): all 2 assets',
    ])
    await source.query(`update farm set power = 1 where t = '2025-01-02T12:00Z'`)
    await minuano('sync', ...range, '--dry-run')
    const { stderr, stdout } = await minuano('status', '--json')
    assert.equal(
      linesOf(stderr)[1],
      'of all assets, 2 days changed in the Source since they were loaded (2025-01-02 of T01, 2025-01-02 of T02), seen by sync at THEN: minuano sync --from 2025-01-02 --to 2025-01-02 loads what the Source has',
    )
    const { foundBySync } = JSON.parse(stdout) as { foundBySync: { asset: string }[] }
    assert.deepEqual(
      foundBySync.map(({ asset }) => asset),
      ['T01', 'T02'],
    )
  })
})
