// What is exported, as other people's programs read it; and what they make of it, beside what the Target says.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
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

describe('an export', { skip }, async () => {
  if (skip !== false) return
  assert.ok('python' in found)
  const folder = mkdtempSync(join(tmpdir(), 'minuano-export-'))
  const env = { ...createDataFolder().env, MINUANO_SYNC_EVERY: 'off' }
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

    const report = JSON.parse(
      await python('examples/brightwind_report.py', place('parquet'), 'T03'),
    ) as BrightwindReport
    // Of a month that was begun on the 15th brightwind counts the days from then on, and of the last all.
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

/** Sums are made in another order there. */
function demandNear(found: number, expected: number): void {
  const tolerance = 1e-9 * Math.max(1, Math.abs(expected))
  assert.ok(Math.abs(found - expected) <= tolerance, `${found}, not ${expected}`)
}
