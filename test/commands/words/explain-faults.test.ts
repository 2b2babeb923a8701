import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainFaults } from '../../../src/commands/words/explain-faults.ts'
import type { DayStatus } from '../../../src/etl/plan/describe-days.ts'

const missing = (day: string, ...remarks: string[]): DayStatus => ({
  day,
  status: 'missing',
  coverage: null,
  remarks,
})

test('days that were refused are not said to be cured by loading them alone', () => {
  const days = [
    missing('2025-01-03', 'power: never loaded'),
    missing('2025-01-04', 'power: failed, conflicting-rows'),
  ]
  const given = { doubtful: [], ambiguous: [] }
  assert.deepEqual(explainFaults({ ...given, missing: days }, ' --every 5m'), [
    '2 days are missing: minuano sync --from 2025-01-03 --to 2025-01-04 --every 5m loads what the Source has',
    'of these 1 day is refused again until one turbine, or one tag, is read at a time: minuano run 2025-01-04 --every 5m says by which column and setting',
  ])
  assert.equal(explainFaults({ ...given, missing: days.slice(0, 1) }, '').length, 1)
})
