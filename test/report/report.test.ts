import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { makeReport } from '../../src/report/make-report.ts'
import type { ReportQuestion } from '../../src/report/make-report.ts'
import { readPeriod } from '../../src/report/report-period.ts'
import { parseTime } from '../../src/time/parse-time.ts'
import { backfillFarm, createFarmPipeline } from '../support/farm-pipeline.ts'
import { modelFigures } from './figures-model.ts'
import type { Minute } from './figures-model.ts'

const timeZone = 'Europe/Berlin'
const uprated = [
  { type: 'V90', ratedPower: 1000, cutInSpeed: 4 },
  { validFrom: '2025-03-30', ratedPower: 1100 },
]
const env = {
  MINUANO_TIME_ZONE: timeZone,
  MINUANO_UNITS: 'power=kW,wind_speed=m/s',
  MINUANO_ASSET_SETTINGS: JSON.stringify({ T01: uprated, T02: { ratedPower: 1000 } }),
  MINUANO_MINUTES_ARE: 'samples',
}
/** T03 has no rated power, and its power no range; the 23rd hour is lacking on the 30th, the 25th too many on 26 October. */
const days = ['2025-03-29', '2025-03-30', '2025-03-31', '2025-10-25', '2025-10-26', '2025-10-27']
const names = ['T01', 'T02', 'T03']
const now = parseTime('2026-01-01T00:00Z', 'UTC')!

const pipeline = await createFarmPipeline({ SOURCE_TIME_ZONE: timeZone })
await pipeline.source.query(
  `insert into farm
   select asset, t, 6 + 5 * sin(extract(epoch from t) / 9000 + n) + sin(extract(epoch from t) / 41),
     case when sin(extract(epoch from t) / 20000) < -0.8 then -5 + n else 520 + 560 * sin(extract(epoch from t) / 9000 + n) end
   from unnest($1::text[]) with ordinality assets (asset, n),
     lateral (select generate_series('2025-03-29 00:00+01'::timestamptz, '2025-03-31 23:59+02', '1 min') t
       union all select generate_series('2025-10-25 00:00+02'::timestamptz, '2025-10-27 23:59+01', '1 min')) times`,
  [names],
)
await pipeline.source.query(`
  delete from farm where asset = 'T02' and t >= '2025-03-31 00:00+02' and t < '2025-04-01 00:00+02';
  delete from farm where asset = 'T01' and t >= '2025-10-26 02:13+01' and t < '2025-10-26 05:40+01';
  update farm set power = null where asset = 'T01' and extract(minute from t) = 7 and t < '2025-03-30Z';
  update farm set wind_speed = -7999 where asset = 'T02' and extract(minute from t) between 30 and 39`)
await backfillFarm(pipeline, env, days)
const { rows: minutes } = await pipeline.source.query<Minute & { asset: string }>(
  `select asset, (extract(epoch from t) * 1000000)::float8 as time, wind_speed as wind, power from farm order by t`,
)

const question = (text: string, by?: 'day' | 'month'): ReportQuestion => ({
  assets: names,
  period: readPeriod(text),
  by,
  turbulence: true,
  minutesAre: 'samples',
  timeZone,
  periodSeconds: 600,
  leastCoverage: 0.9,
  now,
})
const ratedOf = (asset: string) => (day: string) =>
  asset === 'T01' ? (day >= '2025-03-30' ? 1100 : 1000) : asset === 'T02' ? 1000 : null
const rulesOf = (asset: string) => ({
  timeZone,
  rated: ratedOf(asset),
  cutIn: asset === 'T01' ? 4 : 3,
  kilowatt: 1,
})

function near(actual: unknown, expected: number | null, what: string): void {
  if (expected === null || typeof actual !== 'number') assert.equal(actual, expected, what)
  else {
    const least = 1e-9 * Math.max(1, Math.abs(expected))
    assert.ok(Math.abs(actual - expected) <= least, `${what}: ${actual}, not ${expected}`)
  }
}

for (const [text, by] of [
  ['2025-03-30', undefined],
  ['2025-03', undefined],
  ['2025-03', 'day'],
  ['2025-10', 'day'],
  ['2025', 'month'],
] as const) {
  test(`figures of ${text}${by === undefined ? '' : ` by ${by}`} are those of a loop over the minutes`, async () => {
    const { rows } = await makeReport(pipeline.target, question(text, by))
    let compared = 0
    for (const row of rows) {
      if (row.asset === null) continue
      const own = minutes.filter(({ asset }) => asset === row.asset)
      const loaded = days.filter((day) => !(row.asset === 'T02' && day === '2025-03-31'))
      const model = modelFigures(own, row, loaded, rulesOf(row.asset))
      if (model.powerHours === 0) {
        assert.equal(row.exportedKwh, null)
        assert.equal(
          row.capacityFactorWithheld,
          row.days.notLoaded === row.days.asked ? 'no day of it is loaded' : 'power is not loaded',
        )
        continue
      }
      compared++
      for (const [name, value] of Object.entries(model)) {
        const isOfRated = name === 'hoursAtRated' && row.asset === 'T03'
        near(
          row[name as keyof typeof row],
          isOfRated ? null : value,
          `${row.asset} ${row.period} ${name}`,
        )
      }
    }
    assert.ok(compared >= 3)
  })
}

