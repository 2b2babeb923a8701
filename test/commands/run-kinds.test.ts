import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline } from '../support/pipeline.ts'

test('run, status and forget know states, counters and minutes with statistics of their own', async () => {
  const { source, connector, targetUrl, target } = await createTestPipeline({
    SOURCE_TABLE: 'logger',
    SOURCE_TIME_COLUMN: 'ts',
  })
  await source.query(`
    create table logger as
    select ts, n / 500 as status, 28928160 + n % 1000 as energy, 8.0 as wind_speed,
      case when n <> 7 then 0.5 end as wind_std
    from (select ts, row_number() over (order by ts) - 1 as n
      from generate_series(timestamptz '2025-01-01Z', '2025-01-01T23:59Z', '1 minute') ts) rows;
    update logger set energy = n from (select ts as at, row_number() over (order by ts) - 1 as n
      from logger where ts >= '2025-01-01T16:40Z') rows where at = ts`)
  const env = {
    CONNECTOR_URL: connector.url,
    TARGET_DATABASE_URL: targetUrl,
    MINUANO_VARIABLES: 'status,energy,wind_speed',
    MINUANO_KINDS: 'status=state,energy=counter',
    MINUANO_STD_COLUMNS: 'wind_speed=wind_std',
  }
  const dry = await runMinuano(['run', '2025-01-01', '--dry-run'], env)
  assert.equal(dry.code, 0, dry.stderr)
  assert.match(dry.stdout, /energy_increase.*energy_last.*wind_speed_std.*status_seconds_2/)
  assert.match(dry.stdout, / 28928169 /)
  assert.match(dry.stderr, /counters: energy 1 reset; minutes: wind_speed 1 without std/)
  const run = await runMinuano(['run', '2025-01-01', '--json'], env)
  const { samples } = JSON.parse(run.stdout) as { samples: Record<string, Record<string, number>> }
  assert.equal(samples['energy']!['resets'], 1)
  assert.equal(samples['wind_speed']!['withoutStd'], 1)
  const again = await runMinuano(['run', '2025-01-01'], env)
  assert.match(again.stdout, /nothing to change.*counters: energy 1 reset; minutes: wind_speed/)
  const status = await runMinuano(['status'], env)
  assert.match(status.stdout, /energy: 1 reset; wind_speed: 1 without std/)
  const { rows } = await target.client.query(
    `select mean, min, std, samples from ten_minute where variable = 'status' order by "timestamp" limit 1`,
  )
  assert.deepEqual(rows, [{ mean: null, min: null, std: null, samples: 10 }])
  const forget = await runMinuano(['forget', '--variables', 'status', '--all-days', '--yes'], env)
  assert.equal(forget.code, 0, forget.stderr)
  const left = await target.client.query(`select name from signal where variable = 'status'`)
  assert.deepEqual(left.rows, [])
})
