import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareTargets } from '../../bench/compare/compare-targets.ts'
import type { TargetRow } from '../../bench/compare/read-target.ts'

const rows: readonly TargetRow[] = [
  ['power_mean', 0, 1000],
  ['power_mean', 600e6, 1200],
]

test('the same rows are the same', () => {
  assert.equal(compareTargets(rows, rows), undefined)
})

test('a rounding error is no difference, a billionth is', () => {
  const moved = (part: number): TargetRow[] => [rows[0]!, ['power_mean', 600e6, 1200 * (1 + part)]]
  assert.equal(compareTargets(rows, moved(1e-12)), undefined)
  assert.match(compareTargets(rows, moved(3e-9))!, /^power_mean at 600000000 is 1200\.0000/)
})

for (const [what, others, expected] of [
  ['a row that is missing', rows.slice(1), '1 rows, not 2'],
  ['another time', [rows[0]!, ['power_mean', 1, 1200]], 'row 2 is power_mean at 1, not power_mean'],
  ['another signal', [['power_min', 0, 1000], rows[1]!], 'row 1 is power_min at 0, not power_mean'],
] as const) {
  test(`${what} is told`, () => {
    assert.ok(compareTargets(rows, others)!.startsWith(expected))
  })
}
