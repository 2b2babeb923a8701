import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { mostCodesADay } from '../../../../src/etl/aggregate/kinds/collect-states.ts'
import { measureDay } from '../../../../src/etl/aggregate/measure-day.ts'
import { secondsIn } from '../../../../src/signal/statistic.ts'
import { settingsFrom } from '../../../support/etl.ts'

const day = '2025-01-03'
const start = Date.parse(`${day}T00:00:00Z`) * 1000
const interval = { start, end: start + 86_400e6 }

type Row = readonly [second: number, value: number]

/** A day of one variable; `most`: its values come on change, and hold so long. */
async function measure(rows: readonly Row[], env: Record<string, string>, most?: number | null) {
  const settings = settingsFrom({ MINUANO_VARIABLES: 'v', ...env })
  const sorted = [...rows].sort(([a], [b]) => a - b)
  const frame = {
    time: Float64Array.from(sorted, ([second]) => start + second * 1e6),
    columns: new Map([['v', Float64Array.from(sorted, ([, value]) => value)]]),
  }
  const from = frame.time.filter((time) => time < start).length
  const facts = {
    clock: 'UTC',
    isOrdered: false,
    hasOwnRows: true,
    units: new Map<string, string>(),
  }
  const holds = most === undefined ? new Map() : new Map([['v', { most }]])
  const measured = await measureDay(
    { frame, from, holds, ...facts },
    { day, interval, isWhole: true },
    settings,
    settings,
  )
  const values = new Map(measured.bins.signals.map(({ key, values }) => [key.statistic, values]))
  return { values, samples: measured.samples.get('v')!, notes: measured.notes }
}

const state = { MINUANO_KINDS: 'v=state' }
const code = fc.integer({ min: -3, max: 12 })
const minute = fc.integer({ min: 0, max: 1439 })

/** The state that most of something is in, of several the lowest. */
function modeOf(lengths: ReadonlyMap<number, number>): number {
  const most = Math.max(...lengths.values())
  return Math.min(...[...lengths].filter(([, length]) => length === most).map(([one]) => one))
}

function demand(
  values: ReadonlyMap<string, Float64Array>,
  bin: number,
  lengths: ReadonlyMap<number, number>,
  last: number,
) {
  for (const [statistic, found] of values) {
    if (!statistic.startsWith('seconds_')) continue
    const [one] = [...lengths].filter(([code]) => secondsIn(code) === statistic)
    assert.ok(Object.is(found[bin], one?.[1] ?? NaN), `${statistic} of ${bin}`)
  }
  for (const one of lengths.keys()) assert.ok(values.has(secondsIn(one)))
  assert.equal(values.get('last')![bin], lengths.size === 0 ? NaN : last)
  assert.equal(values.get('mode')![bin], lengths.size === 0 ? NaN : modeOf(lengths))
}

