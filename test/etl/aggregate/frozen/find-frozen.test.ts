import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { findFrozen } from '../../../../src/etl/aggregate/frozen/find-frozen.ts'
import type { FrozenRule } from '../../../../src/signal/frozen-rule.ts'
import { findPython } from '../../../support/python.ts'
import { frozenBy, series } from './frozen-model.ts'
import type { ModelSample } from './frozen-model.ts'

function find(
  samples: readonly ModelSample[],
  rule: Partial<FrozenRule> & Pick<FrozenRule, 'minutes'>,
  circle?: number,
): boolean[] {
  const time = Float64Array.from(samples, ({ minute }) => minute * 60e6)
  const values = Float64Array.from(samples, ({ value }) => value ?? NaN)
  const whole = { tolerance: 0, resolution: 0, ...rule }
  const marks = findFrozen({ time, values }, whole, { sampleSeconds: 60, circle })
  return samples.map((_, row) => marks?.[row] === 1)
}

const minutely = (values: readonly (number | null)[]): ModelSample[] =>
  values.map((value, minute) => ({ minute, value }))

/** As text: `x` for a frozen sample. */
const shown = (frozen: readonly boolean[]) => frozen.map((one) => (one ? 'x' : '.')).join('')

describe('findFrozen', () => {
  test('finds what the definition says, over random series', () => {
    fc.assert(
      fc.property(
        series,
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0, 0.1, 0.35, 1),
        (samples, minutes, tolerance) => {
          const rule = { minutes, tolerance }
          assert.equal(shown(find(samples, rule)), shown(frozenBy(samples, rule)))
        },
      ),
      { numRuns: 500 },
    )
  })

  const cases: readonly [string, (number | null)[], string][] = [
    ['five of a minute are five minutes', [1, 2, 2, 2, 2, 2, 3], '.xxxxx.'],
    ['four are not', [1, 2, 2, 2, 2, 3], '......'],
    [
      'two of them may lack a value, of those at hand all are marked',
      [2, 2, null, null, 2, 2],
      'xx..xx',
    ],
    ['where three lack one a run ends', [2, 2, 2, null, null, null, 2, 2, 2], '.........'],
    ['a run goes on after a long one ends', [2, 2, 2, 2, 2, 3, 3, 3, 3, 3], 'xxxxxxxxxx'],
    ['nothing is of nothing', [null, null, null, null, null, null], '......'],
  ]
  for (const [what, values, expected] of cases) {
    test(what, () => assert.equal(shown(find(minutely(values), { minutes: 5 })), expected))
  }

  test('needs three samples, however long an interval is', () => {
    const samples = [0, 60, 120, 180].map((minute, at) => ({ minute, value: at === 3 ? 2 : 1 }))
    const time = Float64Array.from(samples, ({ minute }) => minute * 60e6)
    const values = Float64Array.from(samples, ({ value }) => value)
    const rule = { minutes: 30, tolerance: 0, resolution: 0 }
    const marks = findFrozen({ time, values }, rule, { sampleSeconds: 3600 })
    assert.deepEqual([...marks!], [1, 1, 1, 0])
  })

  test('compares what is rounded to the resolution', () => {
    const values = [5.04, 4.96, 5.01, 5.2, 5.2]
    assert.equal(shown(find(minutely(values), { minutes: 3, resolution: 0.1 })), 'xxx..')
    assert.equal(shown(find(minutely(values), { minutes: 3 })), '.....')
  })

  test('knows that 360 degrees are 0, and that a tolerance reaches over north', () => {
    assert.equal(shown(find(minutely([0, 360, 0, 90]), { minutes: 3 }, 360)), 'xxx.')
    const turning = [359, 1, 358, 2, 90]
    assert.equal(shown(find(minutely(turning), { minutes: 3, tolerance: 4 }, 360)), 'xxxx.')
    assert.equal(shown(find(minutely(turning), { minutes: 3, tolerance: 2 }, 360)), '.....')
    assert.equal(shown(find(minutely([-180, 180, -180]), { minutes: 3 }, 360)), 'xxx')
    // Once round is not the same.
    const round = Array.from({ length: 36 }, (_, at) => (at * 50) % 360)
    assert.equal(shown(find(minutely(round), { minutes: 3, tolerance: 40 }, 360)), '.'.repeat(36))
  })
})

const python = await findPython('bench/peers/requirements.txt')
const skip = 'missing' in python ? python.missing : false

test('what is frozen is what pandas finds, of any series', { skip }, () => {
  assert.ok('python' in python)
  const given = fc.record({
    samples: series,
    minutes: fc.integer({ min: 1, max: 12 }),
    tolerance: fc.constantFrom(0, 0, 0.35, 1),
    above: fc.constantFrom(-1, 0.5, 3),
  })
  const all = fc.sample(given, 200)
  const input = all.map(({ samples, ...rule }) => ({
    ...rule,
    samples: samples.map(({ minute, value }) => [minute, value]),
  }))
  const script = fileURLToPath(new URL('frozen_by_pandas.py', import.meta.url))
  const ran = spawnSync(python.python, [script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  assert.equal(ran.status, 0, ran.stderr)
  const expected = JSON.parse(ran.stdout) as boolean[][]
  for (const [index, { samples, above, ...rule }] of all.entries()) {
    const counted = samples.map(({ minute, value }) => ({
      minute,
      value: value !== null && value > above ? value : null,
    }))
    assert.equal(shown(find(counted, rule)), shown(expected[index]!), JSON.stringify(all[index]))
  }
})
