import assert from 'node:assert/strict'
import { request as send } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { describe, test } from 'node:test'
import { createSeededSource, serve } from './serving.ts'

const { url: sourceUrl } = await createSeededSource()
const minute = '/data?start=2025-01-01T00:00&end=2025-01-01T00:01'
const origin = 'https://wind.example'
const key = 'some-key-1'
const bearer = { authorization: `Bearer ${key}` }

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
}

/** `fetch` would not send some of these headers. */
function ask(url: string, method: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers, agent: false }, (response) => {
      response.resume()
      resolve({ status: response.statusCode!, headers: response.headers })
    })
    request.on('error', reject).end()
  })
}

const preflight = (url: string, headers: Record<string, string> = {}) =>
  ask(url, 'OPTIONS', {
    origin,
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'authorization',
    ...headers,
  })

const ofCors = (headers: IncomingHttpHeaders) =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'))

describe('with CONNECTOR_CORS_ORIGINS', async () => {
  const { url, log } = await serve({
    SOURCE_DATABASE_URL: sourceUrl,
    CONNECTOR_API_KEY: key,
    CONNECTOR_CORS_ORIGINS: `http://localhost:3000,${origin}`,
  })

  test('a page of such an origin is told before it asks that it may, without a key', async () => {
    for (const path of [minute, '/variables', '/openapi.json']) {
      const { status, headers } = await preflight(url + path)
      assert.equal(status, 204)
      assert.equal(headers['access-control-allow-origin'], origin)
      assert.equal(headers['access-control-allow-methods'], 'GET, HEAD')
      assert.match(headers['access-control-allow-headers']!, /(^|, )authorization(,|$)/)
      assert.match(headers['vary']!, /origin/)
    }
  })

  test('it reads answers, and the headers that the description names', async () => {
    const { status, headers } = await ask(url + minute, 'GET', { origin, ...bearer })
    assert.equal(status, 200)
    assert.equal(headers['access-control-allow-origin'], origin)
    assert.match(headers['vary']!, /accept.*origin/)
    const exposed = headers['access-control-expose-headers']!.split(', ')
    const api = (await (await fetch(`${url}/openapi.json`)).json()) as object
    const named = [...JSON.stringify(api).matchAll(/"headers":(\{.*?\}\})/g)].flatMap(([, found]) =>
      Object.keys(JSON.parse(found!) as object),
    )
    assert.ok(named.length > 5)
    assert.deepEqual(
      named.filter((name) => !exposed.includes(name.toLowerCase())),
      [],
    )
  })

  test('it reads problems too: without a key, of a wrong query, and where there is no route', async () => {
    for (const [path, more, expected] of [
      [minute, {}, 401],
      ['/data', bearer, 422],
      ['/nothing', bearer, 404],
    ] as const) {
      const { status, headers } = await ask(url + path, 'GET', { origin, ...more })
      assert.deepEqual([status, headers['access-control-allow-origin']], [expected, origin])
    }
  })

  test('cookies and the like are never let through', async () => {
    const asked = [await preflight(url + minute), await ask(url + minute, 'GET', { origin })]
    for (const { headers } of asked) assert.ok(!('access-control-allow-credentials' in headers))
  })

  for (const other of ['https://wind.example.evil', 'http://wind.example', 'null', '*']) {
    test(`a page of ${other} is told nothing, before or after`, async () => {
      const before = await preflight(url + minute, { origin: other })
      assert.deepEqual([before.status, ofCors(before.headers)], [401, []])
      const after = await ask(url + minute, 'GET', { origin: other, ...bearer })
      assert.deepEqual([after.status, ofCors(after.headers)], [200, []])
      assert.match(after.headers['vary']!, /origin/)
    })
  }

  test('OPTIONS that asks for nothing needs a key, and is no method here', async () => {
    assert.equal((await ask(url + minute, 'OPTIONS', { origin })).status, 401)
    const { status, headers } = await ask(url + minute, 'OPTIONS', { origin, ...bearer })
    assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD'])
    assert.match(log(), /"method":"OPTIONS"/)
  })

  test('two Host headers are refused before all else', async () => {
    const request = { origin, 'access-control-request-method': 'GET' }
    const lines = Object.entries(request).flat()
    const { status } = await new Promise<Answer>((resolve, reject) => {
      const headers = ['Host', '127.0.0.1', 'Host', 'wind.example', ...lines]
      send(url, { method: 'OPTIONS', headers, agent: false }, (response) => {
        response.resume()
        resolve({ status: response.statusCode!, headers: response.headers })
      })
        .on('error', reject)
        .end()
    })
    assert.equal(status, 400)
  })
})

describe('with CONNECTOR_CORS_ORIGINS and no key', async () => {
  const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_CORS_ORIGINS: origin })

  test('the origins that are set may read, and others not', async () => {
    const { status, headers } = await ask(url + minute, 'GET', { origin })
    assert.deepEqual([status, headers['access-control-allow-origin']], [200, origin])
    const other = await ask(url + minute, 'GET', { origin: 'https://other.example' })
    assert.deepEqual(ofCors(other.headers), [])
    assert.equal((await preflight(url + minute, { origin: 'https://other.example' })).status, 405)
  })

  test('a name that is not this machine’s is refused as before, in a preflight too', async () => {
    for (const host of ['rebound.example', '10.0.0.5:8000']) {
      assert.equal((await ask(url + minute, 'GET', { host, origin })).status, 403)
      assert.equal((await preflight(url + minute, { host })).status, 403)
    }
  })
})

describe('CONNECTOR_CORS_ORIGINS=*', () => {
  const any = { SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_CORS_ORIGINS: '*' }

  test('lets any page read that has a key', async () => {
    const { url } = await serve({ ...any, CONNECTOR_API_KEY: key })
    const before = await preflight(url + minute)
    assert.deepEqual([before.status, before.headers['access-control-allow-origin']], [204, '*'])
    const { headers } = await ask(url + minute, 'GET', { origin, ...bearer })
    assert.equal(headers['access-control-allow-origin'], '*')
    assert.equal((await ask(url + minute, 'GET', { origin })).status, 401)
  })

  test('is refused where no key is set', async () => {
    await assert.rejects(serve(any), {
      code: 'key-required',
      message:
        /every web page .* could read the Source\. Name the origins, or set CONNECTOR_API_KEY/,
    })
  })
})

describe('without CONNECTOR_CORS_ORIGINS', async () => {
  const open = await serve({ SOURCE_DATABASE_URL: sourceUrl })
  const keyed = await serve({ SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_API_KEY: key })

  test('no page of another origin is told anything', async () => {
    for (const [{ url }, status] of [
      [open, 405],
      [keyed, 401],
    ] as const) {
      const before = await preflight(url + minute)
      assert.deepEqual([before.status, ofCors(before.headers)], [status, []])
      const after = await ask(url + minute, 'GET', { origin, ...bearer })
      assert.deepEqual([after.status, ofCors(after.headers)], [200, []])
      assert.doesNotMatch(after.headers['vary'] ?? '', /origin/)
    }
  })
})
