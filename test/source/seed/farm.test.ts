import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { chooseFaults } from '../../../src/source/seed/farm-faults.ts'
import { farmNames } from '../../../src/source/seed/farm-names.ts'
import { generateFarm } from '../../../src/source/seed/generate-farm.ts'
import { generateFrames } from '../../../src/source/seed/generate-frames.ts'
import { seedSource } from '../../../src/source/seed/seed-source.ts'
import { createWakes } from '../../../src/source/seed/wakes.ts'
import { describeSource } from '../../../src/source/table/describe-source.ts'
import { initSource } from '../../../src/source/table/init-source.ts'
import { listAssets } from '../../../src/source/table/list-assets.ts'
import { columnOf, concatFrames } from '../../../src/frame/frame.ts'
import type { Frame } from '../../../src/frame/frame.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'

const day = 86_400e6
const start = Date.parse('2025-01-01Z') * 1000
const names = ['wind_speed', 'power', 'ambient_temperature']

/** By asset: all its rows. */
function rowsOf(...args: Parameters<typeof generateFarm>): Map<string, Frame> {
  const frames = new Map<string, Frame>()
  for (const { asset, frame } of generateFarm(...args)) {
    const known = frames.get(asset)
    frames.set(asset, known === undefined ? frame : concatFrames([known, frame], names))
  }
  return frames
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length

function correlation(a: Float64Array, b: Float64Array): number {
  const [ma, mb] = [mean(a), mean(b)]
  const product = mean(a.map((value, i) => (value - ma) * (b[i]! - mb)))
  const spread = (values: Float64Array, m: number) => mean(values.map((value) => (value - m) ** 2))
  return product / Math.sqrt(spread(a, ma) * spread(b, mb))
}

describe('the rows of a random farm', () => {
  test('are one a minute of each turbine, and the same in any interval that holds them', () => {
    const farm = rowsOf({ start, end: start + 40 * day }, 1, 3)
    assert.deepEqual([...farm.keys()], ['T01', 'T02', 'T03'])
    const part = rowsOf({ start: start + 35 * day, end: start + 36 * day }, 1, 3)
    for (const [asset, { time, columns }] of farm) {
      assert.equal(time.length, 40 * 1440)
      assert.ok(time.every((instant, row) => instant === start + row * 60e6))
      const own = part.get(asset)!
      for (const [name, values] of columns) {
        assert.deepEqual(values.subarray(35 * 1440, 36 * 1440), own.columns.get(name), name)
      }
    }
  })

  test('show one wind, that of the single turbine, less wakes, and each turbine’s own noise', () => {
    const interval = { start, end: start + 10 * day }
    const single = concatFrames([...generateFrames(interval, 1)], names)
    const farm = rowsOf(interval, 1, 12)
    const free = mean(columnOf(single, 'wind_speed'))
    for (const [asset, frame] of farm) {
      const speed = columnOf(frame, 'wind_speed')
      assert.ok(correlation(speed, columnOf(single, 'wind_speed')) > 0.97, asset)
      assert.ok(mean(speed) < free * 1.01 && mean(speed) > free * 0.8, asset)
      assert.ok(columnOf(frame, 'power').every((power) => power >= 0 && power <= 2000))
      assert.ok(speed.every((value) => value >= 0 && value <= 30))
    }
    const sums = new Set([...farm.values()].map((frame) => mean(columnOf(frame, 'wind_speed'))))
    assert.equal(sums.size, 12)
    assert.ok(mean(Float64Array.from(sums)) < free * 0.99)
  })

  test('have the wakes of the turbines that the wind meets first', () => {
    // Five in a row from west to east; the next row is north of it.
    const east = createWakes(6)(Math.PI / 2)
    assert.equal(east[4], 1)
    for (const turbine of [0, 1, 2, 3]) assert.ok(east[turbine]! < 0.9 && east[turbine]! > 0.5)
    assert.ok(east[3]! > east[0]!)
    const north = createWakes(6)(0)
    assert.ok(north[5] === 1 && north[0]! < 1 && north[1] === 1)
    assert.deepEqual([...createWakes(1)(1)], [1])
  })

  for (const assets of [1, 2, 7, 20]) {
    test(`have just the faults that are listed, of ${assets}`, () => {
      const interval = { start, end: start + 10 * day }
      const faults = chooseFaults(interval, 3, assets)
      assert.deepEqual(faults, chooseFaults(interval, 3, assets))
      const kinds = faults.map(({ kind }) => kind)
      assert.deepEqual([...new Set(kinds)], ['gap', 'frozen', 'stopped'])
      const [right, wrong] = [rowsOf(interval, 3, assets), rowsOf(interval, 3, assets, faults)]
      for (const asset of farmNames(assets)) {
        const own = faults.filter((fault) => fault.asset === asset)
        const kindAt = (instant: number) =>
          own.find(({ interval: at }) => instant >= at.start && instant < at.end)?.kind
        const [before, after] = [right.get(asset)!, wrong.get(asset)!]
        const places = new Map([...after.time].map((instant, row) => [instant, row]))
        let frozen: number | undefined
        for (const [row, instant] of before.time.entries()) {
          const kind = kindAt(instant)
          const place = places.get(instant)
          assert.equal(place === undefined, kind === 'gap', `${asset} ${instant}`)
          if (place === undefined) continue
          for (const name of names) {
            const was: number = columnOf(before, name)[row]!
            const is: number = columnOf(after, name)[place]!
            const isFrozen = kind === 'frozen' && name === 'wind_speed'
            if (isFrozen) frozen ??= was
            const expected = isFrozen ? frozen : kind === 'stopped' && name === 'power' ? 0 : was
            if (is !== expected) assert.fail(`${asset} ${name} ${instant}: ${is}, not ${expected}`)
          }
        }
      }
    })
  }

  test('stay at one value over the end of a month that is made at once', () => {
    const interval = { start: start + 30 * day, end: start + 32 * day }
    const whole = { start, end: start + 62 * day }
    const frames = rowsOf(whole, 1, 1, [{ asset: 'T01', kind: 'frozen', interval }])
    const speed = columnOf(frames.get('T01')!, 'wind_speed')
    assert.equal(new Set(speed.subarray(30 * 1440, 32 * 1440)).size, 1)
    assert.notEqual(speed[32 * 1440], speed[32 * 1440 - 1])
  })
})

describe('seeding a farm', async () => {
  const { client } = await connectToTestDatabase()
  const options = { from: '2025-01-01', days: 2, seed: 1, replace: false, timeZone: 'UTC' }
  const settings = {
    sourceTable: 'data',
    sourceTimeColumn: 'timestamp',
    sourceTimeZone: undefined,
    sourceColumns: undefined,
  }
  beforeEach(async () => {
    await client.query('drop table if exists data')
    await initSource(client)
  })

  const keyOf = async () => {
    const { rows } = await client.query<{ key: string }>(
      `select pg_get_constraintdef(oid) as key from pg_constraint
       where conrelid = 'data'::regclass and contype = 'p'`,
    )
    return rows[0]?.key
  }

  test('makes a table that says by itself which column names the assets', async () => {
    const result = await seedSource(client, { ...options, assets: 3 })
    assert.deepEqual([result.rows, result.written, result.faults], [3 * 2880, 3 * 2880, []])
    assert.equal(await keyOf(), 'PRIMARY KEY (asset, "timestamp")')
    const table = await describeSource(client, settings)
    assert.equal(table.assetColumn?.name, 'asset')
    assert.deepEqual((await listAssets(client, table)).assets, ['T01', 'T02', 'T03'])
    assert.deepEqual(
      table.variables.map(({ name, unit }) => [name, unit]),
      [
        ['wind_speed', 'm/s'],
        ['power', 'kW'],
        ['ambient_temperature', 'degC'],
      ],
    )
    const { rows } = await client.query<{ asset: string; rows: number; power: number }>(
      `select asset, count(*)::int as rows, sum(power) as power from data group by 1 order by 1`,
    )
    const interval = { start, end: start + 2 * day }
    assert.deepEqual(
      rows.map(({ asset, rows: count, power }) => [asset, count, Math.round(power)]),
      [...rowsOf(interval, 1, 3)].map(([asset, frame]) => [
        asset,
        frame.time.length,
        Math.round(columnOf(frame, 'power').reduce((sum, value) => sum + value, 0)),
      ]),
    )
    const { rows: defaults } = await client.query(
      `select from pg_attrdef where adrelid = 'data'::regclass`,
    )
    assert.equal(defaults.length, 0)
  })

  test('again writes nothing, more turbines beside them, and other rows only where it may', async () => {
    const farm = { ...options, assets: 2 }
    await seedSource(client, farm)
    assert.equal((await seedSource(client, farm)).written, 0)
    await initSource(client)
    await client.query(`delete from data where asset = 'T02' and "timestamp" < '2025-01-01 01:00Z'`)
    assert.equal((await seedSource(client, farm)).written, 60)
    await assert.rejects(seedSource(client, { ...farm, seed: 2 }), { code: 'source-differs' })
    const replaced = await seedSource(client, { ...farm, seed: 2, replace: true })
    assert.equal(replaced.written, 2 * 2880)
    assert.equal((await seedSource(client, { ...farm, seed: 2, assets: 3 })).written, 2880)
    assert.equal(await keyOf(), 'PRIMARY KEY (asset, "timestamp")')
  })

  test('says what is wrong with its rows, where that is asked for', async () => {
    const { faults, rows } = await seedSource(client, { ...options, assets: 2, withFaults: true })
    assert.deepEqual(
      faults.map(({ kind }) => kind),
      ['gap', 'frozen', 'stopped'],
    )
    const { interval } = faults[0]!
    assert.equal(rows, 2 * 2880 - (interval.end - interval.start) / 60e6)
  })

  test('leaves a table of one turbine as it is, and one turbine leaves that of a farm', async () => {
    await seedSource(client, options)
    const one = await keyOf()
    await assert.rejects(seedSource(client, { ...options, assets: 2 }), {
      code: 'source-differs',
      message: /holds rows of one turbine: nothing was changed/,
    })
    assert.equal(await keyOf(), one)
    await client.query('truncate data')
    await seedSource(client, { ...options, assets: 2 })
    await assert.rejects(seedSource(client, options), {
      code: 'source-differs',
      message: /is that of a farm: nothing was changed/,
    })
  })
})
