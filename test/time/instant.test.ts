import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatInstant } from '../../src/time/instant.ts'
import type { Instant, SecondDigits } from '../../src/time/instant.ts'

const latest = Date.UTC(2255, 0, 1) * 1000
const cases: readonly [instant: Instant, digits: SecondDigits, text: string][] = [
  [0, 0, '1970-01-01T00:00:00Z'],
  [0, 3, '1970-01-01T00:00:00.000Z'],
  [0, 6, '1970-01-01T00:00:00.000000Z'],
  [-1, 0, '1969-12-31T23:59:59Z'],
  [-1, 3, '1969-12-31T23:59:59.999Z'],
  [-1, 6, '1969-12-31T23:59:59.999999Z'],
  [1_500_001, 6, '1970-01-01T00:00:01.500001Z'],
  [latest - 1, 6, '2254-12-31T23:59:59.999999Z'],
]

for (const [instant, digits, text] of cases) {
  test(`${instant} microseconds with ${digits} decimals are ${text}`, () => {
    assert.equal(formatInstant(instant, digits), text)
  })
}
