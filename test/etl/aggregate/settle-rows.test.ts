import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { measureDay } from '../../../src/etl/aggregate/measure-day.ts'
import { fingerprintColumns } from '../../../src/frame/postgres/fingerprint.ts'
import { settingsFrom } from '../../support/etl.ts'

const day = '2025-01-03'
const midnight = Date.parse(`${day}T00:00:00Z`) * 1000
const minute = 60e6
const bins = 3
const perBin = 10

/** Rows of one variable: the minute, and the value. */
type Row = readonly [at: number, value: number]

const interval = { start: midnight, end: midnight + bins * perBin * minute }

/** The ranges' own sentinel; NaN is no value by itself. */
const sentinel = -7999

async function measure(
  rows: readonly Row[],
  env: Record<string, string>,
  reasonAt: (at: number) => number = () => 0,
) {
  const sorted = [...rows].sort(([first], [second]) => first - second)
  const settings = settingsFrom({
    MINUANO_FROZEN: 'off',
    MINUANO_VARIABLES: 'wind_speed',
    MINUANO_STATISTICS: 'mean,min,max,std,count',
    ...env,
  })
  const shift = env['MINUANO_SAMPLE_LABEL'] === 'end' ? 1 : 0
  const time = Float64Array.from(sorted, ([at]) => midnight + at * minute + shift * minute)
  const frame = {
    time,
    columns: new Map([['wind_speed', Float64Array.from(sorted, ([, value]) => value)]]),
    reasons: new Map([['wind_speed', Uint8Array.from(sorted, ([at]) => reasonAt(at))]]),
  }
  const isOrdered = /^(first|last)$/.test(env['MINUANO_DUPLICATES'] ?? '')
  const units = new Map<string, string>()
  const facts = { clock: undefined, isOrdered, hasOwnRows: false }
  const extract = { frame, units, ...facts }
  const measured = await measureDay(extract, { day, interval, isWhole: true }, settings, settings)
  if (!isOrdered) assert.deepEqual(measured.fingerprints, fingerprintColumns(frame))
  const signal = (statistic: string) => [
    ...measured.bins.signals.find(({ key }) => key.statistic === statistic)!.values,
  ]
  return {
    facts: measured.samples.get('wind_speed')!,
    found: [...measured.found.get('wind_speed')!],
    means: signal('mean'),
    counts: signal('count'),
    least: signal('min'),
  }
}

/** The rule again, by sets and lists, of rows in any order. */
function model(rows: readonly Row[]) {
  const at = new Map<number, number[]>()
  for (const [time, value] of rows) {
    if (Number.isFinite(value)) at.set(time, [...(at.get(time) ?? []), value])
  }
  const each = [...at].map(([time, values]) => {
    const distinct = [...new Set(values)]
    return {
      bin: Math.floor(time / perBin),
      repeated: values.length - distinct.length,
      valid: distinct.filter((value) => value !== sentinel),
      isOut: distinct.includes(sentinel),
    }
  })
  const conflicting = each.filter(({ valid }) => valid.length > 1)
  const left = new Set(conflicting.map(({ bin }) => bin))
  const used = each.filter(({ bin, valid }) => valid.length === 1 && !left.has(bin))
  const agreeing = each.filter(({ repeated, valid }) => repeated > 0 && valid.length < 2)
  const ofBin = (bin: number) => used.filter((one) => one.bin === bin).map(({ valid }) => valid[0]!)
  const bin = Array.from({ length: bins }, (_, index) => ofBin(index))
  return {
    isRule: conflicting.length > agreeing.length && conflicting.length > 0.1 * each.length,
    duplicates: each.reduce((sum, { repeated }) => sum + repeated, 0),
    conflicts: conflicting.reduce((sum, { valid }) => sum + valid.length, 0),
    binsLeftOut: left.size,
    valid: used.length,
    outOfRange: each.filter(({ isOut }) => isOut).length,
    missing: bins * perBin - each.length,
    found: bin.map((_, index) =>
      each.filter((one) => one.bin === index).reduce((sum, { valid }) => sum + valid.length, 0),
    ),
    counts: bin.map((values) => (values.length === 0 ? NaN : values.length)),
    means: bin.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
    least: bin.map((values) => (values.length === 0 ? NaN : Math.min(...values))),
  }
}

