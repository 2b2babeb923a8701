import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { aggregate as aggregateSamples } from '../../../src/etl/aggregate/aggregate.ts'
import type { Aggregation } from '../../../src/etl/aggregate/aggregate.ts'
import { binStarts, closedPart } from '../../../src/etl/aggregate/bin-edges.ts'
import type { Frame } from '../../../src/frame/frame.ts'
import { columnOf } from '../../../src/frame/frame.ts'
import type { SignalKey } from '../../../src/signal/signal-name.ts'
import type { Statistic } from '../../../src/signal/statistic.ts'
import { dayInterval } from '../../../src/time/day.ts'
import { agree, oracleAngles, oracleBins } from '../../support/oracle.ts'

const statistics = ['mean', 'min', 'max', 'std'] as const

const second = 1e6
const minute = 60 * second

function frameOf(time: readonly number[], values: readonly number[]): Frame {
  return {
    time: Float64Array.from(time),
    columns: new Map([['wind_speed', Float64Array.from(values)]]),
  }
}

function aggregate(
  frame: Frame,
  interval: { start: number; end: number },
  periodSeconds: number,
  wanted: readonly Statistic[],
  options: Partial<Aggregation> = {},
): Frame {
  const keys = [...frame.columns.keys()].flatMap((variable) =>
    wanted.map((statistic): SignalKey => ({ asset: '', variable, statistic, periodSeconds })),
  )
  const aggregation = {
    periodSeconds,
    sampleSeconds: 60,
    minimumCoverage: 0,
    kinds: new Map(),
    ...options,
  }
  const { time, signals } = aggregateSamples(frame, interval, aggregation, keys)
  return {
    time,
    columns: new Map(
      signals.map(({ key, values }) => [`${key.variable}_${key.statistic}`, values]),
    ),
  }
}

/** One statistic of each bin of an hour that begins at 0. */
function ofHour(frame: Frame, statistic: (typeof statistics)[number]): number[] {
  const bins = aggregate(frame, { start: 0, end: 60 * minute }, 600, statistics)
  return [...columnOf(bins, `wind_speed_${statistic}`)]
}

/** Ten samples a minute apart from 0, all in the first bin. */
const minutes = Array.from({ length: 10 }, (_, index) => index * minute)

