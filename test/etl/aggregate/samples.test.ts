import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeDay } from '../../../src/commands/words/describe-day.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { runDay, settingsFrom } from '../../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'
import type { SourceRow } from '../../support/pipeline.ts'

const day = '2025-01-03'
const minute = 60e6
const midnight = Date.parse(`${day}T00:00:00Z`) * 1000

async function valuesOf(target: Target, signal: string): Promise<Map<string, number>> {
  const { rows } = await target.client.query<{ time: Date; value: number }>(
    'select "timestamp" as time, value from data join signal on id = signal_id where name = $1',
    [signal],
  )
  return new Map(rows.map(({ time, value }) => [time.toISOString().slice(5, 16), value]))
}

describe('samples labelled by their end', () => {
  test('belong to the bin before, at both edges of the day', async () => {
    const { source, connector, target } = await createTestPipeline()
    // Each value is the minute of its time, from two minutes before the day to two after it.
    const rows: SourceRow[] = []
    for (let at = -2; at <= 1442; at++) rows.push([midnight + at * minute, at / 100, null])
    await insertRows(source, rows)
    const settings = settingsFrom({
      MINUANO_SAMPLE_LABEL: 'end',
      MINUANO_STATISTICS: 'min,max,count',
    })
    const result = await runDay(connector, target, settings, day)
    assert.equal(result.sourceRows, 1440)
    const [least, most] = [
      await valuesOf(target, 'wind_speed_min'),
      await valuesOf(target, 'wind_speed_max'),
    ]
    // Stamped 00:00 is the day before's; stamped 00:10 is the first bin's, 24:00 the last one's.
    assert.deepEqual([least.get('01-03T00:00'), most.get('01-03T00:00')], [0.01, 0.1])
    assert.deepEqual([least.get('01-03T23:50'), most.get('01-03T23:50')], [14.31, 14.4])
    assert.deepEqual(new Set((await valuesOf(target, 'wind_speed_count')).values()), new Set([10]))
  })

  test('labelled by their start stay where they are', async () => {
    const { source, connector, target } = await createTestPipeline()
    const rows: SourceRow[] = []
    for (let at = -2; at <= 1442; at++) rows.push([midnight + at * minute, (at + 2) / 100, null])
    await insertRows(source, rows)
    await runDay(connector, target, settingsFrom(), day)
    const least = await valuesOf(target, 'wind_speed_min')
    const most = await valuesOf(target, 'wind_speed_max')
    assert.deepEqual([least.get('01-03T00:00'), most.get('01-03T23:50')], [0.02, 14.41])
  })
})

describe('values out of range', () => {
  test('are in no statistic and are counted: sentinels, both edges, and what is valid just so', async () => {
    const { source, connector, target } = await createTestPipeline()
    const wind = [-7999, -0.01, 0, 75, 75.01, 9999, 8, 8, NaN, null]
    await insertRows(
      source,
      minutesFrom(
        `${day}T00:00:00Z`,
        10,
        (at) => wind[at]!,
        () => 1,
      ),
    )
    const result = await runDay(connector, target, settingsFrom(), day)
    const { samples, bins } = result
    assert.deepEqual(bins, {
      wind_speed: {
        bins: 144,
        notWhole: 144,
        classes: { valid: 4, missing: 1432, out_of_range: 4 },
      },
      power: { bins: 144, notWhole: 143, classes: { valid: 10, missing: 1430 } },
    })
    assert.match(
      describeDay(result),
      /; bins that are not whole: 144 of 144 of wind_speed, 143 of 144 of power; left out: /,
    )
    assert.deepEqual(samples['wind_speed'], {
      expected: 1440,
      valid: 4,
      missing: 1432,
      outOfRange: 4,
      ambiguous: 0,
      coverage: 4 / 1440,
    })
    assert.equal((await valuesOf(target, 'wind_speed_min')).get('01-03T00:00'), 0)
    assert.equal((await valuesOf(target, 'wind_speed_max')).get('01-03T00:00'), 75)
  })

  test('of active_power are those of power where the rated power is known', () => {
    const settings = settingsFrom({ MINUANO_RATED_POWER: '2000' })
    assert.deepEqual(settings.ranges.get('active_power'), { least: -200, most: 2400 })
    assert.deepEqual(settings.ranges.get('power'), settings.ranges.get('active_power'))
  })

  test('of power are known once the rated power is: -10 % to 120 %', async () => {
    const { source, connector, target } = await createTestPipeline()
    const power = [-200.1, -200, 2400, 2400.1, 1000]
    await insertRows(
      source,
      minutesFrom(
        `${day}T00:00:00Z`,
        5,
        () => 5,
        (at) => power[at]!,
      ),
    )
    const free = await runDay(connector, target, settingsFrom(), day)
    assert.equal(free.samples['power']!.outOfRange, 0)
    const settings = settingsFrom({ MINUANO_RATED_POWER: '2000' })
    const rated = await runDay(connector, target, settings, day)
    assert.equal(rated.samples['power']!.outOfRange, 2)
  })

  test('a range of one’s own replaces the usual one, and off takes it away', async () => {
    const { source, connector, target } = await createTestPipeline()
    await insertRows(
      source,
      minutesFrom(
        `${day}T00:00:00Z`,
        10,
        (at) => at * 20,
        () => 1,
      ),
    )
    const left = async (ranges: string) =>
      (await runDay(connector, target, settingsFrom({ MINUANO_RANGES: ranges }), day)).samples[
        'wind_speed'
      ]!.outOfRange
    assert.equal(await left('power=off'), 6)
    assert.equal(await left('wind_speed=0..100'), 4)
    assert.equal(await left('wind_speed=off'), 0)
  })
})