describe('a state', () => {
  test('of samples is as it was said to be, for a minute each', async () => {
    const rows = fc.uniqueArray(fc.tuple(minute, code), { selector: ([at]) => at, maxLength: 400 })
    await fc.assert(
      fc.asyncProperty(rows, async (rows) => {
        const seconds = rows.map(([at, value]): Row => [at * 60, value])
        const { values } = await measure(seconds, state)
        const inOrder = [...rows].sort(([a], [b]) => a - b)
        for (let bin = 0; bin < 144; bin++) {
          const lengths = new Map<number, number>()
          const own = inOrder.filter(([at]) => Math.floor(at / 10) === bin)
          for (const [, one] of own) lengths.set(one, (lengths.get(one) ?? 0) + 60)
          demand(values, bin, lengths, own.at(-1)?.[1] ?? NaN)
        }
        assert.ok(!values.has('mean') && !values.has('std') && !values.has('max'))
      }),
      { numRuns: 30 },
    )
  })

  test('that comes on change is what it is second by second', async () => {
    const second = fc.integer({ min: -3600, max: 86_399 })
    const rows = fc.uniqueArray(fc.tuple(second, code), { selector: ([at]) => at, maxLength: 60 })
    const hold = fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 20_000 }))
    await fc.assert(
      fc.asyncProperty(rows, hold, async (rows, most) => {
        const { values } = await measure(rows, state, most)
        const inOrder = [...rows].sort(([a], [b]) => a - b)
        let next = 0
        let current: Row | undefined
        for (let bin = 0; bin < 144; bin++) {
          const lengths = new Map<number, number>()
          let last = NaN
          for (let at = bin * 600; at < bin * 600 + 600; at++) {
            while (next < inOrder.length && inOrder[next]![0] <= at) current = inOrder[next++]
            if (current === undefined || at - current[0] >= (most ?? Infinity)) continue
            last = current[1]
            lengths.set(last, (lengths.get(last) ?? 0) + 1)
          }
          demand(values, bin, lengths, last)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('has whole numbers alone: what is none is out of range', async () => {
    const rows: Row[] = [
      [0, 1],
      [60, 1.5],
      [120, 3e9],
      [180, 2],
    ]
    const { values, samples } = await measure(rows, state)
    assert.deepEqual(
      [...values].map(([name, of]) => [name, of[0]]),
      [
        ['last', 2],
        ['mode', 1],
        ['seconds_1', 60],
        ['seconds_2', 60],
      ],
    )
    assert.equal(samples.outOfRange, 2)
    const { values: held, samples: ofHeld } = await measure(rows, state, null)
    assert.equal(held.get('seconds_1')![0], 60)
    assert.equal(held.get('seconds_2')![0], 420)
    assert.equal(ofHeld.outOfRange, 2)
  })

  test('that has more codes than a state has is refused', async () => {
    const rows = Array.from({ length: mostCodesADay + 1 }, (_, at): Row => [at * 60, at])
    await measure(rows.slice(1), state)
    await assert.rejects(measure(rows, state), { code: 'too-many-states' })
    await assert.rejects(measure(rows, state, null), { code: 'too-many-states' })
  })
})

describe('a counter', () => {
  const counter = { MINUANO_KINDS: 'v=counter', MINUANO_MINIMUM_COVERAGE: '0.5' }

  test('adds up to the day, of bins with few of their samples too, and of values on change', async () => {
    const rows = fc.uniqueArray(fc.tuple(minute, fc.integer({ min: 1, max: 50 })), {
      selector: ([at]) => at,
      minLength: 2,
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(rows, async (rows) => {
        let total = 1000
        const seconds = [...rows]
          .sort(([a], [b]) => a - b)
          .map(([at, step]): Row => [at * 60, (total += step)])
        const grown = seconds.at(-1)![1] - seconds[0]![1]
        for (const most of [undefined, null]) {
          const { values } = await measure(seconds, counter, most)
          const increase = values.get('increase')!.filter((by) => !Number.isNaN(by))
          assert.equal(
            increase.reduce((sum, by) => sum + by, 0),
            grown,
          )
          assert.deepEqual([...values.keys()], ['increase', 'last'])
        }
      }),
      { numRuns: 50 },
    )
  })

  test('that comes on change stands still where nothing comes, and goes on from before the day', async () => {
    const rows: Row[] = [
      [-600, 90],
      [1300, 100],
    ]
    const { values } = await measure(rows, counter, null)
    assert.deepEqual([...values.get('increase')!.slice(0, 4)], [0, 0, 10, 0])
    assert.deepEqual([...values.get('last')!.slice(0, 4)], [90, 90, 100, 100])
  })

  test('that comes on change and is zero when the day begins may go on from anywhere', async () => {
    const rows: Row[] = [
      [-600, 0],
      [1300, 1_000_000],
      [1900, 1_000_003],
    ]
    const { values } = await measure(rows, counter, null)
    assert.deepEqual([...values.get('increase')!.slice(0, 5)], [0, 0, 0, 3, 0])
  })

  test('of samples goes on from its last value before the day that can be used', async () => {
    const of = async (...before: Row[]) => {
      const { values } = await measure([...before, [60, 100]], counter)
      return values.get('increase')![0]
    }
    assert.equal(await of(), 0)
    assert.equal(await of([-60, 90]), 10)
    assert.equal(await of([-120, 90], [-60, -999]), 10)
    assert.equal(await of([-120, 90], [-60, 0]), 10)
    // A meter that says nothing but zeros may go on from anywhere.
    assert.equal(await of([-120, 0], [-60, 0]), 0)
    assert.equal(await of([-180, 80], [-120, 90], [-120, 91], [-60, NaN]), 20)
    assert.equal(await of([-6 * 3600, 90]), 10)
    assert.equal(await of([-6 * 3600 - 1, 90]), 0)
  })

  test('is never below zero', async () => {
    const rows: Row[] = [
      [0, 100],
      [60, -999],
      [120, 103],
    ]
    const { values, samples } = await measure(rows, counter)
    assert.equal(values.get('increase')![0], 3)
    assert.equal(samples.outOfRange, 1)
    assert.equal(samples.resets, undefined)
  })

  test('whose values of one time differ is counted over their bin, in the bin after it', async () => {
    const rows: Row[] = [
      [0, 100],
      [600, 105],
      [660, 106],
      [660, 107],
      ...Array.from({ length: 1000 }, (_, at): Row => [1200 + at * 60, 110]),
    ]
    const { values } = await measure(rows, { MINUANO_KINDS: 'v=counter' })
    assert.deepEqual([...values.get('increase')!.slice(0, 3)], [0, NaN, 10])
  })

  test('says what became of it', async () => {
    const rows: Row[] = [
      [0, 99_999],
      [60, 2],
      [120, 1],
    ]
    const { samples, notes } = await measure(rows, counter)
    assert.equal(samples.resets, 1)
    assert.match(notes![0]!, /MINUANO_ROLLOVERS=v=100000/)
    const round = await measure(rows, { ...counter, MINUANO_ROLLOVERS: 'v=100000' })
    assert.equal(round.samples.rollovers, 1)
    assert.deepEqual(round.notes, [])
    assert.equal(round.values.get('increase')![0], 3)
  })
})