describe('aggregation', () => {
  test('gives mean, min, max and the sample standard deviation of a bin', () => {
    const frame = frameOf(minutes, [2, 4, 4, 4, 5, 5, 7, 9, 5, 5])
    assert.equal(ofHour(frame, 'mean')[0], 5)
    assert.equal(ofHour(frame, 'min')[0], 2)
    assert.equal(ofHour(frame, 'max')[0], 9)
    // Squared deviations 9+1+1+1+0+0+4+16+0+0 = 32, over n-1 = 9.
    assert.equal(ofHour(frame, 'std')[0], Math.sqrt(32 / 9))
  })

  test('leaves every statistic of an empty bin undefined', () => {
    const frame = frameOf(minutes, minutes)
    for (const statistic of statistics) {
      assert.deepEqual(ofHour(frame, statistic).slice(1), [NaN, NaN, NaN, NaN, NaN])
    }
  })

  test('leaves the std of one sample undefined, and its mean, min and max not', () => {
    const frame = frameOf([0, minute], [7, NaN])
    assert.deepEqual(
      statistics.map((statistic) => ofHour(frame, statistic)[0]),
      [7, 7, 7, NaN],
    )
  })

  test('passes over NaN wherever it stands in a bin', () => {
    for (let at = 0; at <= 3; at++) {
      const values = [1, 2, 6]
      values.splice(at, 0, NaN)
      const frame = frameOf(minutes.slice(0, 4), values)
      assert.equal(ofHour(frame, 'mean')[0], 3)
      assert.equal(ofHour(frame, 'std')[0], Math.sqrt(7))
    }
  })

  test('a sample on an edge belongs to the bin that begins there', () => {
    const frame = frameOf([0, 10 * minute - 1, 10 * minute, 60 * minute - 1], [1, 2, 3, 4])
    assert.deepEqual(ofHour(frame, 'max'), [2, 3, NaN, NaN, NaN, 4])
  })

  test('leaves out samples before and after the interval', () => {
    const frame = frameOf([-1, 0, 60 * minute], [100, 1, 100])
    assert.deepEqual(ofHour(frame, 'max'), [1, NaN, NaN, NaN, NaN, NaN])
  })

  test('keeps the std of a small wave on a large offset', () => {
    for (const offset of [1e9, -1e9, 1e12]) {
      const wave = [0, 1, 0, -1, 0, 1, 0, -1, 0, 1]
      const plain = ofHour(frameOf(minutes, wave), 'std')[0]!
      const lifted = wave.map((value) => value + offset)
      assert.ok(agree(ofHour(frameOf(minutes, lifted), 'std')[0]!, plain))
    }
  })

  test('equal samples have a std of exactly zero', () => {
    for (const value of [0.1, 1e150, -7.3, 1 / 3]) {
      const frame = frameOf(
        minutes,
        minutes.map(() => value),
      )
      assert.equal(ofHour(frame, 'std')[0], 0)
      assert.equal(ofHour(frame, 'mean')[0], value)
    }
  })

  test('has a mean of values whose sum no double holds, and no std where none holds their squares', () => {
    const equal = frameOf(minutes, Array<number>(10).fill(-1e308))
    assert.deepEqual(
      statistics.map((statistic) => ofHour(equal, statistic)[0]).slice(0, 3),
      [-1e308, -1e308, -1e308],
    )
    const spread = frameOf(minutes, [1e308, 1e308, 1e308, 1e307, 1e307, 5, 5, 5, 5, 5])
    assert.ok(Math.abs(ofHour(spread, 'mean')[0]! / 3.2e307 - 1) < 1e-12)
    assert.ok(Number.isNaN(ofHour(spread, 'std')[0]))
  })

  test('gives only the statistics asked for', () => {
    const bins = aggregate(frameOf([], []), { start: 0, end: 60 * minute }, 600, ['max', 'mean'])
    assert.deepEqual([...bins.columns.keys()], ['wind_speed_max', 'wind_speed_mean'])
  })

  test('agrees with DuckDB to 1e-12 on random, irregular samples with gaps, NaN and offsets', async () => {
    // Below 1e-9 a sum's own rounding is larger than 1e-12 of it, also in the oracle.
    const reading = fc
      .double({ min: -25, max: 25, noNaN: true })
      .map((value) => (Math.abs(value) < 1e-9 ? 0 : value))
    const samples = fc.record({
      gaps: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 300 }),
      offset: fc.constantFrom(0, 8, -500, 1e9),
      values: fc.array(fc.oneof(fc.constant(NaN), reading), { minLength: 1, maxLength: 300 }),
      period: fc.constantFrom(30, 60, 300, 600, 900, 3600),
    })
    await fc.assert(
      fc.asyncProperty(samples, async ({ gaps, offset, values, period }) => {
        let at = 0
        const time = gaps.map((gap) => (at += gap * second))
        const column = time.map((_, row) => values[row % values.length]! + offset)
        const interval = { start: 0, end: 4 * 3600 * second }
        const frame = frameOf(time, column)
        const bins = aggregate(frame, interval, period, statistics)
        const expected = await oracleBins(time, column, interval, period)
        compare(bins, expected)
      }),
      { numRuns: 60 },
    )
  })
})