describe('coverage', () => {
  test('incomplete bins are listed with their samples, empty ones included, and only once', async () => {
    const { source, connector, target } = await createTestPipeline()
    const rows = minutesFrom(`${day}T00:00:00Z`, 1440, (at) => (at < 3 ? null : 5)).filter(
      (_, at) => at < 20 || at >= 30,
    )
    await insertRows(source, rows)
    for (let round = 0; round < 2; round++) {
      await runDay(connector, target, settingsFrom({ MINUANO_FROZEN: 'off' }), day)
      const { rows: bins } = await target.client.query(
        `select variable, to_char("timestamp" at time zone 'UTC', 'HH24:MI') as bin, samples
         from bin_reason order by 1, 2`,
      )
      assert.deepEqual(bins, [
        { variable: 'power', bin: '00:20', samples: 0 },
        { variable: 'wind_speed', bin: '00:00', samples: 7 },
        { variable: 'wind_speed', bin: '00:20', samples: 0 },
      ])
    }
    const { rows: view } = await target.client.query(
      `select to_char("timestamp" at time zone 'UTC', 'HH24:MI') as bin, mean, min, samples, expected
       from ten_minute where variable = 'wind_speed' order by "timestamp" limit 3`,
    )
    assert.deepEqual(view, [
      { bin: '00:00', mean: 5, min: 5, samples: 7, expected: 10 },
      { bin: '00:10', mean: 5, min: 5, samples: 10, expected: 10 },
      { bin: '00:20', mean: null, min: null, samples: 0, expected: 10 },
    ])
    await insertRows(source, minutesFrom(`${day}T00:20:00Z`, 10))
    await source.query('update data set wind_speed = 5')
    await runDay(connector, target, settingsFrom({ MINUANO_FROZEN: 'off' }), day)
    const { rowCount } = await target.client.query('select from bin_reason')
    assert.equal(rowCount, 0)
  })

  test('a minimum leaves out the bins below it, and not those on it', async () => {
    const { source, connector, target } = await createTestPipeline()
    const rows = minutesFrom(`${day}T00:00:00Z`, 30, (at) => (at >= 4 && at < 15 ? null : 5))
    await insertRows(source, rows)
    const settings = settingsFrom({ MINUANO_MINIMUM_COVERAGE: '0.5' })
    await runDay(connector, target, settings, day)
    assert.deepEqual([...(await valuesOf(target, 'wind_speed_mean')).keys()].sort(), [
      '01-03T00:10',
      '01-03T00:20',
    ])
  })

  test('expects as many samples as the sample interval says', async () => {
    const { source, connector, target } = await createTestPipeline()
    const everyFive = minutesFrom(`${day}T00:00:00Z`, 1440).filter((_, at) => at % 5 === 0)
    await insertRows(source, everyFive)
    const settings = settingsFrom({ MINUANO_SAMPLE_INTERVAL: '5m' })
    const { samples } = await runDay(connector, target, settings, day)
    assert.deepEqual(samples['power'], {
      expected: 288,
      valid: 288,
      missing: 0,
      outOfRange: 0,
      ambiguous: 0,
      coverage: 1,
    })
  })
})

