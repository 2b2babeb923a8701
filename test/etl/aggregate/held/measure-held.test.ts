import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { measureDay } from '../../../../src/etl/aggregate/measure-day.ts'
import type { SampleFacts } from '../../../../src/etl/aggregate/sample-facts.ts'
import { reasonNumbers } from '../../../../src/frame/reasons.ts'
import { findPython } from '../../../support/python.ts'
import { settingsFrom } from '../../../support/etl.ts'

const day = '2025-01-03'
const start = Date.parse(`${day}T00:00:00Z`) / 1000
const [length, width] = [86_400, 600]

/** Seconds of the day, a value or NaN, and perhaps why there is none. */
type Row = readonly [second: number, value: number, reason?: keyof typeof reasonNumbers]

const interval = { start: start * 1e6, end: (start + length) * 1e6 }

async function measure(
  rows: readonly Row[],
  most: number | null,
  env: Record<string, string> = {},
) {
  const settings = settingsFrom({
    MINUANO_VARIABLES: 'wind_speed',
    MINUANO_STATISTICS: 'mean,min,max,std,count',
    MINUANO_RANGES: 'wind_speed=-1000..1000',
    ...env,
  })
  const sorted = [...rows].sort(([a], [b]) => a - b)
  const reasons = sorted.map(([, , reason]) => (reason === undefined ? 0 : reasonNumbers[reason]))
  const frame = {
    time: Float64Array.from(sorted, ([second]) => (start + second) * 1e6),
    columns: new Map([['wind_speed', Float64Array.from(sorted, ([, value]) => value)]]),
    reasons: new Map([['wind_speed', Uint8Array.from(reasons)]]),
  }
  const from = frame.time.filter((time) => time < interval.start).length
  const facts = { clock: 'Europe/Warsaw', isOrdered: false, hasOwnRows: true }
  const holds = new Map([['wind_speed', { most }]])
  const extract = { frame, from, units: new Map<string, string>(), holds, ...facts }
  const { bins, found, samples } = await measureDay(
    extract,
    { day, interval, isWhole: true },
    settings,
    settings,
  )
  const signal = (statistic: string) =>
    bins.signals.find(({ key }) => key.statistic === statistic)!.values
  return { signal, seconds: found.get('wind_speed')!, facts: samples.get('wind_speed')! }
}

const python = await findPython('bench/peers/requirements.txt')
const skip = 'missing' in python ? python.missing : false

test(
  'what holds is what pandas makes of it, second by second, of any series',
  { skip },
  async () => {
    assert.ok('python' in python)
    const row = fc.tuple(
      fc.oneof(fc.integer({ min: -3600, max: length - 1 }), fc.integer({ min: -5, max: 1300 })),
      fc.oneof(fc.double({ min: -1000, max: 1000, noNaN: true }), fc.constantFrom(NaN, 0, 1e-9)),
    )
    const rows = fc.uniqueArray(row, { maxLength: 60, selector: ([second]) => second })
    const hold = fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 20_000 }))
    const all = fc.sample(fc.record({ rows, hold }), 60)
    const input = all.map(({ rows, hold }) => ({
      rows: [...rows].sort(([a], [b]) => a - b).map(([at, value]) => [start + at, value]),
      start,
      end: start + length,
      hold,
      width,
    }))
    const script = fileURLToPath(new URL('hold_by_seconds.py', import.meta.url))
    const ran = spawnSync(python.python, [script], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      maxBuffer: 1e9,
    })
    assert.equal(ran.status, 0, ran.stderr)
    const expected = JSON.parse(ran.stdout) as (number | null)[][][]
    for (const [index, { rows, hold }] of all.entries()) {
      const measured = await measure(rows, hold)
      for (const [bin, of] of expected[index]!.entries()) {
        for (const [at, name] of ['mean', 'min', 'max', 'std'].entries()) {
          const [found, wanted] = [measured.signal(name)[bin]!, of[at] ?? NaN]
          const isEqual = Number.isNaN(wanted)
            ? Number.isNaN(found)
            : Math.abs(found - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted))
          assert.ok(
            isEqual,
            `${JSON.stringify(all[index])} ${bin} ${name}: ${found}, not ${wanted}`,
          )
        }
        assert.equal(measured.seconds[bin], of[4])
      }
    }
  },
)

