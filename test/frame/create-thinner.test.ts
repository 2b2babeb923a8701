import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Drawn } from '../../src/frame/choose-points.ts'
import { createThinner } from '../../src/frame/create-thinner.ts'
import { concatFrames, sliceFrame } from '../../src/frame/frame.ts'
import type { Frame } from '../../src/frame/frame.ts'
import { columnEdges, columnsOf } from '../../src/frame/thin-rows.ts'

const variables = ['a', 'b']
const value = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -9, max: 9 }) },
  { weight: 2, arbitrary: fc.constant(NaN) },
)

/** Rows at times of their own, some far from the one before, with stretches without a value. */
const rows = fc.array(
  fc.record({
    after: fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 1, max: 3 }) },
      { weight: 1, arbitrary: fc.integer({ min: 100, max: 2000 }) },
    ),
    a: value,
    b: value,
    isOff: fc.integer({ min: 0, max: 30 }).map((n) => n === 0),
  }),
  { minLength: 6, maxLength: 500 },
)

const cases = fc
  .record({
    rows,
    points: fc.integer({ min: 5, max: 120 }),
    split: fc.integer({ min: 1, max: 70 }),
  })
  .map(({ rows: of, points, split }) => {
    const time: number[] = []
    let isOff = false
    const values = of.map((row) => {
      time.push((time.at(-1) ?? 0) + row.after)
      isOff = row.isOff ? !isOff : isOff
      return isOff ? { ...row, b: NaN } : row
    })
    const frame: Frame = {
      time: Float64Array.from(time),
      columns: new Map([
        ['a', Float64Array.from(values, ({ a }) => a)],
        ['b', Float64Array.from(values, ({ b }) => b)],
      ]),
    }
    return { frame, points, split, interval: { start: 0, end: time.at(-1)! + 5 } }
  })

interface Case {
  readonly frame: Frame
  readonly points: number
  readonly split: number
  readonly interval: { start: number; end: number }
}

function thin(of: Case, names = variables, drawn: readonly Drawn[] = ['line', 'line']): Frame {
  const { frame, points, split, interval } = of
  const thinner = createThinner({ interval, points, variables: names, drawn, timeUnit: 1 })
  const given: Frame[] = []
  const columns = new Map(names.map((name) => [name, frame.columns.get(name)!]))
  for (let from = 0; from < frame.time.length; from += split) {
    const to = Math.min(frame.time.length, from + split)
    // What is pushed may be written over afterwards.
    const part = sliceFrame({ time: frame.time.slice(), columns }, from, to)
    const own = {
      time: part.time.slice(),
      columns: new Map([...part.columns].map(([name, all]) => [name, all.slice()])),
    }
    given.push(...thinner.push(own))
    own.time.fill(-1)
    for (const all of own.columns.values()) all.fill(-1)
  }
  given.push(...thinner.end())
  return concatFrames([{ time: new Float64Array(0), columns: emptyOf(names) }, ...given], names)
}

const emptyOf = (names: readonly string[]) =>
  new Map(names.map((name) => [name, new Float64Array(0)]))

const columnOfTime = ({ interval, points }: Case) => {
  const edges = columnEdges(interval, columnsOf(points))
  return (time: number) => edges.subarray(0, -1).findLastIndex((edge) => edge <= time)
}

/** The values of a variable, by column, in order. */
function valuesByColumn(of: Case, { time, columns }: Frame, name: string): Map<number, number[]> {
  const column = columnOfTime(of)
  const found = new Map<number, number[]>()
  columns.get(name)!.forEach((one, row) => {
    if (isNaN(one)) return
    const own = column(time[row]!)
    found.set(own, [...(found.get(own) ?? []), one])
  })
  return found
}

const outline = (values: readonly number[]) => [
  values[0],
  values.at(-1),
  Math.min(...values),
  Math.max(...values),
]

test('no column of pixels loses the first, last, least or greatest value of any variable', () => {
  fc.assert(
    fc.property(cases, (of) => {
      const thinned = thin(of)
      for (const name of variables) {
        const kept = valuesByColumn(of, thinned, name)
        const all = valuesByColumn(of, of.frame, name)
        assert.deepEqual([...kept.keys()], [...all.keys()])
        for (const [column, values] of all) {
          assert.deepEqual(outline(kept.get(column)!), outline(values))
        }
      }
    }),
  )
})

