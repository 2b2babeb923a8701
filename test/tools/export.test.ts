// What is exported, as other people's programs read it; and what they make of it, beside what the Target says.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createDataFolder } from '../support/data-folder.ts'
import { runMinuano } from '../support/minuano.ts'
import { findPython } from '../support/python.ts'
import { startServing } from '../support/serving.ts'
import { queryRows } from '../support/system-postgres.ts'
import { runTool } from './install/run-tool.ts'

const found = await findPython('test/tools/export/requirements.txt')
const skip = 'missing' in found ? `NOT TRIED: ${found.missing}` : false

/** A farm of three with faults, over the end of a month: one has bins without a value. */
const seeding = ['source', 'seed', '--from', '2025-01-15', '--days', '28', '--assets', '3']

/** One was uprated in its second month, and of one nothing is known but what all have. */
const settings = {
  minutesAre: 'samples',
  assets: {
    T01: [
      {
        type: 'V90',
        ratedPower: 2000,
        hubHeight: 80,
        rotorDiameter: 90,
        latitude: -29.9,
        longitude: -50.3,
      },
      { validFrom: '2025-02-01', ratedPower: 2200 },
    ],
    T02: {
      type: 'V90',
      ratedPower: 2100,
      hubHeight: 95,
      rotorDiameter: 90,
      latitude: -29.8,
      longitude: -50.2,
    },
  },
}

