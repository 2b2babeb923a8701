import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

/** What is said beyond the databases' names and the last sync. */
function unnamed(stderr: string): string {
  return stderr
    .replace(/^(in|from) postgresql:[^\n]*\n|^from http:[^\n]*\n/, '')
    .replace(/^last sync [^\n]*\n/m, '')
}

describe('minuano status and sync', () => {
  test('name what is missing, and sync loads it', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const minuano = (...args: string[]) => runMinuano(args, env)

    const empty = await minuano('status')
    assert.deepEqual([empty.code, empty.stdout], [1, ''])
    assert.match(empty.stderr, /nothing has been loaded yet/)

    const rows = minutesFrom('2025-01-01T00:00:00Z', 4 * 1440, (minute) =>
      minute % 1440 < 20 ? -7999 : 8,
    )
    await insertRows(
      source,
      rows.filter((_, minute) => minute < 2 * 1440 || minute >= 3 * 1440),
    )
    await minuano('backfill', '2025-01-01', '2025-01-03', '--fail-on-gap')
    await minuano('run', '2025-01-04', '--variables', 'wind_speed')
    const status = await minuano('status', '--from', '2024-12-31')
    assert.equal(status.code, 1)
    assert.deepEqual(status.stdout.trim().split('\n'), [
      '2024-12-31                missing                  wind_speed: never loaded; power: never loaded',
      '2025-01-01 to 2025-01-02  loaded           98.6 %  wind_speed: 20 out of range; wind_speed: 1420 frozen',
      '2025-01-03                no source data',
      '2025-01-04                missing          98.6 %  wind_speed: 20 out of range; wind_speed: 1420 frozen; power: never loaded',
    ])
    assert.match(
      status.stderr,
      /2 days are missing: minuano sync --from 2024-12-31 --to 2025-01-04 loads what the Source has/,
    )

    const range = ['--from', '2025-01-01', '--to', '2025-01-04']
    const dry = await minuano('sync', ...range, '--dry-run', '--json')
    assert.equal(dry.code, 0)
    const { toLoad, emptied, emptiedVariables } = JSON.parse(dry.stdout) as Record<string, unknown>
    assert.deepEqual(
      [toLoad, emptied, emptiedVariables],
      [[{ day: '2025-01-04', reasons: { 'never loaded': ['power'] } }], [], []],
    )
    const sync = await minuano('sync', ...range)
    assert.equal(sync.code, 0)
    assert.match(sync.stderr, /^2025-01-04: never loaded \(power\)$/m)
    assert.match(sync.stdout, /^1 of 1 days loaded/)
    const again = await minuano('sync', ...range)
    assert.deepEqual([again.code, again.stdout], [0, '2025-01-01 to 2025-01-04: nothing to load\n'])

    const good = await minuano('status', '--json')
    assert.equal(good.code, 0)
    const report = JSON.parse(good.stdout) as { missing: number; stale: boolean; newest: string }
    assert.deepEqual(
      [report.missing, report.stale, report.newest],
      [0, false, '2025-01-05T00:00:00Z'],
    )
    const old = await minuano('status', '--max-age', '2d')
    assert.equal(old.code, 1)
    assert.match(old.stderr, /newest loaded bin ends 2025-01-05T00:00:00Z: older than allowed/)
  })

  test('know nothing of a day asked for before the Source’s first row, or before it began', async () => {
    const { source, connector, target, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 3 * 1440))
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const minuano = (...args: string[]) => runMinuano(args, env)
    assert.equal((await minuano('backfill', '2025-01-01', '2025-01-03')).code, 0)
    const early = await minuano('run', '1925-03-03')
    assert.equal(early.code, 1)
    assert.match(early.stderr, /no rows on 1925-03-03: it holds 2025-01-01T00:00:00Z/)
    const range = await minuano('backfill', '1925-03-03', '1925-03-05')
    assert.deepEqual([range.code, /3 without source data/.test(range.stdout)], [0, true])
    const future = await minuano('run', '2999-01-01')
    assert.match(future.stderr, /2999-01-01 has no closed bin yet/)
    await minuano('backfill', '2999-01-01', '2999-01-02')
    assert.equal(
      (await minuano('status')).stdout,
      '2025-01-01 to 2025-01-03  loaded          100.0 %\n',
    )
    // The day after the last row did not arrive: that is to be seen.
    await minuano('run', '2025-01-04')
    assert.match((await minuano('status')).stdout, /^2025-01-04 +no source data$/m)
    // A day that the ledger knows is brought up to date, though the Source begins later by now.
    await target.client.query(`update load set status = 'failed' where day = '2025-01-01'`)
    await source.query(`delete from data where "timestamp" < '2025-01-02'`)
    await minuano('backfill', '2025-01-01', '2025-01-01')
    assert.match((await minuano('status')).stdout, /^2025-01-01 +no source data/m)
  })

  test('values that all became NULL are kept, unless told to delete them', async () => {
    const { source, connector, target, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 2 * 1440))
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const range = ['--from', '2025-01-01', '--to', '2025-01-02']
    const sync = (...args: string[]) => runMinuano(['sync', ...range, ...args], env)
    const counts = async () => {
      const { rows } = await target.client.query<{ variable: string; count: number }>(
        `select variable, count(*)::int as count from data join signal on id = signal_id group by 1 order by 1`,
      )
      return rows.map(({ variable, count }) => `${variable} ${count}`)
    }
    await sync()
    assert.deepEqual(await counts(), ['power 1152', 'wind_speed 1152'])
    // On one day all, on the other one of two, of which the other changed.
    await source.query(
      `update data set power = 'NaN', wind_speed = case when "timestamp" < '2025-01-02' then null else 7 end`,
    )
    const guarded = await sync()
    assert.equal(guarded.code, 0)
    assert.match(
      guarded.stderr,
      /^2025-01-01: loaded, but the Source has no values of wind_speed, power any more: kept/m,
    )
    assert.match(guarded.stderr, /^2025-01-02: changed in the Source \(wind_speed\)$/m)
    assert.match(guarded.stderr, /kept, since the Source has no values any more: power$/m)
    assert.deepEqual(await counts(), ['power 1152', 'wind_speed 1152'])
    assert.match((await sync()).stdout, /: nothing to load/)
    const dagster = await runMinuano(
      ['backfill', '2025-01-01', '2025-01-02', '--keep-emptied', '--json'],
      env,
    )
    const { outcomes } = JSON.parse(dagster.stdout) as {
      outcomes: { status: string; kept?: string[] }[]
    }
    assert.deepEqual(
      outcomes.map(({ status, kept }) => [status, kept]),
      [
        ['no-source-data', undefined],
        ['loaded', ['power']],
      ],
    )
    assert.deepEqual(await counts(), ['power 1152', 'wind_speed 1152'])
    const status = await runMinuano(['status'], env)
    assert.match(status.stdout, /2025-01-02 .* power: last try failed, no-source-data$/m)
    // By hand a run does what it is told.
    assert.equal((await runMinuano(['run', '2025-01-01'], env)).code, 0)
    assert.deepEqual(await counts(), ['power 576', 'wind_speed 576'])
    const told = await sync('--allow-empty')
    assert.match(told.stderr, /no values of power any more: deleted$/m)
    assert.deepEqual(await counts(), ['wind_speed 576'])
    assert.match((await sync()).stdout, /: nothing to load/)
  })

  test('notice values that went from the Target, and sync loads them again', async () => {
    const { source, connector, target, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-31T00:00:00Z', 3 * 1440))
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const range = ['--from', '2025-01-31', '--to', '2025-02-02']
    const minuano = (...args: string[]) => runMinuano([...args, ...range], env)
    await minuano('sync')
    await target.client.query(`drop table minuano_parts.data_2025_02`)
    await target.client.query(`delete from data where "timestamp" < '2025-01-31T01:40Z'
      and signal_id in (select id from signal where variable = 'power')`)
    assert.equal((await minuano('status')).code, 0)
    const verified = await minuano('status', '--verify')
    assert.equal(verified.code, 1)
    assert.deepEqual(verified.stdout.trim().split('\n'), [
      '2025-01-31                missing         100.0 %  power: values are missing in the Target: 40 of 576',
      '2025-02-01 to 2025-02-02  missing         100.0 %  power: values are missing in the Target: 576 of 576; wind_speed: values are missing in the Target: 576 of 576',
    ])
    const sync = await minuano('sync')
    assert.match(
      sync.stderr,
      /^2025-01-31: values are missing in the Target: 40 of 576 \(power\)$/m,
    )
    assert.match(sync.stdout, /^3 of 3 days loaded.*2344 inserted/)
    assert.match((await minuano('sync')).stdout, /nothing to load/)
    const whole = await minuano('status', '--verify')
    assert.deepEqual([whole.code, whole.stdout.includes('missing')], [0, false])
  })

  test('stay readable with many variables, and name the flags that they were given in what they advise', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    const variables = Array.from({ length: 200 }, (_, index) => `v${index}`)
    await source.query(
      `alter table data ${variables.map((name) => `add column ${name} float8 default 1`).join(', ')}`,
    )
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 3 * 1440))
    const env = {
      CONNECTOR_URL: connector.url,
      TARGET_DATABASE_URL: targetUrl,
      MINUANO_VARIABLES: variables.join(','),
    }
    const range = ['--from', '2025-01-01', '--to', '2025-01-03']
    const dry = await runMinuano(['sync', ...range, '--dry-run'], env)
    assert.deepEqual(
      [unnamed(dry.stderr), dry.stdout],
      [
        '2025-01-01 to 2025-01-03: never loaded (200 variables (v0, v1, v2, v3, v4 and 195 more))\n',
        '3 days to load\n',
      ],
    )
    assert.equal((await runMinuano(['run', '2025-01-01', '--statistics', 'mean'], env)).code, 0)
    await source.query('update data set v0 = null, v1 = null')
    const run = await runMinuano(['run', '2025-01-02', '--variables', 'v0,v1,v2'], env)
    assert.match(run.stdout, /left out: 1440 of 1440 of v0 missing, 1440 of 1440 of v1 missing$/m)
    const given = ['--every', '10m', '--variables', variables.join(',')]
    const status = await runMinuano(['status', ...given, ...range], env)
    assert.deepEqual(status.stdout.trim().split('\n'), [
      '2025-01-01  loaded          100.0 %',
      '2025-01-02  missing           0.0 %  v0: 1440 of 1440 missing; v1: 1440 of 1440 missing; 197 variables (v3, v4, v5, v6, v7 and 192 more): never loaded',
      '2025-01-03  missing                  200 variables (v0, v1, v2, v3, v4 and 195 more): never loaded',
    ])
    assert.match(
      status.stderr,
      /: minuano sync --from 2025-01-02 --to 2025-01-03 --variables v0,v1,\S+ --every 10m loads what/,
    )
  })

  test('say which days were made in another time zone, what that means, and what makes them again', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2024-12-31T00:00:00Z', 6 * 1440))
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const moved = { ...env, MINUANO_TIME_ZONE: 'America/Sao_Paulo' }
    assert.equal((await runMinuano(['backfill', '2025-01-01', '2025-01-05'], env)).code, 0)
    const before = await runMinuano(['status'], moved)
    assert.equal(before.code, 0)
    assert.match(
      before.stderr,
      /^days were made in UTC: 2025-01-01 to 2025-01-05; the settings say America\/Sao_Paulo$/m,
    )
    const run = await runMinuano(['run', '2025-01-03'], moved)
    assert.match(
      run.stderr,
      /^144 values of 2025-01-03 as made in UTC belonged to no day any more and were deleted$/m,
    )
    assert.match(run.stderr, /^2025-01-04, made in UTC, was cut/m)
    assert.match(run.stdout, /576 updated|0 inserted, 0 updated, 144 deleted/)
    const at = await runMinuano(['status'], moved)
    assert.equal(at.code, 1)
    assert.match(at.stdout, /^2025-01-04 .* wind_speed: cut by a day of another time zone;/m)
    assert.match(
      at.stderr,
      /^days were made in UTC: 2025-01-01 to 2025-01-02, 2025-01-04 to 2025-01-05; America\/Sao_Paulo: 2025-01-03;/m,
    )
    assert.match(
      at.stderr,
      /^2025-01-02 \(UTC\) and 2025-01-03 \(America\/Sao_Paulo\): 18 bins between them belong to no day$/m,
    )
    const json = JSON.parse((await runMinuano(['status', '--json'], moved)).stdout) as {
      layouts: object[]
      seams: { binsOfNone: number }[]
    }
    assert.deepEqual(
      [json.layouts.length, json.seams.map(({ binsOfNone }) => binsOfNone)],
      [3, [18]],
    )
    const advice = /^minuano (sync --from 2024-12-31 --to 2025-01-05) makes those again/m
    const words = advice.exec(at.stderr)![1]!.split(' ')
    const dry = await runMinuano([...words, '--dry-run'], moved)
    assert.match(
      dry.stderr,
      /^2025-01-04: cut by a day of another time zone \(wind_speed, power\)$/m,
    )
    assert.match(dry.stderr, /^2025-01-05: made in UTC, not in America\/Sao_Paulo/m)
    assert.match(dry.stderr, advice)
    const sync = await runMinuano(words, moved)
    assert.deepEqual([sync.code, /makes those again/.test(sync.stderr)], [0, false])
    const after = await runMinuano(['status', '--verify'], moved)
    assert.deepEqual([after.code, unnamed(after.stderr)], [0, ''])
    const wide = await runMinuano(['status', '--every', '5m'], moved)
    assert.equal(wide.code, 1)
    assert.match(
      wide.stderr,
      /^bins of 10m are signals of their own: 6 days of them, 2024-12-31 to/m,
    )
    assert.match(wide.stderr, /nothing has been loaded yet with bins of 5m/)
  })

  test('tell of values that are of no loaded day, until they are loaded or deleted', async () => {
    const { source, connector, target, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-31T00:00:00Z', 3 * 1440))
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const minuano = (...args: string[]) => runMinuano(args, env)
    await minuano('backfill', '2025-01-31', '2025-02-02')
    assert.equal(unnamed((await minuano('status', '--verify')).stderr), '')
    await target.client.query(`delete from load where variable = 'power' or day = '2025-02-01'`)
    await source.query(`delete from data where "timestamp" >= '2025-02-02'`)
    const { code, stdout, stderr } = await minuano('status', '--verify', '--json')
    assert.equal(code, 1)
    const day = { first: '2025-02-01T00:00:00Z', last: '2025-02-01T23:50:00Z' }
    assert.deepEqual((JSON.parse(stdout) as { strays: object[] }).strays, [
      {
        variable: 'power',
        values: 3 * 576,
        first: '2025-01-31T00:00:00Z',
        last: '2025-02-02T23:50:00Z',
      },
      { variable: 'wind_speed', values: 576, ...day },
    ])
    assert.match(
      stderr,
      /^576 values of wind_speed, 2025-02-01T00:00:00Z to 2025-02-01T23:50:00Z, are of no loaded day$/m,
    )
    const advice = /minuano (sync --from 2025-01-31 --to 2025-02-02) loads their days/.exec(stderr)!
    assert.equal((await minuano(...advice[1]!.split(' '))).code, 0)
    const rest = await minuano('status', '--verify')
    assert.match(
      rest.stderr,
      /^576 values of power, 2025-02-02T00:00:00Z to 2025-02-02T23:50:00Z, are of no loaded day$/m,
    )
    assert.doesNotMatch(unnamed(rest.stderr), /wind_speed/)
    await minuano(
      ...['sql', 'target', '--write'],
      `delete from data where "timestamp" >= '2025-02-02Z' and signal_id in (select id from signal where variable = 'power')`,
    )
    assert.doesNotMatch((await minuano('status', '--verify')).stderr, /of no loaded day/)
  })

  test('name a day whose rows of one time differ until it is loaded without them', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await source.query('alter table data drop constraint data_pkey')
    const rows = minutesFrom('2025-01-01T00:00:00Z', 2 * 1440)
    await insertRows(source, [...rows, ...rows.slice(0, 30)])
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const minuano = (...args: string[]) => runMinuano(args, env)
    const backfill = await minuano('backfill', '2025-01-01', '2025-01-02')
    assert.match(
      backfill.stderr,
      /^2025-01-01: .*; more than once: 30 of wind_speed repeated, 30 of power repeated$/m,
    )
    assert.match(backfill.stderr, /^2025-01-02: .* in \d+\.\d\d s$/m)
    assert.match(backfill.stdout, / s; more than once: 60 repeated$/m)
    const repeated = await minuano('status')
    assert.deepEqual(
      [repeated.code, repeated.stdout.split('\n')[0]],
      [0, '2025-01-01  loaded          100.0 %  wind_speed: 30 repeated; power: 30 repeated'],
    )
    await insertRows(source, [[Date.parse('2025-01-02T00:05:00Z') * 1000, 50, null]])
    const run = await minuano('run', '2025-01-02')
    assert.equal(run.code, 0)
    assert.match(
      run.stdout,
      /; more than once: 2 of wind_speed that differ at one time \(1 bin left out\)$/m,
    )
    const differing = await minuano('status', '--json')
    assert.equal(differing.code, 1)
    assert.match(differing.stderr, /1 day is in doubt: values of one time differ/)
    const report = JSON.parse(differing.stdout) as { doubtful: number; days: object[] }
    assert.deepEqual(
      [report.doubtful, report.days[1]],
      [
        1,
        {
          day: '2025-01-02',
          status: 'loaded',
          coverage: 1430 / 1440,
          remarks: ['wind_speed: 2 that differ at one time'],
          conflicts: 2,
          doubtful: true,
        },
      ],
    )
    await source.query('delete from data where wind_speed = 50')
    assert.equal((await minuano('sync', '--from', '2025-01-01', '--to', '2025-01-02')).code, 0)
    assert.equal((await minuano('status')).code, 0)
  })

  test('run prints every count that it left out', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await insertRows(
      source,
      minutesFrom('2025-01-01T00:00:00Z', 1430, (minute) => (minute < 3 ? 9999 : 8)),
    )
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const { stdout } = await runMinuano(['run', '2025-01-01'], env)
    assert.match(
      stdout,
      /left out: 3 of wind_speed out of range, 10 of 1440 of wind_speed missing, 10 of 1440 of power missing; frozen, and used: 1427 of wind_speed$/m,
    )
  })

  test('neither waits without end for a table that another session keeps locked', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 1440))
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const limited = { ...env, TARGET_LOCK_TIMEOUT: '300ms' }
    assert.equal((await runMinuano(['run', '2025-01-01'], env)).code, 0)
    const other = new pg.Client(targetUrl)
    await other.connect()
    try {
      await other.query('begin')
      await other.query('lock table load, data in access exclusive mode')
      const [status, run] = await Promise.all([
        runMinuano(['status'], limited),
        runMinuano(['backfill', '2025-01-01', '2025-01-02'], limited),
      ])
      assert.deepEqual([status.code, status.stdout], [75, ''])
      assert.match(
        status.stderr,
        /^minuano: the Target is not available: reading the ledger waited 0\.3 s/m,
      )
      assert.equal(run.code, 75)
      assert.match(run.stderr, /the load of 2025-01 waited 0\.3 s .*\(TARGET_LOCK_TIMEOUT\)/)
    } finally {
      await other.end()
    }
    assert.equal((await runMinuano(['status'], limited)).code, 0)
  })
})
