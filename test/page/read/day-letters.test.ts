import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverageDigits, dayFlags, dayLetter } from '../../../src/page/read/day-letters.ts'

const flag = (...names: (keyof typeof dayFlags)[]) =>
  names.reduce((sum, name) => sum | dayFlags[name], 0)

for (const [what, flags, letter] of [
  ['all samples are there', flag('loaded', 'looked'), 'w'],
  ['some are not', flag('loaded', 'short', 'looked'), 'p'],
  ['values of one time differ', flag('loaded', 'short', 'conflicts'), 'x'],
  ['it is under way', flag('loaded', 'open', 'short'), 'o'],
  ['the Source has other rows since', flag('loaded', 'changed', 'conflicts'), 'g'],
  ['the Source has what was not loaded', flag('missing', 'short'), 'm'],
  ['its values were deleted', flag('loaded', 'gone'), 'm'],
  ['the last try failed', flag('loaded', 'failed', 'missing'), 'f'],
  ['the Source has no rows', flag('looked', 'short'), 'n'],
  ['nothing is known', 0, '.'],
] as const) {
  test(`a day of which ${what} is ${letter}`, () => assert.equal(dayLetter(flags), letter))
}

test('only a whole day says 1000 thousandths, and one of which none is known nothing', () => {
  assert.deepEqual([1, 0.9999, 0.5, 0, null].map(coverageDigits), ['rs', 'rr', 'dw', '00', 'zz'])
})
