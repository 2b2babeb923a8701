import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { frozenOfDay } from '../../../../src/etl/aggregate/frozen/frozen-of-day.ts'
import { frozenLeads } from '../../../../src/etl/shape/frozen-rules.ts'
import type { Frame } from '../../../../src/frame/frame.ts'
import { reasonNumbers } from '../../../../src/frame/reasons.ts'
import type { FrozenRule } from '../../../../src/signal/frozen-rule.ts'
import { dayInterval } from '../../../../src/time/day.ts'
import { frozenBy, series } from './frozen-model.ts'
import type { ModelSample } from './frozen-model.ts'

const exact = { tolerance: 0, resolution: 0 }

interface Given {
  readonly start: number
  readonly end?: number
  readonly rules: ReadonlyMap<string, FrozenRule>
  readonly variables?: readonly string[]
  readonly duplicates?: 'default' | 'first' | 'last' | 'all'
  readonly onChange?: readonly string[]
}

/** Looks at the rows from `start` on, to `end`, with the lead that the rules want before them and more. */
function look(frame: Frame, { start, end = Infinity, rules, ...given }: Given) {
  const { variables = [...frame.columns.keys()], duplicates = 'default', onChange = [] } = given
  const first = frame.time.findIndex((time) => time >= start)
  const last = frame.time.findIndex((time) => time >= end)
  const [from, to] = [first, last].map((row) => (row === -1 ? frame.time.length : row))
  return frozenOfDay(
    {
      frame,
      from: from!,
      to: to!,
      start,
      holds: new Map(onChange.map((name) => [name, { most: null }])),
      kinds: new Map([['wind_direction', { kind: 'direction', from: 'setting' }]]),
    },
    variables,
    rules,
    {
      ranges: new Map([['wind_speed', { least: 0, most: 75 }]]),
      duplicates,
      sampleSeconds: 60,
      leads: frozenLeads(rules, 60),
    },
  )
}

const minutes = (values: Readonly<Record<string, readonly number[]>>): Frame => ({
  time: Float64Array.from(Object.values(values)[0]!, (_, minute) => minute * 60e6),
  columns: new Map(Object.entries(values).map(([name, own]) => [name, Float64Array.from(own)])),
})

const shown = (marks: Uint8Array | undefined, rows: number) =>
  Array.from({ length: rows }, (_, row) => (marks?.[row] === 1 ? 'x' : '.')).join('')