test('a farm’s figures are sums: its capacity factor is all energy over all rated power', async () => {
  const { rows } = await makeReport(pipeline.target, question('2025-03-30'))
  const [one, two, three, farm] = rows
  assert.equal(farm!.asset, null)
  near(farm!.exportedKwh, one!.exportedKwh! + two!.exportedKwh! + three!.exportedKwh!, 'exported')
  near(farm!.hours, 69, 'hours')
  const net = [one!, two!].map((row) => row.exportedKwh! - row.importedKwh!)
  near(
    farm!.capacityFactor,
    (net[0]! + net[1]!) / (one!.ratedKwh! + two!.ratedKwh!),
    'capacity factor',
  )
  near(
    farm!.meanWind,
    [one!, two!, three!].reduce((sum, row) => sum + row.meanWind! * row.windHours!, 0) /
      (one!.windHours! + two!.windHours! + three!.windHours!),
    'mean wind',
  )
})

describe('what is not there', () => {
  test('is counted, and lowers coverage: nothing is filled in', async () => {
    const { rows } = await makeReport(pipeline.target, question('2025-03'))
    const two = rows.find(({ asset }) => asset === 'T02')!
    assert.deepEqual(two.days, {
      ...{ asked: 31, loaded: 2, open: 0, failed: 0, noSourceData: 1, notLoaded: 28, cut: 0 },
    })
    assert.equal(two.capacityFactor, null)
    assert.equal(two.capacityFactorWithheld, 'coverage below 90 %')
    // Six of the hour's sixty minutes are one bin without any sample.
    assert.equal(two.windBinsMissing, 47)
    const three = rows.find(({ asset }) => asset === 'T03')!
    assert.equal(three.capacityFactorWithheld, 'rated power is not known')
  })

  test('of days to come is not asked for', async () => {
    const early = { ...question('2025-03'), now: parseTime('2025-03-30T12:05Z', 'UTC')! }
    const { rows } = await makeReport(pipeline.target, early)
    assert.equal(rows[0]!.days.asked, 30)
    // Twenty-nine days of 24 hours, and thirteen hours of the 30th, whose clock was put forward.
    near(rows[0]!.hours, 29 * 24 + 13, 'hours')
  })
})

test('turbulence intensity is std over mean by whole m/s, withheld of what is not said to be samples', async () => {
  const { turbulence } = await makeReport(pipeline.target, question('2025-03-30'))
  const { rows: bins } = await pipeline.target.client.query<{ mean: number; std: number }>(
    `select mean, std from ten_minute where asset = 'T01' and variable = 'wind_speed' and mean > 0 and std is not null
       and "timestamp" >= '2025-03-30 00:00+01' and "timestamp" < '2025-03-31 00:00+02'`,
  )
  const groups = new Map<number, { mean: number; std: number }[]>()
  for (const bin of bins) {
    const place = Math.floor(bin.mean + 0.5)
    groups.set(place, [...(groups.get(place) ?? []), bin])
  }
  const found = turbulence!.filter(({ asset }) => asset === 'T01')
  assert.deepEqual(
    found.map(({ windBin, bins: count }) => [windBin, count]),
    [...groups].map(([bin, own]) => [bin, own.length]).sort(([a], [b]) => a! - b!),
  )
  for (const { windBin, mean, p90 } of found) {
    const own = groups
      .get(windBin)!
      .map((bin) => bin.std / bin.mean)
      .sort((a, b) => a - b)
    near(mean, own.reduce((sum, value) => sum + value, 0) / own.length, 'mean')
    const place = 0.9 * (own.length - 1)
    const [low, high] = [own[Math.floor(place)]!, own[Math.ceil(place)]!]
    near(p90, low + (high - low) * (place - Math.floor(place)), 'p90')
  }
  for (const minutesAre of ['averages', undefined] as const) {
    const withheld = await makeReport(pipeline.target, { ...question('2025-03-30'), minutesAre })
    assert.equal(withheld.turbulence, null)
    assert.match(
      withheld.turbulenceWithheld!,
      minutesAre === undefined ? /MINUANO_MINUTES_ARE/ : /averages/,
    )
  }
})

test('the views say the same as the report', async () => {
  const {
    rows: [views],
  } = await pipeline.target.client.query<Record<string, number>>(
    `select * from monthly_figures where asset = 'T01' and month = '2025-03-01'`,
  )
  const { rows } = await makeReport(pipeline.target, question('2025-03'))
  const [one] = rows
  for (const [column, value] of [
    ['hours', one!.hours],
    ['days_not_loaded', one!.days.notLoaded],
    ['wind_coverage', one!.windCoverage],
    ['mean_wind', one!.meanWind],
    ['greatest_wind', one!.greatestWind],
    ['power_coverage', one!.powerCoverage],
    ['power_hours', one!.powerHours],
    ['mean_power', one!.meanPower],
    ['exported_kwh', one!.exportedKwh],
    ['imported_kwh', one!.importedKwh],
    ['rated_kwh', one!.ratedKwh],
    ['hours_at_rated', one!.hoursAtRated],
    ['hours_no_power_in_wind', one!.hoursNoPowerInWind],
    ['wind_and_power_hours', one!.windAndPowerHours],
    ['capacity_factor', one!.capacityFactor],
  ] as const) {
    near(views![column], value, column)
  }
  const { rows: turbulence } = await pipeline.target.client.query(
    `select asset, wind_bin::float8 as "windBin", bins, mean_intensity as mean, p90_intensity as p90
     from monthly_turbulence where month = '2025-03-01' order by 1, 2`,
  )
  // The order in which values are summed may differ, and with it the last digit.
  const rounded = (bins: readonly object[]) =>
    JSON.stringify(bins, (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(12)) : value,
    )
  const own = (await makeReport(pipeline.target, question('2025-03'))).turbulence!
  assert.equal(rounded(turbulence as object[]), rounded(own))
})

test('the settings that the report reads have defaults', () => {
  const { reportCoverage, minutesAre } = loadConfig({})
  assert.deepEqual([reportCoverage, minutesAre], [0.9, undefined])
})
