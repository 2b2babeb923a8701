import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VariableDay } from '../../../src/page/api.ts'
import { breakDown } from '../../../src/page/web/days/break-down.ts'

const whole: VariableDay = {
  ...{ variable: 'power', status: 'loaded', expected: 1440, valid: 1428, missing: 12 },
  ...{
    outOfRange: 0,
    duplicates: 0,
    conflicts: 0,
    excess: 0,
    ambiguous: 0,
    frozen: 0,
    coverage: 0.99,
  },
  ...{ reasons: null, keptReasons: null, errorCode: null, inSource: null },
}

test('a day’s samples are broken down with what the Source says of them', () => {
  const of = (more: Partial<VariableDay>) =>
    breakDown({
      ...{ day: '2025-01-03', asset: '', state: 'partial', title: '', reasons: [], remedies: [] },
      ...{
        command: null,
        isClosed: false,
        loadedAt: null,
        variables: [{ ...whole, ...more }],
        bins: [],
      },
    })
  assert.deepEqual(of({}), ['power: 1,428 of 1,440 · 12 missing'])
  const said = { reasons: { 'no-number': 2, 'bad-quality': 10 }, keptReasons: { substituted: 3 } }
  assert.deepEqual(of(said), [
    'power: 1,428 of 1,440 · 12 missing · 10 bad-quality, 2 no-number · kept: 3 substituted',
  ])
})
