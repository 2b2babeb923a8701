import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { measureDay } from '../../../../src/etl/aggregate/measure-day.ts'
import { classNumbers } from '../../../../src/signal/sample-class.ts'
import { settingsFrom } from '../../../support/etl.ts'

const day = '2025-01-03'
const start = Date.parse(`${day}T00:00:00Z`) * 1000
const interval = { start, end: start + 86_400e6 }

const env = {
  MINUANO_VARIABLES: 'v',
  MINUANO_STATISTICS: 'mean,min,max,std,count',
  MINUANO_STD_COLUMNS: 'v=s',
  MINUANO_MIN_COLUMNS: 'v=l',
  MINUANO_MAX_COLUMNS: 'v=h',
  MINUANO_COUNT_COLUMNS: 'v=n',
}

/** What a logger makes of a minute's samples. */
interface Minute {
  readonly at: number
  readonly v: number
  readonly s: number
  readonly l: number
  readonly h: number
  readonly n: number
}

async function measure(
  minutes: readonly Partial<Minute>[],
  more: Record<string, string> = {},
  holds: ReadonlyMap<string, { most: null }> = new Map(),
  hasOwnRows = false,
) {
  const settings = settingsFrom({ ...env, ...more })
  const column = (name: keyof Minute) => Float64Array.from(minutes, (of) => of[name] ?? NaN)
  const names = ['v', 's', 'l', 'h', 'n'] as const
  const frame = {
    time: Float64Array.from(minutes, ({ at }) => start + at! * 60e6),
    columns: new Map(names.map((name) => [name, column(name)])),
  }
  const facts = { clock: 'UTC', isOrdered: false, hasOwnRows }
  const measured = await measureDay(
    { frame, holds, units: new Map(), ...facts },
    { day, interval, isWhole: true },
    settings,
    settings,
  )
  const values = new Map(measured.bins.signals.map(({ key, values }) => [key.statistic, values]))
  return {
    ...measured,
    of: (name: 'mean' | 'min' | 'max' | 'std' | 'count', bin = 0) => values.get(name)![bin]!,
    facts: measured.samples.get('v')!,
  }
}

/** As pandas has it with ddof=0. */
function statisticsOf(samples: readonly number[]) {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length
  const variance = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / samples.length
  return { mean, std: Math.sqrt(variance), min: Math.min(...samples), max: Math.max(...samples) }
}

function minuteOf(at: number, samples: readonly number[]): Minute {
  const { mean, std, min, max } = statisticsOf(samples)
  return { at, v: mean, s: std, l: min, h: max, n: samples.length }
}