describe('an angle', () => {
  const circles = [
    { kind: 'direction', least: 0, most: 360 },
    { kind: 'signed-angle', least: -180, most: 180 },
  ] as const
  for (const { kind, least, most } of circles) {
    const angles = (values: readonly number[], statistic: Statistic) => {
      const time = values.map((_, row) => row * minute)
      const kinds = new Map([['wind_speed', { kind, from: 'setting' }]] as const)
      const hour = { start: 0, end: 60 * minute }
      const bins = aggregate(frameOf(time, values), hour, 600, [statistic], { kinds })
      return columnOf(bins, `wind_speed_${statistic}`)
    }

    test(`of kind ${kind} has a mean from ${least} to below ${most}, and no extremes`, () => {
      const cases = [
        { values: [-3, -1], mean: -2 },
        { values: [179, -179], mean: -180 },
        { values: [180], mean: -180 },
        { values: [-180], mean: -180 },
        { values: [350, 10, 0], mean: 0 },
        { values: [721], mean: 1 },
      ]
      for (const { values, mean } of cases) {
        const expected = mean < least ? mean + 360 : mean
        const found = angles(values, 'mean')[0]!
        assert.ok(found >= least && found < most, `${values.join()}: ${found}`)
        assert.ok(turn(found - expected) < 1e-12, `${values.join()}: ${found}, not ${expected}`)
      }
      for (const statistic of ['min', 'max'] as const) {
        assert.ok(angles([1, 2], statistic).every(Number.isNaN))
      }
    })

    test(`of kind ${kind} agrees with DuckDB on random samples`, async () => {
      const samples = fc.record({
        around: fc.constantFrom(0, 90, -180, 359.5),
        spread: fc.constantFrom(1, 20, 400),
        values: fc.array(fc.oneof(fc.constant(NaN), fc.double({ min: -1, max: 1, noNaN: true })), {
          minLength: 1,
          maxLength: 200,
        }),
      })
      await fc.assert(
        fc.asyncProperty(samples, async ({ around, spread, values }) => {
          const column = values.map((value) => around + spread * value)
          const time = column.map((_, row) => row * 30 * second)
          const interval = { start: 0, end: 2 * 3600 * second }
          const kinds = new Map([['wind_speed', { kind, from: 'setting' }]] as const)
          const bins = aggregate(frameOf(time, column), interval, 600, statistics, { kinds })
          const means = columnOf(bins, 'wind_speed_mean')
          const stds = columnOf(bins, 'wind_speed_std')
          const found = new Map(
            (await oracleAngles(time, column, 600)).map((bin) => [bin.start, bin]),
          )
          bins.time.forEach((start, index) => {
            const oracle = found.get(start)
            const [mean, std] = [means[index]!, stds[index]!]
            if (oracle === undefined || oracle.count < 2) assert.ok(Number.isNaN(std))
            // Near 0 the root of 1 - length² takes half of the digits: of all, 1e-6 degrees are left.
            else assert.ok(Math.abs(std - oracle.std) < 1e-5, `std ${std}, not ${oracle.std}`)
            if (oracle === undefined) assert.ok(Number.isNaN(mean))
            // Where samples nearly cancel out, the mean is rounding.
            else if (oracle.length > 1e-3) {
              assert.ok(mean >= least && mean < most, `${mean}`)
              assert.ok(turn(mean - oracle.mean) < 1e-9, `mean ${mean}, not ${oracle.mean}`)
            }
          })
        }),
        { numRuns: 60 },
      )
    })
  }
})

/** How far an angle is from none, in degrees. */
function turn(degrees: number): number {
  return Math.abs(degrees - 360 * Math.round(degrees / 360))
}

function compare(bins: Frame, expected: Awaited<ReturnType<typeof oracleBins>>): void {
  const byStart = new Map(expected.map((bin) => [bin.start, bin]))
  bins.time.forEach((start, index) => {
    const oracle = byStart.get(start)
    for (const statistic of statistics) {
      const actual = columnOf(bins, `wind_speed_${statistic}`)[index]!
      const wanted = oracle?.[statistic] ?? NaN
      // Rounding is relative to the values that are summed, also where their mean is near zero.
      const spread = oracle === undefined ? 0 : oracle.max - oracle.min
      assert.ok(
        Number.isNaN(wanted) ? Number.isNaN(actual) : agree(actual, wanted, spread),
        `${statistic} of the bin at ${start}: ${actual}, DuckDB says ${wanted}`,
      )
    }
  })
}

describe('bins', () => {
  const cases = [
    { zone: 'America/Sao_Paulo', day: '2018-11-04', bins: 138, first: '2018-11-04T03:00:00.000Z' },
    { zone: 'America/Sao_Paulo', day: '2018-02-17', bins: 150, first: '2018-02-17T02:00:00.000Z' },
    { zone: 'Asia/Kathmandu', day: '2025-01-03', bins: 144, first: '2025-01-02T18:15:00.000Z' },
    { zone: 'UTC', day: '2025-01-03', bins: 144, first: '2025-01-03T00:00:00.000Z' },
  ]
  for (const { zone, day, bins, first } of cases) {
    test(`of ${day} in ${zone} are ${bins}, from the day's first instant`, () => {
      const starts = binStarts(dayInterval(day, zone), 600)
      assert.equal(starts.length, bins)
      assert.equal(new Date(starts[0]! / 1000).toISOString(), first)
    })
  }

  test('of a day under way are closed up to the last whole one', () => {
    const day = { start: 0, end: 86_400 * second }
    const closedAt = (now: number) => closedPart(day, 600, now).end / minute
    assert.equal(closedAt(-5), 0)
    assert.equal(closedAt(10 * minute - 1), 0)
    assert.equal(closedAt(10 * minute), 10)
    assert.equal(closedAt(25 * minute), 20)
    assert.equal(closedAt(2 * 86_400 * second), 1440)
  })
})
