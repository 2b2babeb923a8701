import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFarmPipeline, fillFarm } from '../support/farm-pipeline.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

const february = ['--from', '2025-02-01', '--to', '2025-02-28']

/** A whole February and a day of March, loaded; wind and power of minutes. */
async function createLoaded() {
  const pipeline = await createTestPipeline()
  const { source, connector, target, targetUrl } = pipeline
  await insertRows(source, minutesFrom('2025-02-01T00:00:00Z', 29 * 1440))
  const env = {
    CONNECTOR_URL: connector.url,
    TARGET_DATABASE_URL: targetUrl,
    MINUANO_UNITS: 'power=kW',
  }
  const minuano = (...args: string[]) => runMinuano(args, env)
  assert.equal((await minuano('backfill', '2025-02-01', '2025-03-01')).code, 0)
  const values = async () => {
    const { rows } = await target.client.query<{ md5: string }>(
      `select md5(string_agg(data::text, ',' order by data)) from data where "timestamp" < '2025-03-01Z'`,
    )
    return rows[0]!.md5
  }
  return { ...pipeline, minuano, values }
}

describe('minuano close', () => {
  test('keeps a month as it was reported: sync says what would change, and loads it once it is open again', async () => {
    const { source, target, minuano, values } = await createLoaded()
    assert.equal((await minuano('close')).code, 2)
    assert.match((await minuano('close', '9999-01')).stderr, /9999-01 is not over in UTC/)
    const lacking = await minuano('close', '2025-03')
    assert.equal(lacking.code, 1)
    assert.match(
      lacking.stderr,
      /2025-03 was not closed: 2025-03-02 to 2025-03-31: never loaded \(power, wind_speed\)\. Load them/,
    )
    assert.equal((await minuano('close', '--list')).stdout, 'no month is closed\n')
    const closed = await minuano('close', '2025-02', '--by', 'alice')
    assert.deepEqual(
      [closed.code, closed.stdout],
      [0, '2025-02 is closed (2025-02-01T00:00:00Z to 2025-03-01T00:00:00Z, UTC)\n'],
    )
    const again = await minuano('close', '2025-02')
    assert.equal(again.code, 0)
    assert.match(again.stdout, /^2025-02 is closed \(by alice, \S+, days of UTC\) already\n$/)

    // Ten minutes of power 60 more, and a day that the Source loses; and one of March.
    await source.query(`
      update data set power = power + 60 where "timestamp" >= '2025-02-05T00:00Z' and "timestamp" < '2025-02-05T00:10Z';
      update data set wind_speed = wind_speed + 1 where "timestamp" >= '2025-03-01Z';
      delete from data where "timestamp" >= '2025-02-10Z' and "timestamp" < '2025-02-11Z'`)
    const before = await values()
    const range = ['--from', '2025-02-01', '--to', '2025-03-01']
    const sync = await minuano('sync', ...range)
    assert.equal(sync.code, 0)
    assert.match(sync.stdout, /^1 of 1 days loaded/)
    const of = 'late data in 2025-02, which is closed: '
    for (const line of [
      `${of}2025-02-05, power: 3 values would differ, mean \\S+ kW before, \\S+ kW after, a bin's mean by 60 kW at most, energy \\S+ kWh before, \\S+ kWh after \\(changed in the Source\\)`,
      `${of}2025-02-10, power: 576 values would differ, mean \\S+ kW before, none after, bins 144 before, 0 after, energy \\S+ kWh before, 0 kWh after \\(the Source has no rows of it any more\\)`,
      'nothing of it was changed: `minuano close 2025-02 --reopen` opens 2025-02 again, and a sync then loads it',
    ]) {
      assert.match(sync.stderr, new RegExp(`^${line}$`, 'm'))
    }
    assert.equal(await values(), before)
    const empties = await minuano('sync', ...range, '--allow-empty')
    assert.match(empties.stdout, /nothing to load/)
    assert.equal(await values(), before)

    const report = await minuano('report', '2025-02')
    assert.match(
      report.stderr,
      /^2025-02 is closed; late data of 2 days wait, and are in no figure \(\S+ status lists them\)$/m,
    )
    const reported = await minuano('report', '2025-02', '--json')
    const { closed: months, late: waiting } = JSON.parse(reported.stdout) as {
      closed: { month: string; closedBy: string }[]
      late: { day: string; variable: string }[]
    }
    assert.deepEqual(
      months.map(({ month, closedBy }) => [month, closedBy]),
      [['2025-02', 'alice']],
    )
    assert.ok(waiting.some(({ day, variable }) => day === '2025-02-05' && variable === 'power'))
    assert.doesNotMatch((await minuano('report', '2025-01')).stderr, /closed/)

    // What was measured is not measured again, and says the same to machines.
    const seen = async () =>
      (
        await target.client.query<{ seen: string }>(
          `select max(seen_at)::text as seen from late_change`,
        )
      ).rows
    const measured = await seen()
    const { late } = JSON.parse((await minuano('sync', ...range, '--json')).stdout) as {
      late: { day: string; variable: string; meanBefore: number; meanAfter: number }[]
    }
    assert.deepEqual(
      late.map(({ day, variable }) => [day, variable]),
      [
        ['2025-02-05', 'power'],
        ['2025-02-10', 'wind_speed'],
        ['2025-02-10', 'power'],
        // What leads into it went: it is another day, with the values that it had.
        ['2025-02-11', 'wind_speed'],
      ],
    )
    const [power] = late
    assert.ok(Math.abs(power!.meanAfter - power!.meanBefore - 60 / 144) < 1e-9)
    assert.deepEqual(await seen(), measured)

    for (const args of [
      ['run', '2025-02-05'],
      ['backfill', '2025-02-05', '2025-02-06'],
      ['forget', '--from', '2025-02-28', '--to', '2025-03-01', '--yes'],
    ]) {
      const refused = await minuano(...args)
      assert.deepEqual([refused.code, refused.stderr.includes('is closed (by alice, ')], [1, true])
    }
    const backfill = await minuano('backfill', '2025-02-28', '2025-03-01')
    assert.equal(backfill.code, 0)
    assert.match(backfill.stdout, /^1 of 2 days loaded, 1 left as they are, of closed months/)
    assert.equal(await values(), before)

    const status = await minuano('status')
    assert.match(status.stdout, /^2025-02-01 to 2025-02-28 +loaded +100\.0 % +closed$/m)
    assert.match(
      status.stderr,
      /^closed months: 2025-02\n.*2025-02-05, power: 3 values would differ/m,
    )
    // No advice to load what is not to be loaded.
    assert.ok(!status.stderr.includes('sync --from'))
    const asJson = JSON.parse((await minuano('status', '--json')).stdout) as Record<
      string,
      unknown[]
    >
    assert.deepEqual([asJson['closedMonths']!.length, asJson['late']!.length], [1, 4])

    // The advice, followed once.
    assert.match((await minuano('close', '2025-02', '--reopen')).stderr, /must be confirmed/)
    const reopened = await minuano('close', '2025-02', '--reopen', '--yes', '--by', 'bob')
    assert.match(
      reopened.stdout,
      /^2025-02 is open again: `minuano sync --from 2025-02-01 --to 2025-02-28` loads/,
    )
    assert.match((await minuano('sync', ...february)).stdout, /^2 of 2 days loaded/)
    assert.equal((await minuano('sync', ...february, '--allow-empty')).code, 0)
    const kept = await values()
    assert.notEqual(kept, before)
    await minuano('forget', ...february, '--yes')
    await minuano('backfill', '2025-02-01', '2025-02-28')
    assert.equal(await values(), kept)
    assert.equal(
      (await minuano('close', '2025-02', '--reopen', '--yes')).stdout,
      '2025-02 was not closed: nothing to do\n',
    )
    const [closing] = JSON.parse((await minuano('close', '--list', '--json')).stdout) as object[]
    assert.partialDeepStrictEqual(closing, {
      asset: '',
      month: '2025-02',
      isClosed: false,
      closedBy: 'alice',
      reopenedBy: 'bob',
    })
    assert.deepEqual((await target.client.query('select from late_change')).rowCount, 0)
  })

  test('of one turbine of a farm leaves the others as they are loaded', async () => {
    const { source, connector, target, targetUrl } = await createFarmPipeline()
    await fillFarm(source, ['T01', 'T02'], '2025-02-01', 1)
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const minuano = (...args: string[]) => runMinuano(args, env)
    await minuano('run', '2025-02-01')
    const closed = await minuano('close', '2025-02', '--assets', 'T02', '--incomplete')
    assert.match(
      closed.stdout,
      /^2025-02 of T02 is closed \(.*though 2025-02-02 to 2025-02-28 of T02: never loaded/,
    )
    await source.query('update farm set power = power + 60')
    const run = await minuano('run', '2025-02-01')
    assert.equal(run.code, 0)
    assert.match(run.stdout, /T02 closed, left as it is/)
    await source.query('update farm set power = power + 60')
    const sync = await minuano('sync', '--from', '2025-02-01', '--to', '2025-02-01')
    assert.match(sync.stdout, /1 of 1 days of assets loaded/)
    assert.match(sync.stderr, /2025-02-01 of T02, power: \d+ values would differ, .*by 120/)
    assert.match(sync.stderr, /close 2025-02 --assets T02 --reopen/)
    const { rows } = await target.client.query<{ line: string }>(
      `select concat_ws(' ', asset, avg(value) > 960) as line
       from data join signal on id = signal_id where variable = 'power' and statistic = 'mean' group by asset order by 1`,
    )
    assert.deepEqual(
      rows.map(({ line }) => line),
      ['T01 t', 'T02 f'],
    )
  })
})
