import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rawRequest } from '../support/raw-request.ts'
import { createTestTarget } from '../support/target.ts'
import { startTestPage } from './test-page.ts'

const { url: targetUrl } = await createTestTarget()
const { url } = await startTestPage({ targetUrl })
const host = 'Host: localhost'

for (const [method, path] of [
  ['POST', '/api/plant'],
  ['QUERY', '/api/days'],
  ['PUT', '/'],
]) {
  test(`${method} ${path} with a body that is no JSON: 405 with what is allowed`, async () => {
    const type = ['Content-Type: application/json', 'Content-Length: 5']
    const answer = await rawRequest(url, [`${method} ${path} HTTP/1.1`, host, ...type], '{"a":')
    assert.match(answer, /^HTTP\/1\.1 405 .*allow: GET, HEAD\r\n.*"method-not-allowed"/s)
  })
}

test('two Host headers: 400', async () => {
  const answer = await rawRequest(url, ['GET /api/plant HTTP/1.1', host, 'Host: other.example'])
  assert.match(answer, /^HTTP\/1\.1 400 .*the request has 2 Host headers: send one/s)
})

test('a time whose year in UTC has five digits: 422', async () => {
  const path = '/api/export?variables=power&from=2025-01-01&to=9999-12-31T24:00:00Z'
  const answer = await rawRequest(url, [`GET ${path} HTTP/1.1`, host])
  assert.match(
    answer,
    /^HTTP\/1\.1 422 .*to is \\"9999-12-31T24:00:00Z\\", and must be a time of the years 0001 to 9999/s,
  )
})
