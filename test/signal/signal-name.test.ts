import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { signalName } from '../../src/signal/signal-name.ts'
import type { SignalKey } from '../../src/signal/signal-name.ts'
import { isStatistic, statistics } from '../../src/signal/statistic.ts'

const usual: SignalKey = {
  asset: '',
  variable: 'wind_speed',
  statistic: 'mean',
  periodSeconds: 600,
}
const cases: readonly [key: Partial<SignalKey>, name: string][] = [
  [{}, 'wind_speed_mean'],
  [{ variable: 'power', statistic: 'std' }, 'power_std'],
  [{ periodSeconds: 300 }, 'wind_speed_mean_5m'],
  [{ periodSeconds: 30 }, 'wind_speed_mean_30s'],
  [{ periodSeconds: 3600 }, 'wind_speed_mean_1h'],
  [{ asset: 'T01' }, 'T01.wind_speed_mean'],
  [{ asset: 'T01', periodSeconds: 60 }, 'T01.wind_speed_mean_1m'],
]

for (const [key, name] of cases) {
  test(`a signal is named ${name}`, () => {
    assert.equal(signalName({ ...usual, ...key }), name)
  })
}

test('unlike values never share a signal', () => {
  // A dot stands between asset and variable: a variable with one of its own is left out here.
  const word = fc.stringMatching(/^[a-z](_|[a-z0-9]){0,6}$/)
  const widths = fc.constantFrom(1, 30, 60, 90, 300, 600, 900, 1800, 3600)
  const key = fc.record({
    asset: fc.oneof(fc.constant(''), word),
    variable: fc.oneof(word, fc.constantFrom('a', 'a_mean', 'a_mean_5m', 'mean', 'a_5m')),
    statistic: fc.constantFrom(...statistics),
    periodSeconds: widths,
  })
  fc.assert(
    fc.property(key, key, (one, other) => {
      const areAlike = JSON.stringify(one) === JSON.stringify(other)
      assert.equal(signalName(one) === signalName(other), areAlike)
    }),
    { numRuns: 2000 },
  )
})

test('only the statistics that exist are ones', () => {
  for (const statistic of statistics) assert.ok(isStatistic(statistic))
  for (const other of ['', 'median', 'Mean', 'toString', 'mean ']) assert.ok(!isStatistic(other))
})
