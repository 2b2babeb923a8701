import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeReport } from '../../src/report/make-report.ts'
import type { ReportQuestion } from '../../src/report/make-report.ts'
import { readPeriod } from '../../src/report/report-period.ts'
import { writeStateCodes } from '../../src/target/register/write-state-codes.ts'
import { parseTime } from '../../src/time/parse-time.ts'
import { createTestTarget } from '../support/target.ts'

/**
 * Two days of two turbines, of hours: 100 kW for 23 hours and none in the last, whose counter says 2 % more; the state is
 * 1 for 20 hours, -7 for two and 9 for one, and in one hour it is not known. T02 has a power in a unit nobody knows.
 */
async function createTarget() {
  const { target } = await createTestTarget()
  await target.client.query(`
    create table data_2025_01 partition of data for values from ('2025-01-01Z') to ('2025-02-01Z');
    insert into signal (name, asset, variable, statistic, unit, period_seconds)
    select asset || '.' || variable || '_' || statistic, asset, variable, statistic,
      case when asset = 'T02' and variable = 'power' then 'hp' else unit end, 3600
    from unnest(array['T01', 'T02']) asset, (values ('power', 'mean', 'kW'), ('energy', 'increase', 'MWh'),
      ('state', 'seconds_1', 's'), ('state', 'seconds_m7', 's'), ('state', 'seconds_9', 's')) of (variable, statistic, unit);
    insert into data
    select id, '2025-01-01Z'::timestamptz + hour * interval '1 hour', value
    from signal, generate_series(0, 47) hour, lateral (select hour % 24 as of_day) days, lateral (
      select case statistic when 'mean' then case when of_day < 23 then 100 end when 'increase' then 0.1 * 23 / 24 * 1.02
        when 'seconds_1' then case when of_day < 20 then 3600 end
        when 'seconds_m7' then case when of_day in (20, 21) then 3600 end
        else case when of_day = 22 then 3600 end end as value) values
    where value is not null;
    insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status, sample_seconds,
      expected, valid, coverage, minuano_version, started_at, seconds)
    select distinct asset, variable, 3600, day, 'UTC', day, day + interval '1 day', 'loaded', 60, 1440, 1380, 23 / 24.0, '0', now(), 1
    from signal, generate_series('2025-01-01Z'::timestamptz, '2025-01-02Z', '1 day') day;
    insert into asset_register (asset, type, rated_power) values ('T01', 'V90', 200), ('T02', 'E82', 200)`)
  return target
}

const question: ReportQuestion = {
  assets: ['T01', 'T02'],
  period: readPeriod('2025-01'),
  by: undefined,
  turbulence: false,
  minutesAre: undefined,
  timeZone: 'UTC',
  periodSeconds: 3600,
  leastCoverage: 0.9,
  now: parseTime('2025-01-04T00:00Z', 'UTC')!,
}

test('energy is said of the mean power and of the counter, with their difference', async () => {
  const { rows } = await makeReport(await createTarget(), {
    ...question,
    period: readPeriod('2025-01-01'),
  })
  const [one, two, farm] = rows
  assert.equal(one!.exportedKwh, 2300)
  assert.ok(Math.abs(one!.counterKwh! - 2346) < 1e-9)
  assert.ok(Math.abs(one!.counterDifference! - (2300 - 2346) / 2346) < 1e-12)
  assert.equal(one!.capacityFactor, 0.5)
  assert.equal(one!.windVariable, null)
  assert.equal(one!.hoursNoPowerInWind, null)
  // Of an unknown unit there is no energy, and a capacity factor all the same.
  assert.deepEqual(
    [two!.exportedKwh, two!.energyWithheld, two!.counterDifference, two!.capacityFactor],
    [null, 'the unit of power is not known', null, 0.5],
  )
  assert.ok(Math.abs(two!.counterKwh! - 2346) < 1e-9)
  assert.deepEqual([farm!.exportedKwh, farm!.capacityFactor], [2300, 0.5])
  assert.equal(farm!.counterDifference, one!.counterDifference)
})

test('hours by state are mapped by type and day, and what is unmapped or unknown is not operative', async () => {
  const target = await createTarget()
  await writeStateCodes(
    target,
    new Map([
      [
        'V90',
        [
          { code: 1, category: 'full-performance', validFrom: null },
          { code: -7, category: 'forced-outage', validFrom: null },
          { code: -7, category: 'scheduled-maintenance', validFrom: '2025-01-02' },
        ],
      ],
      ['*', [{ code: 1, category: 'partial-performance', validFrom: null }]],
    ]),
  )
  const { states } = await makeReport(target, { ...question, by: 'month' })
  const of = (name: string) =>
    states
      .filter(({ asset }) => asset === name)
      .map(({ category, codes, hours, isOperative }) => [category, codes, hours, isOperative])
  assert.deepEqual(of('T01'), [
    ['full-performance', [1], 40, true],
    ['forced-outage', [-7], 2, false],
    ['unmapped', [9], 2, false],
    ['scheduled-maintenance', [-7], 2, false],
    // An hour of each day, and the third day, which was not loaded.
    ['unknown', [], 26, false],
  ])
  assert.deepEqual(of('T02'), [
    ['partial-performance', [1], 40, true],
    ['unmapped', [-7, 9], 6, false],
    ['unknown', [], 26, false],
  ])
})
