import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRetryAfter } from '../../../src/etl/extract/read-retry-after.ts'

const date = 'Sat, 28 Nov 2026 10:00:00 GMT'

for (const [wish, seconds] of [
  ['5', 5],
  ['0', 0],
  ['120', 120],
  ['-5', 0],
  ['soon', 0],
  ['', 0],
  ['1e999', 0],
  ['9'.repeat(400), 0],
  ['Sat, 28 Nov 2026 10:00:42 GMT', 42],
  ['Sat, 28 Nov 2026 09:59:00 GMT', 0],
  ['Never, GMT', 0],
] as const) {
  test(`Retry-After: ${wish.slice(0, 40)} asks for ${seconds} s`, () => {
    assert.equal(readRetryAfter({ 'retry-after': wish, date }), seconds)
  })
}

test('a date is taken by our own clock where the server does not send its own', () => {
  const wish = new Date(Date.now() + 3_600_000).toUTCString()
  const seconds = readRetryAfter({ 'retry-after': wish })
  assert.ok(seconds > 3000 && seconds <= 3600, `${seconds}`)
  assert.equal(readRetryAfter({}), 0)
})
