import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { atEnd } from '../support/at-end.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

test('the last of rows of one time is refused as configuration where nothing says which that is, and taken where a column does', async () => {
  const { source, sourceUrl, connector, target, targetUrl } = await createTestPipeline()
  await source.query('alter table data drop constraint data_pkey, add seq serial')
  await insertRows(
    source,
    minutesFrom('2025-01-03T00:00:00Z', 1440, () => 7),
  )
  await insertRows(
    source,
    minutesFrom('2025-01-03T00:00:00Z', 5, () => 8),
  )
  const env = {
    CONNECTOR_URL: connector.url,
    TARGET_DATABASE_URL: targetUrl,
    MINUANO_DUPLICATES: 'last',
    MINUANO_VARIABLES: 'wind_speed',
  }
  const commands = [
    ['run', '2025-01-03'],
    ['run', '2025-01-03', '--dry-run'],
    ['backfill', '2025-01-03', '2025-01-03'],
    ['sync', '--from', '2025-01-03', '--to', '2025-01-03'],
  ]
  for (const args of commands) {
    const { code, stdout, stderr } = await runMinuano(args, env)
    assert.equal(stdout, '')
    assert.match(
      stderr,
      /^from [^\n]*\nminuano: MINUANO_DUPLICATES: "last" needs [^\n]* set SOURCE_ORDER_COLUMN for the Connector [^\n]*\n$/,
    )
    assert.equal(code, 2, stderr)
  }
  assert.equal((await target.client.query('select from load')).rowCount, 0)
  const started = await startConnector(
    loadConfig({
      SOURCE_DATABASE_URL: sourceUrl,
      SOURCE_ORDER_COLUMN: 'seq',
      CONNECTOR_PORT: '0',
      CONNECTOR_LOG_LEVEL: 'silent',
    }),
  )
  atEnd(() => started.close())
  const inOrder = { ...env, CONNECTOR_URL: started.url }
  const { code, stdout, stderr } = await runMinuano(['run', '2025-01-03'], inOrder)
  assert.equal(code, 0, stderr)
  assert.match(stdout, /; more than once: 5 of wind_speed superseded by another of their time/)
  const { rows } = await target.client.query(
    `select value from data join signal on id = signal_id where name = 'wind_speed_mean' order by "timestamp" limit 2`,
  )
  assert.deepEqual(rows, [{ value: 7.5 }, { value: 7 }])
})
