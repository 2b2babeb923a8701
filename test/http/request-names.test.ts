import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRequestNames } from '../../src/http/request-names.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const span = '00f067aa0ba902b7'

test('reads the request’s id and its trace', () => {
  const headers = { 'x-request-id': 'a1b2c3d4-7', traceparent: `00-${trace}-${span}-01` }
  assert.deepEqual(readRequestNames(headers), { request: 'a1b2c3d4-7', trace })
  // A later version may say more.
  assert.deepEqual(readRequestNames({ traceparent: `01-${trace}-${span}-01-more` }), { trace })
})

const none = [
  {},
  { 'x-request-id': '' },
  { 'x-request-id': 'a'.repeat(65) },
  { 'x-request-id': 'a b' },
  { 'x-request-id': '\u001b[31m' },
  { 'x-request-id': '"}{"' },
  { traceparent: '' },
  { traceparent: `00-${'0'.repeat(32)}-${span}-01` },
  { traceparent: `00-${trace}-${'0'.repeat(16)}-01` },
  { traceparent: `ff-${trace}-${span}-01` },
  { traceparent: `00-${trace.toUpperCase()}-${span}-01` },
  { traceparent: `00-${trace}-${span}-01x` },
]
for (const headers of none) {
  test(`leaves out what is none: ${JSON.stringify(headers)}`, () => {
    assert.deepEqual(readRequestNames(headers), {})
  })
}
