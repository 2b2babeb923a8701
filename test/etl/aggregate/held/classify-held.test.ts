import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { measureDay } from '../../../../src/etl/aggregate/measure-day.ts'
import { classifyHeld } from '../../../../src/etl/aggregate/held/classify-held.ts'
import { reasonNumbers } from '../../../../src/frame/reasons.ts'
import type { ReasonName } from '../../../../src/frame/reasons.ts'
import { classNumbers, sampleClasses } from '../../../../src/signal/sample-class.ts'
import { settingsFrom } from '../../../support/etl.ts'

const day = '2025-01-03'
const start = Date.parse(`${day}T00:00:00Z`) / 1000
const [length, width, sentinel] = [3600, 600, -7999]
const interval = { start: start * 1e6, end: (start + length) * 1e6 }

interface Row {
  readonly second: number
  readonly value: number
  readonly reason: ReasonName | undefined
}

async function measure(rows: readonly Row[], most: number | null): Promise<number[][]> {
  const settings = settingsFrom({
    MINUANO_VARIABLES: 'wind_speed',
    MINUANO_RANGES: 'wind_speed=-1000..1000',
  })
  const numbers = rows.map(({ reason }) => (reason === undefined ? 0 : reasonNumbers[reason]))
  const { classes } = await measureDay(
    {
      frame: {
        time: Float64Array.from(rows, ({ second }) => (start + second) * 1e6),
        columns: new Map([['wind_speed', Float64Array.from(rows, ({ value }) => value)]]),
        reasons: new Map([['wind_speed', Uint8Array.from(numbers)]]),
      },
      from: rows.filter(({ second }) => second < 0).length,
      units: new Map(),
      clock: undefined,
      isOrdered: false,
      hasOwnRows: true,
      holds: new Map([['wind_speed', { most }]]),
    },
    { day, interval, isWhole: true },
    settings,
    settings,
  )
  const { bins, counts } = classes.get('wind_speed')!
  return Array.from({ length: length / width }, (_, bin) => {
    const at = bins.indexOf(bin)
    const size = sampleClasses.length
    return at < 0 ? whole : [...counts.slice(at * size, (at + 1) * size)]
  })
}

const whole = sampleClasses.map((_, number) => (number === classNumbers.valid ? width : 0))

/** What held in each second, or why nothing did. */
function model(rows: readonly Row[], most: number | null): number[][] {
  const seconds = Array.from({ length }, (_, second) => {
    const time = Math.max(...rows.filter((row) => row.second <= second).map((row) => row.second))
    if (second - time >= (most ?? Infinity)) return classNumbers.missing
    return classOf(rows.filter((row) => row.second === time))
  })
  return Array.from({ length: length / width }, (_, bin) => {
    const ofBin = seconds.slice(bin * width, (bin + 1) * width)
    return sampleClasses.map((_, number) => ofBin.filter((found) => found === number).length)
  })
}

function classOf(rows: readonly Row[]): number {
  if (rows.length === 0) return classNumbers.missing
  const values = rows.filter(({ value }) => !isNaN(value))
  if (values.some(({ reason }) => reason === 'ambiguous-time')) return classNumbers.ambiguous
  const valid = values.filter(({ value }) => value !== sentinel)
  if (new Set(valid.map(({ value }) => value)).size > 1) return classNumbers.conflicting
  if (valid.length > 0) {
    const isUncertain = valid.every(({ reason }) => reason === 'uncertain-quality')
    return isUncertain ? classNumbers.uncertain_quality : classNumbers.valid
  }
  if (values.length > 0) return classNumbers.out_of_range
  const ofReason = new Map<ReasonName | undefined, number>([
    ['bad-quality', classNumbers.bad_quality],
    ['no-number', classNumbers.no_number],
  ])
  return Math.max(...rows.map(({ reason }) => ofReason.get(reason) ?? classNumbers.missing))
}

const someRow = fc
  .record({
    second: fc.integer({ min: -900, max: length - 1 }).map((second) => Math.round(second / 7) * 7),
    value: fc.constantFrom(1, 1, 1, 2, sentinel, NaN),
    withValue: fc.constantFrom<(ReasonName | undefined)[]>(
      undefined,
      undefined,
      'uncertain-quality',
      'ambiguous-time',
    ),
    without: fc.constantFrom<ReasonName[]>('no-value', 'bad-quality', 'no-number'),
  })
  .map(({ second, value, withValue, without }): Row => {
    return { second, value, reason: isNaN(value) ? without : withValue }
  })

describe('values that come on change', () => {
  test('are of one class in each second, which is that of what holds, or why nothing does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someRow, { maxLength: 30 }),
        fc.constantFrom(null, 300, 1000),
        async (given, most) => {
          const rows = given.toSorted((a, b) => a.second - b.second)
          const found = await measure(rows, most).catch((error: unknown) => {
            assert.equal((error as { code?: unknown }).code, 'conflicting-rows')
          })
          if (found !== undefined) assert.deepEqual(found, model(rows, most))
        },
      ),
      { numRuns: 500 },
    )
  })

  test('are counted in whole seconds that add up, and what is no value never falls under the table', () => {
    // A value for 599.7 seconds, then what is out of range for the rest; and a third of a second of each of three.
    const changes = {
      time: Float64Array.of(0, 599.7e6, 600e6, 600.4e6, 600.8e6),
      values: Float64Array.of(1, NaN, 1, NaN, 1),
      what: Uint8Array.of(0, 2, 0, 2, 0),
      classes: Uint8Array.of(
        classNumbers.valid,
        classNumbers.out_of_range,
        classNumbers.uncertain_quality,
        classNumbers.bad_quality,
        classNumbers.valid,
      ),
    }
    const { bins, counts } = classifyHeld(changes, Float64Array.of(0, 600e6, 1200e6), {
      most: null,
    })
    const ofBin = (bin: number) =>
      Object.fromEntries(
        sampleClasses.flatMap(({ name, number }) => {
          const seconds = counts[bin * sampleClasses.length + number]!
          return seconds === 0 ? [] : [[name, seconds]]
        }),
      )
    assert.deepEqual(bins, [0, 1])
    assert.deepEqual(ofBin(0), { valid: 599, out_of_range: 1 })
    assert.deepEqual(ofBin(1), { valid: 599, bad_quality: 1 })
  })
})