describe('frozenOfDay', () => {
  for (const [what, day] of [
    ['24 hours', '2025-06-02'],
    ['23 hours', '2025-03-30'],
    ['25 hours', '2025-10-26'],
  ] as const) {
    test(`finds of a day of ${what} what is found of all that was before its end, over random series`, () => {
      const { start, end } = dayInterval(day, 'Europe/Berlin')
      fc.assert(
        fc.property(
          series,
          fc.integer({ min: 3, max: 12 }),
          fc.constantFrom(0, 0.35),
          fc.double({ min: 0, max: 1, noNaN: true }),
          (samples, length, tolerance, part) => {
            // Some of them before the day, some after it, with the hours between at its end left out.
            const middle = samples[Math.floor(part * (samples.length - 1))]!.minute
            const shift = (sample: ModelSample, from: number) => ({
              ...sample,
              minute: from / 60e6 + sample.minute - Math.floor(middle),
            })
            const all = [
              ...samples.map((sample) => shift(sample, start)),
              ...samples.map((sample) => shift(sample, end)),
            ]
            const frame = {
              time: Float64Array.from(all, ({ minute }) => Math.round(minute * 60e6)),
              columns: new Map([['x', Float64Array.from(all, ({ value }) => value ?? NaN)]]),
            }
            const rule = { minutes: length, tolerance, resolution: 0, above: { value: 0.5 } }
            const { marks } = look(frame, { start, end, rules: new Map([['x', rule]]) })
            const until = all.filter((_, row) => frame.time[row]! < end)
            const expected = frozenBy(until, { minutes: length, tolerance, above: 0.5 })
            const ofDay = until.flatMap((_, row) =>
              frame.time[row]! < start ? [] : [expected[row]!],
            )
            assert.equal(
              shown(marks.get('x'), ofDay.length),
              ofDay.map((one) => (one ? 'x' : '.')).join(''),
            )
          },
        ),
        { numRuns: 150 },
      )
    })
  }

  const rules = new Map<string, FrozenRule>([
    ['wind_speed', { ...exact, minutes: 4, above: { value: 0.5 } }],
    ['wind_direction', { ...exact, minutes: 4, above: { variable: 'wind_speed', value: 3 } }],
  ])

  test('marks what goes on from the day before, and nothing of that day', () => {
    const { marks } = look(minutes({ wind_speed: [7, 5, 5, 5, 5, 5, 6, 7] }), {
      start: 4 * 60e6,
      rules,
    })
    assert.equal(shown(marks.get('wind_speed'), 4), 'xx..')
  })

  test('looks at a direction only where the wind blows', () => {
    const wind_direction = new Array<number>(12).fill(90)
    const of = (wind_speed: number[]) =>
      shown(
        look(minutes({ wind_direction, wind_speed }), { start: 0, rules }).marks.get(
          'wind_direction',
        ),
        12,
      )
    assert.equal(of([9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8]), 'xxxxxxxxxxxx')
    assert.equal(of([1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8]), '......xxxxxx')
    // Of a wind that is out of range nothing is known; the last that is known counts for three minutes.
    assert.equal(of([99, 98, 99, 98, 9, 8, 9, 98, 99, 98, 99, 98]), '....xxxxxx..')
  })

  test('does not judge a direction without a wind speed, nor one beside a wind speed on change', () => {
    const wind_direction = new Array<number>(12).fill(90)
    const wind_speed = wind_direction.map((_, at) => 8 + (at % 2))
    assert.deepEqual([...look(minutes({ wind_direction }), { start: 0, rules }).judged], [])
    const frame = minutes({ wind_direction, wind_speed })
    const { judged } = look(frame, { start: 0, rules, onChange: ['wind_speed'] })
    assert.deepEqual([...judged], [])
    const whole = look(frame, { start: 0, rules })
    assert.deepEqual([...whole.judged], ['wind_direction', 'wind_speed'])
    // One that is read for its condition alone is not looked at.
    const part = look(frame, { start: 0, rules, variables: ['wind_direction'] })
    assert.deepEqual([...part.judged], ['wind_direction'])
    assert.equal(part.marks.size, 1)
  })

  const repeated = (second: number): Frame => ({
    time: Float64Array.of(0, 60e6, 60e6, 120e6, 180e6, 240e6),
    columns: new Map([['wind_speed', Float64Array.of(5, 5, second, 5, 5, 5)]]),
    reasons: new Map([['wind_speed', new Uint8Array(6)]]),
  })
  for (const [what, frame, duplicates, expected] of [
    ['that say the same, each of them', repeated(5), 'default', 'xxxxxx'],
    ['that say nothing beside, not those', repeated(NaN), 'default', 'xx.xxx'],
    ['of which one is out of range, not that one', repeated(99), 'default', 'xx.xxx'],
    ['that differ, none of them', repeated(6), 'default', 'x..xxx'],
    ['that differ, the first where that counts', repeated(6), 'first', 'xx.xxx'],
    ['that differ, and end a run where each is a sample', repeated(6), 'all', '......'],
  ] as const) {
    test(`marks of rows of one time ${what}`, () => {
      const { marks } = look(frame, { start: 0, rules, duplicates })
      assert.equal(shown(marks.get('wind_speed'), 6), expected)
    })
  }

  test('leaves out what has a doubtful time', () => {
    const frame = minutes({ wind_speed: new Array<number>(12).fill(5) })
    const reasons = new Uint8Array(12)
    reasons.fill(reasonNumbers['ambiguous-time'], 2, 9)
    const of = { ...frame, reasons: new Map([['wind_speed', reasons]]) }
    assert.equal(look(of, { start: 0, rules }).marks.size, 0)
  })
})