describe('of a day whose values come on change', () => {
  const first = (values: Float64Array, count = 2) => [...values.subarray(0, count)]

  test('bins have the changes counted, and a bin without one has what holds', async () => {
    const { signal, facts } = await measure(
      [
        [-60, 4],
        [300, 8],
        [301, 8],
        [1800, 2],
      ],
      null,
    )
    assert.deepEqual(first(signal('count'), 4), [2, 0, 0, 1])
    assert.deepEqual(first(signal('mean'), 4), [6, 8, 8, 2])
    assert.deepEqual(first(signal('min'), 4), [4, 8, 8, 2])
    assert.deepEqual(first(signal('std'), 4), [2, 0, 0, 0])
    const { sampling, expected, valid, missing, coverage, heldRows, heldSeconds } = facts
    assert.deepEqual(
      { sampling, expected, valid, missing, coverage, heldRows, heldSeconds },
      {
        sampling: 'on-change',
        expected: 86_400,
        valid: 86_400,
        missing: 0,
        coverage: 1,
        heldRows: 1,
        heldSeconds: 300,
      },
    )
  })

  const ends: readonly (readonly [string, readonly Row[], Partial<SampleFacts>])[] = [
    [
      'a row with a reason in place of a value',
      [
        [0, 4],
        [300, NaN, 'bad-quality'],
      ],
      { valid: 300, missing: 86_100 },
    ],
    [
      'a value out of range',
      [
        [0, 4],
        [300, 5000],
      ],
      { valid: 300, missing: 0, outOfRange: 1 },
    ],
    [
      'values that differ at one time',
      [
        [0, 4],
        [300, 5],
        [300, 6],
      ],
      { valid: 300, missing: 0, conflicts: 2, binsLeftOut: 144 },
    ],
    ['the longest time that a value holds', [[0, 4]], { valid: 3600, missing: 82_800 }],
  ]
  for (const [what, rows, expected] of ends) {
    test(`${what} ends what held`, async () => {
      const { signal, facts } = await measure(rows, what.startsWith('the longest') ? 3600 : null)
      assert.deepEqual({ ...facts, ...expected }, facts)
      assert.equal(signal('mean')[0], 4)
      assert.ok(Number.isNaN(signal('mean').at(-1)))
    })
  }

  test('a row without a value and without a reason ends nothing', async () => {
    const { facts } = await measure(
      [
        [0, 4],
        [300, NaN],
      ],
      null,
    )
    assert.equal(facts.valid, 86_400)
  })

  test('a value beside others that are none stands', async () => {
    const { signal, facts } = await measure(
      [
        [0, 4],
        [0, NaN, 'bad-quality'],
        [0, 5000],
        [0, 4],
      ],
      null,
    )
    assert.equal(signal('mean')[0], 4)
    assert.deepEqual([facts.valid, facts.duplicates], [86_400, 1])
  })

  test('bins with too little that is known are left out', async () => {
    const rows: Row[] = [
      [0, 4],
      [900, NaN, 'bad-quality'],
    ]
    const { signal } = await measure(rows, null, { MINUANO_MINIMUM_COVERAGE: '0.6' })
    assert.deepEqual(first(signal('mean')), [4, NaN])
    assert.deepEqual(first(signal('count')), [1, NaN])
  })

  test('a day that fails for any value that differs fails, and one where they differ as a rule', async () => {
    const rows: Row[] = [
      [0, 4],
      [300, 5],
      [300, 6],
    ]
    await assert.rejects(measure(rows, null, { MINUANO_DUPLICATES: 'refuse' }), {
      code: 'conflicting-rows',
    })
    const many = [0, 10, 20, 30].flatMap((second): Row[] => [
      [second, 4],
      [second, 5],
    ])
    await assert.rejects(measure(many, null), { code: 'conflicting-rows' })
  })

  test('a direction is averaged round the circle, by how long it holds', async () => {
    const env = { MINUANO_KINDS: 'wind_speed=direction' }
    const { signal } = await measure(
      [
        [0, 350],
        [300, 10],
        [600, 90],
      ],
      null,
      env,
    )
    assert.ok(
      Math.abs(signal('mean')[0]! % 360) < 1e-9 || Math.abs(signal('mean')[0]! - 360) < 1e-9,
    )
    assert.deepEqual([signal('mean')[1], signal('std')[1]], [90, 0])
    // Yamartino's of two directions 20 degrees apart.
    const e = Math.sin((10 * Math.PI) / 180)
    const std = (Math.asin(e) * (1 + (2 / Math.sqrt(3) - 1) * e ** 3) * 180) / Math.PI
    assert.ok(Math.abs(signal('std')[0]! - std) < 1e-9)
    const uneven = await measure(
      [
        [0, 0],
        [450, 90],
      ],
      null,
      env,
    )
    const expected = (Math.atan2(150, 450) * 180) / Math.PI
    assert.ok(Math.abs(uneven.signal('mean')[0]! - expected) < 1e-9)
  })

  test('labels at the end of a period are refused', async () => {
    const { measureRows } = await import('../../../../src/etl/measure-rows.ts')
    const settings = settingsFrom({ MINUANO_SAMPLE_LABEL: 'end', MINUANO_VARIABLES: 'wind_speed' })
    const frame = {
      time: new Float64Array(0),
      columns: new Map([['wind_speed', new Float64Array(0)]]),
    }
    const holds = new Map([['wind_speed', { most: null }]])
    const facts = { clock: undefined, isOrdered: false, hasOwnRows: true, remarks: [] }
    const connector = {
      url: 'http://127.0.0.1:9',
      timeoutSeconds: 1,
      deadlineSeconds: 1,
      retries: 0,
    }
    const extract = { frame, units: new Map<string, string>(), holds, ...facts }
    const days = [{ day, interval, isWhole: true }]
    await assert.rejects(measureRows(connector, extract, days, settings, settings), {
      code: 'configuration',
    })
  })
})