describe('rows of one time', () => {
  test('of a day stored twice are one sample each, and every value is that of the day stored once', async () => {
    const { source, connector, target } = await createTestPipeline()
    const rows = minutesFrom(`${day}T00:00:00Z`, 1440)
    await source.query('alter table data drop constraint data_pkey')
    await insertRows(source, rows)
    const once = await runDay(connector, target, settingsFrom(), day)
    assert.deepEqual(Object.keys(once.samples['power']!), [
      'expected',
      'valid',
      'missing',
      'outOfRange',
      'ambiguous',
      'coverage',
    ])
    await insertRows(source, rows.slice(0, 720))
    const twice = await runDay(connector, target, settingsFrom(), day)
    assert.deepEqual(
      [twice.inserted, twice.updated, twice.deleted, twice.targetRows],
      [0, 0, 0, once.targetRows],
    )
    assert.deepEqual(twice.samples['power'], { ...once.samples['power'], duplicates: 720 })
    const { rows: ledger } = await target.client.query(
      'select distinct source_rows, valid, missing, duplicates, conflicts, excess, coverage from load',
    )
    assert.deepEqual(ledger, [
      {
        source_rows: 2160,
        valid: 1440,
        missing: 0,
        duplicates: 720,
        conflicts: 0,
        excess: 0,
        coverage: 1,
      },
    ])
  })

  test('that differ leave out the bin of their variable alone, which says its samples', async () => {
    const { source, connector, target } = await createTestPipeline()
    await source.query('alter table data drop constraint data_pkey')
    await insertRows(source, minutesFrom(`${day}T00:00:00Z`, 1440))
    await insertRows(source, [
      [midnight + 14 * minute, 9, null],
      [midnight + 15.5 * minute, null, 4],
    ])
    const { samples } = await runDay(connector, target, settingsFrom(), day)
    assert.deepEqual(samples['wind_speed'], {
      expected: 1440,
      valid: 1430,
      missing: 0,
      outOfRange: 0,
      ambiguous: 0,
      coverage: 1430 / 1440,
      conflicts: 2,
      binsLeftOut: 1,
    })
    assert.equal(samples['power']!.excess, 1)
    assert.equal((await valuesOf(target, 'wind_speed_std')).size, 143)
    const { rows: view } = await target.client.query(
      `select variable, mean is null as "isEmpty", samples, expected from ten_minute
       where "timestamp" = '${day}T00:10Z' order by 1`,
    )
    assert.deepEqual(view, [
      { variable: 'power', isEmpty: false, samples: 11, expected: 10 },
      { variable: 'wind_speed', isEmpty: true, samples: 11, expected: 10 },
    ])
    await source.query(`delete from data where wind_speed = 9 or "timestamp" = '${day}T00:15:30Z'`)
    await runDay(connector, target, settingsFrom(), day)
    const { rows: ledger } = await target.client.query(
      'select distinct valid, duplicates, conflicts, excess from load',
    )
    assert.deepEqual(ledger, [{ valid: 1440, duplicates: 0, conflicts: 0, excess: 0 }])
    assert.equal((await valuesOf(target, 'wind_speed_std')).size, 144)
  })
})

