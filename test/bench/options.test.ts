import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOptions } from '../../bench/options.ts'
import { rowNames } from '../../bench/rows/row-names.ts'

test('without options everything is measured, five times', () => {
  const { only, runs, small, python } = readOptions([])
  assert.deepEqual(
    { only, runs, small, python },
    { only: rowNames, runs: 5, small: false, python: true },
  )
})

test('rows are named with commas', () => {
  assert.deepEqual(readOptions(['--only', 'json, arrow']).only, ['json', 'arrow'])
})

for (const [args, message] of [
  [['--only', 'jsno'], /no row "jsno"; there are day/],
  [['--runs', '0'], /--runs: 0/],
  [['--runs', 'many'], /--runs: many/],
  [['--smal'], /--smal/],
] as const) {
  test(`${args.join(' ')} is refused`, () => {
    assert.throws(() => readOptions(args), message)
  })
}