describe('an export', { skip }, async () => {
  if (skip !== false) return
  assert.ok('python' in found)
  const folder = mkdtempSync(join(tmpdir(), 'minuano-export-'))
  const config = join(folder, 'minuano.json')
  writeFileSync(config, JSON.stringify(settings))
  const env = {
    ...createDataFolder().env,
    MINUANO_SYNC_EVERY: 'off',
    MINUANO_CONFIG: config,
  }
  const minuano = async (...args: string[]) => {
    const { code, stderr, stdout } = await runMinuano(args, env)
    assert.equal(code, 0, stderr)
    return stdout
  }
  await minuano(...seeding, '--faults')
  const serving = await startServing(env)
  const query = <Row extends object>(sql: string) => queryRows<Row>(serving.target.url, sql)
  const python = (script: string, ...args: string[]) =>
    runTool(found.python, [script, ...args], { env: { PYTHONDONTWRITEBYTECODE: '1' } })
  try {
    const place = (name: string) => join(folder, name)
    await minuano('export', '--out', place('parquet'))
    await minuano('export', '--out', place('csv'), '--format', 'csv')
    await minuano('export', '--out', place('arrow'), '--format', 'arrow')
    await minuano('export', '--out', place('openoa'), '--names', 'openoa')

    const [held] = await query<{ rows: number; sum: number }>(
      `select count(*)::int as rows, sum(value) as sum from data join signal on id = signal_id
       where variable = 'wind_speed' and statistic = 'mean'`,
    )
    const sums = JSON.parse(
      await minuano(
        ...['report', '--from', '2025-01-01', '--to', '2025-02-28'],
        ...['--by', 'month', '--turbulence', '--json'],
      ),
    ) as Sums
    const read = await python(
      'test/tools/export/read_files.py',
      ...['parquet', 'csv', 'arrow'].map(place),
    )
    const readers = Object.entries(JSON.parse(read) as Record<string, ReadFiles>)
    assert.equal(readers.length, 7)
    for (const [name, { rows, sum, first, assets }] of readers) {
      test(`is read whole by ${name}, with its times`, () => {
        assert.equal(rows, held!.rows)
        demandNear(sum, held!.sum)
        assert.equal(first, '2025-01-15T00:00:00+00:00')
        assert.deepEqual(assets, ['T01', 'T02', 'T03'])
      })
    }

    const plant = JSON.parse(
      await python('examples/openoa_plant.py', place('openoa')),
    ) as OpenoaPlant
    const wide = `select asset, "timestamp",
        max(value) filter (where variable = 'wind_speed' and statistic = 'mean') as wind,
        max(value) filter (where variable = 'wind_speed' and statistic = 'std') as deviation,
        max(value) filter (where variable = 'power' and statistic = 'mean') as power
      from signal join data on id = signal_id group by 1, 2`
    const energy = await query<{ asset: string; energy: number }>(
      `select asset, sum(power) / 6 as energy from (${wide}) bin group by 1 order by 1`,
    )
    const curve = await query<{ asset: string; speed: string; power: number }>(
      `select asset, to_char(floor(wind * 2) / 2 + 0.25, 'FM90.00') as speed, avg(power) as power
       from (${wide}) bin where wind is not null and power is not null group by 1, 2 order by 1, 2`,
    )
    test('makes a PlantData of OpenOA, whose energy and power curves are what the Target says', () => {
      assert.equal(plant.rows, held!.rows)
      assert.deepEqual(Object.keys(plant.energy_kwh).sort(), ['T01', 'T02', 'T03'])
      for (const { asset, energy: sum } of energy) demandNear(plant.energy_kwh[asset]!, sum)
      assert.ok(curve.length > 60)
      for (const { asset, speed, power } of curve) {
        demandNear(plant.power_curve[asset]![speed]!, power)
      }
      const points = Object.values(plant.power_curve).flatMap((of) => Object.keys(of))
      assert.equal(points.length, curve.length)
    })

    test('makes its PlantData of the assets that the register knows, as they are at the end', () => {
      const [first, second] = [settings.assets.T01[0]!, settings.assets.T02]
      const inPlant = ({ latitude, longitude, hubHeight, rotorDiameter }: typeof second) => ({
        latitude,
        longitude,
        hub_height: hubHeight,
        rotor_diameter: rotorDiameter,
        type: 'turbine',
      })
      const { T01, T02, T03 } = plant.assets
      assert.deepEqual(T01, { ...inPlant(first as typeof second), rated_power: 2200 })
      assert.deepEqual(T02, { ...inPlant(second), rated_power: 2100 })
      // What the example itself says of those that are not known.
      assert.equal(T03!['rated_power'], 2000)
      assert.equal(T03!['hub_height'], 90)
      demandNear(plant.capacity_mw, 6.3)
    })

    test('has the energy in OpenOA that the report gives', () => {
      for (const [asset, energy] of Object.entries(plant.energy_kwh)) {
        const months = sums.rows.filter((row) => row.asset === asset)
        const net = months.reduce((sum, row) => sum + row.exportedKwh - row.importedKwh, 0)
        assert.equal(months.length, 2)
        demandNear(energy, net)
      }
    })

    const report = JSON.parse(
      await python('examples/brightwind_report.py', place('parquet'), 'T03'),
    ) as BrightwindReport
    // To brightwind a month has all its bins, also one that was begun on the 15th.
    const months = await query<{ month: string; coverage: number; mean: number }>(
      `select to_char("timestamp" at time zone 'UTC', 'YYYY-MM') as month, avg(wind) as mean,
         count(wind)::float8 / (144 * extract(day from max(date_trunc('month', "timestamp" at time zone 'UTC') + interval '1 month - 1 day'))::float8) as coverage
       from (${wide}) bin where asset = 'T03' group by 1 order by 1`,
    )
    const turbulence = await query<{ speed: string; mean: number; count: number; p90: number }>(
      `select floor(wind + 0.5)::int::text as speed, avg(deviation / wind) as mean, count(*)::float8 as count,
         percentile_cont(0.9) within group (order by deviation / wind) as p90
       from (${wide}) bin where asset = 'T03' and wind >= 3 and deviation is not null group by 1`,
    )
    test('gives brightwind the coverage, monthly means and turbulence intensity that the Target has', () => {
      assert.deepEqual(Object.keys(report.coverage), ['2025-01', '2025-02'])
      for (const { month, coverage, mean } of months) {
        demandNear(report.coverage[month]!, coverage)
        demandNear(report.mean_wind_speed[month]!, mean)
      }
      let compared = 0
      for (const { speed, mean, count, p90 } of turbulence) {
        const theirs = report.turbulence_intensity[speed]
        // brightwind leaves speeds out whose deviation of a single bin is not defined.
        if (theirs === undefined) assert.equal(count, 1)
        else {
          assert.equal(theirs.count, count)
          demandNear(theirs.mean, mean)
          demandNear(theirs.p90, p90)
          compared++
        }
      }
      assert.ok(compared > 10)
    })

    test('gives brightwind the monthly means, covered hours and turbulence intensity that the report gives', () => {
      const rows = sums.rows.filter(({ asset }) => asset === 'T03')
      assert.deepEqual(
        rows.map(({ period }) => period),
        ['2025-01', '2025-02'],
      )
      // The report's own coverage is of samples; brightwind's is of bins, of whole months both.
      for (const { period, meanWind, windHours, hours } of rows) {
        demandNear(report.mean_wind_speed[period]!, meanWind)
        demandNear(report.coverage[period]!, windHours / hours)
      }
      // brightwind leaves winds below 3 m/s out, and so a part of the bin of 3; and speeds of a single bin.
      const inReport = sums.turbulence.filter(
        ({ asset, windBin, bins }) => asset === 'T03' && windBin >= 4 && bins > 1,
      )
      for (const { windBin, bins, mean, p90 } of inReport) {
        const theirs = report.turbulence_intensity[String(windBin)]!
        assert.equal(theirs.count, bins)
        demandNear(theirs.mean, mean)
        demandNear(theirs.p90, p90)
      }
      assert.ok(inReport.length > 10)
    })
  } finally {
    await serving.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

interface ReadFiles {
  readonly rows: number
  readonly sum: number
  readonly first: string
  readonly assets: readonly string[]
}

interface OpenoaPlant {
  readonly rows: number
  readonly capacity_mw: number
  readonly assets: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly energy_kwh: Readonly<Record<string, number>>
  readonly power_curve: Readonly<Record<string, Readonly<Record<string, number>>>>
}

interface BrightwindReport {
  readonly coverage: Readonly<Record<string, number>>
  readonly mean_wind_speed: Readonly<Record<string, number>>
  readonly turbulence_intensity: Readonly<
    Record<string, { readonly mean: number; readonly count: number; readonly p90: number }>
  >
}

/** What `minuano report` prints. */
interface Sums {
  readonly rows: readonly {
    readonly asset: string | null
    readonly period: string
    readonly hours: number
    readonly windHours: number
    readonly meanWind: number
    readonly exportedKwh: number
    readonly importedKwh: number
  }[]
  readonly turbulence: readonly {
    readonly asset: string
    readonly windBin: number
    readonly bins: number
    readonly mean: number
    readonly p90: number
  }[]
}

/** Sums are made in another order there. */
function demandNear(found: number, expected: number): void {
  const tolerance = 1e-9 * Math.max(1, Math.abs(expected))
  assert.ok(Math.abs(found - expected) <= tolerance, `${found}, not ${expected}`)
}
