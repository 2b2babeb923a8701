import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

test('report prints figures as a table, as JSON and for a spreadsheet, and says what is missing', async () => {
  const { source, connector, targetUrl } = await createTestPipeline()
  await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 2 * 1440))
  await source.query(
    `update data set wind_speed = 7 where "timestamp" >= '2025-01-01T03:00Z' and "timestamp" < '2025-01-01T03:40Z'`,
  )
  const env = {
    CONNECTOR_URL: connector.url,
    TARGET_DATABASE_URL: targetUrl,
    MINUANO_RATED_POWER: '2000',
  }
  const run = (...args: string[]) => runMinuano(args, env)
  const empty = await run('report', '2025-01')
  assert.equal(empty.code, 1, empty.stderr)
  assert.match(empty.stderr, /the Target has no day yet/)
  assert.equal((await run('backfill', '2025-01-01', '2025-01-02')).code, 0)

  const table = await run('report', '2025-01')
  assert.equal(table.code, 0, table.stderr)
  assert.match(
    table.stdout,
    /^2025-01, UTC\nwind % +mean m\/s +max +power % +MWh out +in +CF % +rated h +idle h\n/,
  )
  assert.ok(Math.max(...table.stdout.split('\n').map(({ length }) => length)) <= 80)
  assert.match(table.stderr, /of 31 days of assets: 29 not loaded/)
  assert.match(table.stderr, /the capacity factor is withheld, since coverage below 90 %: 2025-01/)
  assert.match(
    table.stderr,
    /^samples of a sensor that hung \(frozen\): 40 of wind_speed: they are in the figures/m,
  )
  assert.doesNotMatch(table.stderr, /by hand/)

  const json = await run(
    'report',
    '--from',
    '2025-01-01',
    '--to',
    '2025-01-02',
    '--by',
    'day',
    '--json',
    '--turbulence',
  )
  assert.equal(json.code, 0, json.stderr)
  const { rows, turbulence, turbulenceWithheld, doubted } = JSON.parse(json.stdout) as Record<
    string,
    never
  > & {
    rows: Record<string, number>[]
  }
  assert.deepEqual(
    rows.map(({ period, capacityFactor, exportedKwh }) => [
      period,
      Math.abs(capacityFactor! * 48_000 - exportedKwh!) < 1e-6,
    ]),
    [
      ['2025-01-01', true],
      ['2025-01-02', true],
    ],
  )
  assert.deepEqual(doubted, [{ asset: '', variable: 'wind_speed', frozen: 40, excluded: 0 }])
  assert.equal(turbulence, null)
  assert.match(String(turbulenceWithheld), /MINUANO_MINUTES_ARE/)

  const csv = await run('report', '2025-01-02', '--csv')
  const [header, row, ...others] = csv.stdout.trimEnd().split('\n')
  assert.equal(others.length, 0)
  assert.equal(header!.split(',').length, row!.split(',').length)
  assert.match(row!, /^2025-01-02,2025-01-02,2025-01-02,,24,1,1,/)

  // As it advises.
  const unrated = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
  const days = ['--from', '2025-01-01', '--to', '2025-01-02']
  assert.equal((await runMinuano(['sync', ...days], unrated)).code, 0)
  const withheld = await runMinuano(['report', '2025-01-02'], unrated)
  assert.match(
    withheld.stderr,
    /since rated power is not known \(.*MINUANO_RATED_POWER.*; then a sync\): 2025-01-02$/m,
  )
  assert.equal((await run('sync', ...days)).code, 0)
  assert.doesNotMatch((await run('report', '2025-01-02')).stderr, /rated power/)

  const berlin = await run('report', '2025-01-02', '--time-zone', 'Europe/Berlin')
  assert.match(berlin.stderr, /^1 day of an asset is of UTC, and not of Europe\/Berlin: /m)
  const zones = await run('report', ...days, '--time-zone', 'Europe/Berlin', '--json')
  assert.deepEqual((JSON.parse(zones.stdout) as Record<string, unknown>)['otherZones'], { UTC: 2 })

  // Figures are without what was excluded since, and say so until a sync.
  const isStale = async () => {
    const { stderr } = await run('report', ...days)
    assert.doesNotMatch(stderr, / is of UTC/)
    return /^samples of 1 day of an asset were excluded by hand, or put back, since .* --from 2025-01-02 --to 2025-01-02 /m.test(
      stderr,
    )
  }
  assert.equal(await isStale(), false)
  const some = ['--from', '2025-01-02T06:00', '--to', '2025-01-02T08:00', '--reason', 'test']
  assert.equal((await run('exclude', '--variables', 'power', ...some)).code, 0)
  assert.equal(await isStale(), true)
  const { stale } = JSON.parse((await run('report', ...days, '--json')).stdout) as {
    stale: unknown
  }
  assert.deepEqual(stale, { days: 1, first: '2025-01-02', last: '2025-01-02' })
  assert.equal((await run('sync', ...days)).code, 0)
  assert.equal(await isStale(), false)
  assert.equal((await run('exclude', '--undo', '1')).code, 0)
  assert.equal(await isStale(), true)
  assert.equal((await run('sync', ...days)).code, 0)
  assert.equal(await isStale(), false)

  for (const args of [
    ['2025-13'],
    ['2025-01', '--from', '2025-01-01'],
    ['--to', '2025-01-01'],
    ['--from', '2025-01-02', '--to', '2025-01-01'],
    ['2025-01', '--json', '--csv'],
    ['2025-01', '--by', 'week'],
  ]) {
    assert.equal((await run('report', ...args)).code, 2, args.join(' '))
  }
})