const row = fc.tuple(
  fc.integer({ min: 0, max: bins * perBin - 1 }),
  fc.constantFrom(1, 1, 1, 2, 8, sentinel, NaN),
)
/** Mostly whole minutes, so that conflicts are the exception too. */
const someRows = fc
  .tuple(fc.boolean(), fc.array(row, { minLength: 1, maxLength: 25 }))
  .map(([isWhole, rows]): Row[] => [
    ...(isWhole ? Array.from({ length: bins * perBin }, (_, at): Row => [at, 1]) : []),
    ...rows,
  ])

describe('rows of one time', () => {
  for (const label of ['start', 'end']) {
    test(`are what a simple model makes of them, labelled by their ${label}`, async () => {
      await fc.assert(
        fc.asyncProperty(someRows, async (rows) => {
          const expected = model(rows)
          const measured = measure(rows, { MINUANO_SAMPLE_LABEL: label })
          if (expected.isRule) {
            await assert.rejects(measured, { code: 'conflicting-rows', retryable: false })
            return
          }
          const { facts, found, counts, means, least } = await measured
          const { duplicates = 0, conflicts = 0, binsLeftOut = 0, excess = 0, ...others } = facts
          const { valid, missing, outOfRange } = expected
          assert.deepEqual(
            { duplicates, conflicts, binsLeftOut, excess, ...others },
            {
              duplicates: expected.duplicates,
              conflicts: expected.conflicts,
              binsLeftOut: expected.binsLeftOut,
              excess: 0,
              expected: bins * perBin,
              valid,
              missing,
              outOfRange,
              ambiguous: 0,
              coverage: valid / (bins * perBin),
            },
          )
          assert.deepEqual(
            [found, counts, least],
            [expected.found, expected.counts, expected.least],
          )
          means.forEach((mean, bin) => {
            const of = expected.means[bin]!
            assert.ok(Number.isNaN(of) ? Number.isNaN(mean) : Math.abs(mean - of) < 1e-9)
          })
        }),
        { numRuns: 300 },
      )
    })
  }

  for (const keep of ['first', 'last'] as const) {
    test(`have their ${keep} value where the setting says so, but where nothing says which that is`, async () => {
      const ordered = fc
        .tuple(row, fc.boolean())
        .map(([[at, value], isIn]) => ({ at, value, isIn }))
      await fc.assert(
        fc.asyncProperty(fc.array(ordered, { minLength: 1, maxLength: 60 }), async (rows) => {
          const sorted = [...rows].sort((first, second) => first.at - second.at)
          const marks = sorted.map(({ isIn }) => (isIn ? 0 : 18))
          let index = 0
          const { facts, counts, means } = await measure(
            sorted.map(({ at, value }): Row => [at, value]),
            { MINUANO_DUPLICATES: keep },
            () => marks[index++]!,
          ).catch((error: unknown) => {
            // Where the order is mostly not known it may be the rule that they differ.
            if (!/^rows of one time differ/.test((error as Error).message)) throw error
            return { facts: undefined, counts: [], means: [] }
          })
          if (facts === undefined) return
          const times = [...new Set(sorted.map(({ at }) => at))]
          const settled = times.map((at) => {
            const all = sorted.filter((one) => one.at === at)
            const valid = all.filter(({ value }) => Number.isFinite(value) && value !== sentinel)
            const values = valid.map(({ value }) => value)
            const differ = new Set(values).size
            const isKnown = valid.every(({ isIn }) => isIn) || differ < 2
            return {
              bin: Math.floor(at / perBin),
              isKnown,
              value: keep === 'first' ? values[0] : values.at(-1),
              superseded: isKnown ? Math.max(0, differ - 1) : 0,
            }
          })
          const left = new Set(settled.flatMap(({ isKnown, bin }) => (isKnown ? [] : [bin])))
          const expected = Array.from({ length: bins }, (_, bin) =>
            left.has(bin)
              ? []
              : settled.flatMap((one) => (one.bin === bin ? (one.value ?? []) : [])),
          )
          assert.deepEqual(
            counts,
            expected.map((values) => (values.length === 0 ? NaN : values.length)),
          )
          means.forEach((mean, bin) => {
            const of = expected[bin]!.reduce((sum, value) => sum + value, 0) / expected[bin]!.length
            assert.ok(Number.isNaN(of) ? Number.isNaN(mean) : Math.abs(mean - of) < 1e-9)
          })
          const superseded = settled.reduce((sum, one) => sum + one.superseded, 0)
          assert.equal(facts.superseded ?? 0, superseded)
          assert.ok((facts.duplicates ?? 0) >= superseded)
        }),
        { numRuns: 300 },
      )
    })
  }

  test('are all samples where the setting says so, counted all the same', async () => {
    const rows: Row[] = Array.from({ length: 60 }, (_, at) => [at >> 1, at % 2])
    const { facts, counts, means, found } = await measure(rows, { MINUANO_DUPLICATES: 'all' })
    assert.deepEqual(facts, {
      expected: 30,
      valid: 60,
      missing: 0,
      outOfRange: 0,
      ambiguous: 0,
      coverage: 1,
      conflicts: 60,
      excess: 30,
    })
    assert.deepEqual(
      [counts, means, found],
      [
        [20, 20, 20],
        [0.5, 0.5, 0.5],
        [20, 20, 20],
      ],
    )
  })

  test('that differ fail the day where none may, and so do more samples than bins hold', async () => {
    const whole: Row[] = Array.from({ length: 30 }, (_, at) => [at, 1])
    const refuse = { MINUANO_DUPLICATES: 'refuse' }
    assert.equal((await measure([...whole, [4, 1], [4, NaN]], refuse)).facts.duplicates, 1)
    await assert.rejects(measure([...whole, [4, 2]], refuse), {
      code: 'conflicting-rows',
      message: /wind_speed is 1, 2 at 2025-01-03T00:04:00Z, and differs so at 1 of 30 times; noth/,
    })
    await assert.rejects(measure([...whole, [14.5, 1], [15.5, 1]], refuse), {
      code: 'conflicting-rows',
      message:
        /wind_speed has 2 samples more on 2025-01-03 than bins of 600 s hold at one every 60 s, 32 and not/,
    })
  })

  test('of several turbines are refused, with a time, its values, and what to do', async () => {
    const rows: Row[] = Array.from({ length: 120 }, (_, at) => [at >> 2, 6 + 2 * (at % 4)])
    await assert.rejects(measure([...rows, [0, 20]], {}), {
      code: 'conflicting-rows',
      message:
        'rows of one time differ: wind_speed is 6, 8, 10, 12 and 1 more at 2025-01-03T00:00:00Z, ' +
        'and differs so at 30 of 30 times; nothing was loaded. The table may hold several turbines, or a tag ' +
        'a row: let the Connector read one of them, by SOURCE_WHERE or by a view in SOURCE_TABLE. Where every row is a sample of the same thing, ' +
        'MINUANO_DUPLICATES=all takes them all',
    })
  })

  for (const label of ['start', 'end']) {
    test(`of an ambiguous time are two instants' and no fault of the Source, labelled by the ${label}`, async () => {
      // Minutes 10 to 19 come twice, half of them with another value; minutes 3 and 23 have rows that differ.
      const rows: Row[] = Array.from({ length: 30 }, (_, at) => [at, 1])
      for (let at = 10; at < 20; at++) rows.push([at, at < 15 ? 1 : 2])
      const [repeated, differing]: [Row, Row] = [
        [3, 1],
        [23, 2],
      ]
      const env = { MINUANO_SAMPLE_LABEL: label }
      const isTwice = (at: number) => (at >= 10 && at < 20 ? 16 : 0)
      const { facts, found, counts } = await measure([...rows, repeated, differing], env, isTwice)
      assert.deepEqual(facts, {
        expected: 30,
        valid: 10,
        missing: 0,
        outOfRange: 0,
        ambiguous: 20,
        coverage: 10 / 30,
        duplicates: 1,
        conflicts: 2,
        binsLeftOut: 1,
      })
      assert.deepEqual(
        [found, counts],
        [
          [10, 20, 11],
          [10, NaN, NaN],
        ],
      )
      const strict = await measure(rows, { ...env, MINUANO_DUPLICATES: 'refuse' }, isTwice)
      assert.deepEqual([strict.facts.ambiguous, strict.facts.valid], [20, 20])
    })
  }
})
