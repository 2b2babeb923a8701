import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listReasons } from '../../src/frame/list-reasons.ts'

test('counts are listed in the order of the reasons, whatever order they come in', () => {
  const counts = { 'reason-9': 1, substituted: 3, 'bad-quality': 12, 'no-value': 2 }
  assert.equal(listReasons(counts), '2 no-value, 12 bad-quality, 3 substituted, 1 reason-9')
  assert.equal(listReasons({}), '')
})