describe('a direction', () => {
  test('has a circular mean and std, over north, and no extremes', async () => {
    const { source, connector, target } = await createTestPipeline()
    await insertRows(
      source,
      minutesFrom(
        `${day}T00:00:00Z`,
        10,
        (at) => (at % 2 === 0 ? 350 : 10),
        () => 1,
      ),
    )
    const settings = settingsFrom({
      MINUANO_UNITS: 'wind_speed=deg from N',
      MINUANO_RANGES: 'wind_speed=0..360',
    })
    const { signals } = await runDay(connector, target, settings, day)
    assert.equal(signals, 6)
    const mean = (await valuesOf(target, 'wind_speed_mean')).get('01-03T00:00')!
    assert.ok(Math.min(mean, 360 - mean) < 1e-9, String(mean))
    const std = (await valuesOf(target, 'wind_speed_std')).get('01-03T00:00')!
    // e = sin 10 degrees; Yamartino: 10 (1 + 0.1547 e³).
    assert.ok(
      Math.abs(std - 10 * (1 + (2 / Math.sqrt(3) - 1) * Math.sin(Math.PI / 18) ** 3)) < 1e-9,
    )
    const { rows } = await target.client.query(
      `select statistic, unit from signal where variable = 'wind_speed' order by id`,
    )
    assert.deepEqual(rows, [
      { statistic: 'mean', unit: 'deg from N' },
      { statistic: 'std', unit: 'deg from N' },
    ])
  })
})

describe('degrees that nothing says to be a direction', () => {
  test('are a scalar, a pitch of -2 with its extremes, and a remark says how to say otherwise', async () => {
    const { source, connector, target } = await createTestPipeline()
    const rows = minutesFrom(`${day}T00:00:00Z`, 10, (at) => (at % 2 === 0 ? -2 : -1))
    await insertRows(source, rows)
    const env = { MINUANO_UNITS: 'wind_speed=deg', MINUANO_RANGES: 'wind_speed=off' }
    const { remarks } = await runDay(connector, target, settingsFrom(env), day)
    assert.equal((await valuesOf(target, 'wind_speed_mean')).get('01-03T00:00'), -1.5)
    assert.equal((await valuesOf(target, 'wind_speed_min')).get('01-03T00:00'), -2)
    assert.deepEqual(remarks, [
      'wind_speed is in deg and was taken as a scalar, not as an angle: say which it is by ' +
        'MINUANO_KINDS=wind_speed=scalar, or =direction (0 to 360 degrees) or =signed-angle (-180 to 180)',
    ])
    for (const kind of ['scalar', 'direction', 'signed-angle']) {
      const settings = settingsFrom({ ...env, MINUANO_KINDS: `wind_speed=${kind}` })
      assert.deepEqual((await runDay(connector, target, settings, day)).remarks, [])
    }
  })

  test('as a signed angle keep their sign over 0, and lose the extremes that a scalar had', async () => {
    const { source, connector, target } = await createTestPipeline()
    const rows = minutesFrom(`${day}T00:00:00Z`, 10, (at) => (at % 2 === 0 ? -8 : 2))
    await insertRows(source, rows)
    const env = { MINUANO_UNITS: 'wind_speed=deg', MINUANO_RANGES: 'wind_speed=off' }
    const before = await runDay(connector, target, settingsFrom(env), day)
    const settings = settingsFrom({ ...env, MINUANO_KINDS: 'wind_speed=signed-angle' })
    const { deleted, targetRows } = await runDay(connector, target, settings, day)
    const mean = (await valuesOf(target, 'wind_speed_mean')).get('01-03T00:00')!
    assert.ok(Math.abs(mean + 3) < 1e-9, String(mean))
    assert.equal((await valuesOf(target, 'wind_speed_min')).size, 0)
    assert.equal((await valuesOf(target, 'wind_speed_max')).size, 0)
    assert.deepEqual([before.targetRows, targetRows, deleted], [8, 6, 2])
    const { rows: ledger } = await target.client.query(
      `select target_rows from load where variable = 'wind_speed'`,
    )
    assert.deepEqual(ledger, [{ target_rows: 2 }])
  })

  test('cannot be a circle’s where the unit is radians', async () => {
    const { source, connector, target } = await createTestPipeline()
    await insertRows(source, minutesFrom(`${day}T00:00:00Z`, 10))
    const settings = settingsFrom({
      MINUANO_UNITS: 'wind_speed=rad',
      MINUANO_KINDS: 'wind_speed=direction',
    })
    await assert.rejects(
      runDay(connector, target, settings, day),
      /wind_speed is in rad, and a direction is in degrees/,
    )
  })
})
