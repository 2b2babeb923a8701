import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

describe('minuano run', () => {
  test('--dry-run prints the day’s bins and writes nothing', async () => {
    const { source, connector, target } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1430))
    const env = { CONNECTOR_URL: connector.url }
    const { code, stdout } = await runMinuano(['run', '2025-01-03', '--dry-run'], env)
    assert.equal(code, 0)
    const lines = stdout.trim().split('\n')
    assert.equal(lines.length, 2 + 144)
    assert.match(lines[0]!, /^bin +wind_speed_mean +wind_speed_min .* power_std$/)
    assert.match(lines[2]!, /^2025-01-03T00:00:00Z +8\.\d+ /)
    // The last bin has no samples: its time stands alone.
    assert.match(lines.at(-1)!, /^2025-01-03T23:50:00Z$/)
    const json = await runMinuano(['run', '2025-01-03', '--dry-run', '--json'], env)
    const bins = JSON.parse(json.stdout) as Record<string, number | string | null>[]
    assert.deepEqual(
      [bins.length, bins[143]!['timestamp'], bins[143]!['power_mean']],
      [144, '2025-01-03T23:50:00Z', null],
    )
    const { rowCount } = await target.client.query('select from load')
    assert.equal(rowCount, 0)
  })

  test('--dry-run shows the plant’s own clock', async () => {
    const { source, connector } = await createTestPipeline()
    await insertRows(source, minutesFrom('2018-11-04T00:00:00Z', 2880))
    const { stdout } = await runMinuano(
      ['run', '2018-11-04', '--dry-run', '--time-zone', 'America/Sao_Paulo'],
      { CONNECTOR_URL: connector.url },
    )
    const lines = stdout.trim().split('\n')
    assert.equal(lines.length, 2 + 138)
    assert.match(lines[2]!, /^2018-11-04T01:00:00-02:00 /)
  })

  test('yesterday and today are days by the clock of the plant’s zone, in every command', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    const start = new Date(Date.now() - 3 * 86_400e3).toISOString().slice(0, 10)
    await insertRows(source, minutesFrom(`${start}T00:00:00Z`, 4 * 1440))
    // A day apart at least from each other, at any hour.
    for (const zone of ['Pacific/Kiritimati', 'Etc/GMT+12']) {
      const env = {
        CONNECTOR_URL: connector.url,
        TARGET_DATABASE_URL: targetUrl,
        MINUANO_TIME_ZONE: zone,
        MINUANO_ASSET: zone.slice(0, 3),
      }
      // sv-SE writes a date as 2025-01-03. Midnight may come while the commands run.
      const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone })
      const yesterday = () => clock.format(Date.now() - 86_400e3)
      const before = yesterday()
      const run = await runMinuano(['run', 'yesterday', '--json'], env)
      const { day } = JSON.parse(run.stdout) as { day: string }
      assert.ok([before, yesterday()].includes(day), `${day}, not ${before}`)
      const range = ['--from', 'yesterday', '--to', 'yesterday']
      const [backfill, sync, status] = await Promise.all([
        runMinuano(['backfill', 'yesterday', 'yesterday', '--json'], env),
        runMinuano(['sync', ...range], env),
        runMinuano(['status', ...range], env),
      ])
      const days = (JSON.parse(backfill.stdout) as { outcomes: { day: string }[] }).outcomes
      assert.ok([before, yesterday()].includes(days[0]!.day))
      assert.match(sync.stdout, new RegExp(`^(${before}|${yesterday()}) to `))
      assert.match(status.stdout, new RegExp(`^(${before}|${yesterday()}) `))
    }
    const wrong = await runMinuano(['run', 'tomorrow'])
    assert.equal(wrong.code, 2)
    assert.match(wrong.stderr, /write one as 2025-01-03, today or yesterday/)
  })

  test('with the Source down does not try for long, ends with 75 and writes nothing', async () => {
    const { targetUrl, target } = await createTestPipeline()
    const { code, stdout, stderr } = await runMinuano(['run', '2025-01-03'], {
      SOURCE_DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:1/none',
      TARGET_DATABASE_URL: targetUrl,
    })
    assert.equal(code, 75, stderr)
    assert.equal(stdout, '')
    assert.match(
      stderr,
      /answered 503: the Source is not available: .*ECONNREFUSED.*\(tried once\)/,
    )
    assert.doesNotMatch(stderr, /secret|\n\s+at /)
    const { rows } = await target.client.query('select distinct status, error_code from load')
    assert.deepEqual(rows, [{ status: 'failed', error_code: 'connector-unavailable' }])
  })

  test('with the Target down ends with 75', async () => {
    const { source, connector } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
    const { code, stderr } = await runMinuano(['run', '2025-01-03'], {
      CONNECTOR_URL: connector.url,
      TARGET_DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:1/none',
    })
    assert.equal(code, 75)
    assert.match(stderr, /^minuano: the Target is not available/m)
    assert.doesNotMatch(stderr, /secret|\n\s+at /)
  })

  test('of a day without data ends with 1 and names the day and the Source’s period', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
    const { code, stderr } = await runMinuano(['run', '2025-02-01'], {
      CONNECTOR_URL: connector.url,
      TARGET_DATABASE_URL: targetUrl,
    })
    assert.equal(code, 1)
    assert.equal(
      stderr.split('\n').at(-2),
      'minuano: the Source has no rows on 2025-02-01: it holds 2025-01-03T00:00:00Z to 2025-01-03T23:59:00Z',
    )
  })
})