test('each row is one of the rows as it was, or marks a column that has none', () => {
  fc.assert(
    fc.property(cases, (of) => {
      const thinned = thin(of)
      const column = columnOfTime(of)
      const full = new Set(Array.from(of.frame.time, column))
      const place = new Map(Array.from(of.frame.time, (time, row) => [time, row]))
      let before = -1
      thinned.time.forEach((time, row) => {
        assert.ok(time > before, 'in the order of time')
        before = time
        const of1 = place.get(time)
        for (const name of variables) {
          const seen = thinned.columns.get(name)![row]
          assert.ok(Object.is(seen, of1 === undefined ? NaN : of.frame.columns.get(name)![of1]))
        }
        if (of1 === undefined) assert.ok(!full.has(column(time)))
      })
    }),
  )
})

test('a line is broken wherever the values stop between two columns, by a row or a mark', () => {
  fc.assert(
    fc.property(cases, (of) => {
      fc.pre(of.frame.time.length > of.points)
      const thinned = thin(of)
      const column = columnOfTime(of)
      for (const name of variables) {
        const values = of.frame.columns.get(name)!
        const held = [...of.frame.time.keys()].filter((row) => !isNaN(values[row]!))
        for (const [index, row] of held.entries()) {
          const next = held[index + 1]
          if (next === undefined) break
          const [from, to] = [of.frame.time[row]!, of.frame.time[next]!]
          const apart = column(to) - column(from)
          if (apart === 0) continue
          const stops = next > row + 1 || apart > 1
          const between = [...thinned.time.keys()].filter(
            (one) => thinned.time[one]! > from && thinned.time[one]! < to,
          )
          if (stops) assert.ok(between.length > 0, `${name} from ${from} to ${to}`)
          for (const one of between) assert.ok(isNaN(thinned.columns.get(name)![one]!))
        }
      }
    }),
  )
})

test('of one variable there are no more rows than points, of two no more than twice as many', () => {
  fc.assert(
    fc.property(cases, (of) => {
      assert.ok(thin(of, ['b']).time.length <= of.points)
      assert.ok(thin(of).time.length <= 2 * of.points)
    }),
  )
})

test('the rows of several variables are those of each, put together', () => {
  fc.assert(
    fc.property(cases, (of) => {
      const times = new Set([...thin(of, ['a']).time, ...thin(of, ['b']).time])
      assert.deepEqual(
        [...thin(of).time],
        [...times].sort((a, b) => a - b),
      )
    }),
  )
})

test('it does not matter in how many frames the rows come', () => {
  fc.assert(
    fc.property(cases, (of) => {
      assert.deepEqual(thin(of), thin({ ...of, split: 1000 }))
    }),
  )
})

test('of no more rows than points, all are given, without marks', () => {
  fc.assert(
    fc.property(cases, (of) => {
      assert.deepEqual(thin({ ...of, points: of.frame.time.length }), of.frame)
    }),
  )
})

test('of a direction, which has no least and no greatest, a column gives the first and the last value', () => {
  const frame: Frame = {
    time: Float64Array.from({ length: 20 }, (_, n) => n),
    columns: new Map([['a', Float64Array.from({ length: 20 }, (_, n) => (n * 77) % 360)]]),
  }
  const of = { frame, points: 10, split: 7, interval: { start: 0, end: 20 } }
  assert.deepEqual([...thin(of, ['a'], ['points']).time], [0, 9, 10, 19])
})

test('a column of very many rows is let go of while it is read', () => {
  const all = 300_000
  const frame: Frame = {
    time: Float64Array.from({ length: all }, (_, n) => n),
    columns: new Map([
      ['a', Float64Array.from({ length: all }, (_, n) => (n === 7777 ? 9 : n % 5))],
    ]),
  }
  const of = { frame, points: 5, split: 50_000, interval: { start: 0, end: all } }
  assert.deepEqual([...thin(of, ['a']).time], [0, 7777, all - 1])
})

test('a row keeps its reasons', () => {
  const thinner = createThinner({
    interval: { start: 0, end: 100 },
    points: 5,
    variables: ['a'],
    drawn: ['line'],
    timeUnit: 1,
  })
  const time = Float64Array.from({ length: 100 }, (_, n) => n)
  const values = time.map((n) => (n === 40 ? 99 : 1))
  const reasons = Uint8Array.from(time, (n) => (n === 40 ? 3 : 0))
  const frame = { time, columns: new Map([['a', values]]), reasons: new Map([['a', reasons]]) }
  const [chosen] = [...thinner.push(frame), ...thinner.end()]
  assert.deepEqual([...chosen!.time], [0, 40, 99])
  assert.deepEqual([...chosen!.reasons!.get('a')!], [0, 3, 0])
})
