import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatNumber } from '../../../src/frame/text/format-number.ts'
import { numberBytes, writeNumber } from '../../../src/frame/text/write-number.ts'

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

const decimal = fc
  .tuple(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), fc.integer({ min: 0, max: 9 }))
  .map(([digits, places]) => digits / 10 ** places)

test('a number’s bytes are the same as its text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), decimal), (value) => {
      const bytes = new Uint8Array(numberBytes + 2)
      const end = writeNumber(new DataView(bytes.buffer), 1, value)
      assert.equal(Buffer.from(bytes.subarray(1, end)).toString(), formatNumber(value, ''))
      assert.ok(end <= 1 + numberBytes)
    }),
    { numRuns: 20_000 },
  )
})

for (const value of [
  ...[
    0,
    -0,
    0.1,
    0.000001,
    0.0000015,
    1e-7,
    999_999_999.999999,
    1e9,
    1e9 + 0.1,
    2 ** 31,
    -(2 ** 31),
  ],
  ...[123456.789, -7999, 8.3, 0.30000000000000004, 4.35, 1.005, 1e15, 1e20, 1e21, 5e-324],
]) {
  test(`${Object.is(value, -0) ? '-0' : value} has the bytes of its text`, () => {
    const bytes = new Uint8Array(numberBytes)
    const end = writeNumber(new DataView(bytes.buffer), 0, value)
    assert.equal(Buffer.from(bytes.subarray(0, end)).toString(), formatNumber(value, ''))
  })
}
