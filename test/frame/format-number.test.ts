import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatNumber } from '../../src/frame/format-number.ts'

const cases: readonly [value: number, text: string][] = [
  [1.5, '1.5'],
  [1, '1.0'],
  [-12, '-12.0'],
  [0, '0.0'],
  [-0, '-0.0'],
  [1e20, '100000000000000000000.0'],
  [1e21, '1e+21'],
  [5e-324, '5e-324'],
  [0.1 + 0.2, '0.30000000000000004'],
  [Number.MAX_VALUE, '1.7976931348623157e+308'],
  [NaN, 'none'],
  [Infinity, 'none'],
  [-Infinity, 'none'],
]

for (const [value, text] of cases) {
  test(`${Object.is(value, -0) ? '-0' : value} is written ${text}`, () => {
    assert.equal(formatNumber(value, 'none'), text)
  })
}

test('a number is read back as the same double, and never looks like an integer', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = formatNumber(value, '')
      assert.ok(Object.is(Number(text), value))
      assert.ok(Object.is(JSON.parse(text), value))
      assert.match(text, /[.e]/)
    }),
    { numRuns: 1000 },
  )
})