function isNear(found: number, wanted: number) {
  assert.ok(Math.abs(found - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${found} ${wanted}`)
}

const first: Minute = { at: 0, v: 8, s: 1, l: 6, h: 10, n: 60 }
const second: Minute = { at: 1, v: 10, s: 2, l: 5, h: 15, n: 30 }

describe('a variable with minute statistics of its own', () => {
  const sample = fc.double({ min: -50, max: 50, noNaN: true })

  test('has those of all the samples of its minutes, as if none had been averaged', async () => {
    const minute = fc.array(sample, { minLength: 1, maxLength: 60 })
    const ten = fc.array(minute, { minLength: 1, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(ten, async (minutes) => {
        const { of } = await measure(minutes.map((samples, at) => minuteOf(at, samples)))
        const wanted = statisticsOf(minutes.flat())
        for (const name of ['mean', 'std', 'min', 'max'] as const) isNear(of(name), wanted[name])
        assert.equal(of('count'), minutes.length)
      }),
      { numRuns: 200 },
    )
  })

  test('of as many samples each needs no counts', async () => {
    const ten = fc.array(fc.array(sample, { minLength: 6, maxLength: 6 }), {
      minLength: 1,
      maxLength: 10,
    })
    await fc.assert(
      fc.asyncProperty(ten, async (minutes) => {
        const without = { MINUANO_COUNT_COLUMNS: 'other=n' }
        const { of } = await measure(
          minutes.map((samples, at) => ({ ...minuteOf(at, samples), n: NaN })),
          without,
        )
        isNear(of('std'), statisticsOf(minutes.flat()).std)
        isNear(of('mean'), statisticsOf(minutes.flat()).mean)
      }),
    )
  })

  test('keeps a small wave on a large offset', async () => {
    const minutes = Array.from({ length: 10 }, (_, at) => ({
      ...first,
      at,
      v: 1e9 + (at % 2),
      s: 0.5,
    }))
    isNear((await measure(minutes)).of('std'), Math.sqrt(0.25 + 0.25))
  })

  test('leaves a minute without a std out of the std alone, and says so', async () => {
    const { of, facts } = await measure([first, { ...second, s: NaN }, { ...second, at: 2, s: -1 }])
    isNear(of('std'), 1)
    isNear(of('mean'), (8 * 60 + 10 * 60) / 120)
    assert.equal(facts.withoutStd, 2)
    assert.equal(facts.valid, 3)
    assert.ok(Number.isNaN((await measure([{ ...first, s: NaN }])).of('std')))
  })

  test('leaves a minute without extremes out of these, and a sentinel in their place too', async () => {
    const ranges = { MINUANO_RANGES: 'v=0..50' }
    const { of, facts } = await measure([first, { ...second, l: -7999, h: NaN }], ranges)
    assert.deepEqual([of('min'), of('max')], [6, 10])
    assert.deepEqual([facts.withoutMin, facts.withoutMax], [1, 1])
  })

  test('has no minute of no samples', async () => {
    const { of, facts, classes } = await measure([
      first,
      { ...second, n: 0 },
      { ...second, at: 2, n: NaN },
    ])
    assert.deepEqual([of('mean'), of('std'), of('count')], [8, 1, 1])
    assert.deepEqual([facts.valid, facts.missing, facts.withoutCount], [1, 1439, 2])
    assert.equal(classes.get('v')!.counts[0], 1)
  })

  for (const hasOwnRows of [false, true]) {
    test(`counts the rows of minutes of no samples, of ${hasOwnRows ? 'its own rows' : 'a wide table'}`, async () => {
      const minutes = Array.from({ length: 11 }, (_, at) => ({ ...first, at: at * 0.9 }))
      const without = minutes.map((minute, row) => (row < 2 ? { ...minute, n: 0 } : minute))
      const { classes } = await measure(without, {}, new Map(), hasOwnRows)
      const { counts } = classes.get('v')!
      assert.deepEqual([counts[classNumbers.valid], counts[classNumbers.missing]], [9, 2])
    })
  }

  test('uses nothing of a minute whose value it does not', async () => {
    const { of } = await measure([first, { ...second, v: NaN }, { ...second, at: 2, v: 999 }], {
      MINUANO_RANGES: 'v=0..50',
    })
    assert.deepEqual([of('mean'), of('std'), of('min'), of('max')], [8, 1, 6, 10])
  })

  test('finds what is said in another row of the time, and nothing where two differ', async () => {
    const { of } = await measure([
      { at: 0, v: 8, n: 60 },
      { at: 0, s: 1, l: 6, h: 10 },
      ...Array.from({ length: 30 }, (_, at) => ({ ...first, at: at + 10 })),
    ])
    assert.deepEqual([of('mean'), of('std'), of('min'), of('max')], [8, 1, 6, 10])
    const differing = await measure([
      { at: 0, v: 8, s: 1, n: 60 },
      { at: 0, s: 2 },
      ...Array.from({ length: 30 }, (_, at) => ({ ...first, at: at + 10 })),
    ])
    assert.ok(Number.isNaN(differing.of('std')))
    assert.equal(differing.of('mean'), 8)
    const weighs = await measure([
      { at: 0, v: 8, s: 1, n: 60 },
      { at: 0, n: 30 },
      ...Array.from({ length: 30 }, (_, at) => ({ ...first, at: at + 10 })),
    ])
    assert.ok(Number.isNaN(weighs.of('mean')))
    assert.deepEqual([weighs.facts.withoutCount, weighs.facts.valid], [1, 30])
  })

  test('is one signal: what tells of it is none, and is part of its fingerprint', async () => {
    const { samples, bins, fingerprints } = await measure([first])
    assert.deepEqual([...samples.keys()], ['v'])
    assert.ok(bins.signals.every(({ key }) => key.variable === 'v'))
    const edited = await measure([{ ...first, s: 1.5 }])
    assert.notEqual(edited.fingerprints.get('v'), fingerprints.get('v'))
    assert.deepEqual([...fingerprints.keys()], ['v'])
  })

  for (const kind of ['direction', 'signed-angle', 'state', 'counter']) {
    test(`is refused where it is a ${kind}`, async () => {
      await assert.rejects(measure([first], { MINUANO_KINDS: `v=${kind}` }), {
        code: 'configuration',
        message: /MINUANO_STD_COLUMNS/,
      })
    })
  }

  test('is refused where its values, or what tells of them, come on change', async () => {
    for (const name of ['v', 's']) {
      await assert.rejects(measure([first], {}, new Map([[name, { most: null }]])), {
        code: 'configuration',
        message: /come on change/,
      })
    }
  })
})
