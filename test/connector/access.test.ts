import assert from 'node:assert/strict'
import { get } from 'node:http'
import { describe, test } from 'node:test'
import { createLetIn } from '../../src/http/keys/let-in.ts'
import { isLoopback } from '../../src/http/loopback.ts'
import { createSeededSource, readProblem, serve } from './serving.ts'

const { url: sourceUrl } = await createSeededSource()
const minute = '/data?start=2025-01-01T00:00&end=2025-01-01T00:01'

describe('with API keys', async () => {
  const { url, log } = await serve({
    SOURCE_DATABASE_URL: sourceUrl,
    CONNECTOR_HOST: '0.0.0.0',
    CONNECTOR_API_KEY: 'first-key-1, second-key-2',
  })
  const ask = (path: string, authorization?: string) =>
    fetch(url + path, authorization === undefined ? {} : { headers: { authorization } })

  for (const authorization of [
    'Bearer first-key-1',
    'Bearer second-key-2',
    'bearer  second-key-2',
  ]) {
    test(`answers ${authorization}`, async () => {
      assert.equal((await ask(minute, authorization)).status, 200)
      assert.equal((await ask('/variables', authorization)).status, 200)
    })
  }

  const wrong = [
    undefined,
    'Bearer',
    'Bearer ',
    'Bearer wrong-key-0',
    'Bearer first-key-',
    'Bearer first-key-1x',
    'Bearer first-key-1, second-key-2',
    'Basic first-key-1',
    'first-key-1',
  ]
  for (const authorization of wrong) {
    test(`refuses ${authorization ?? 'a request without a key'} before all else`, async () => {
      const paths = [
        minute,
        '/variables',
        '/inventory',
        '/data',
        '/data?format=no',
        '/no-such-route',
        '/docsx',
      ]
      for (const path of paths) {
        const response = await ask(path, authorization)
        assert.equal(response.headers.get('www-authenticate'), 'Bearer')
        const { status, code, detail } = await readProblem(response)
        assert.deepEqual([path, status, code], [path, 401, 'unauthorized'])
        assert.doesNotMatch(detail, /wind|power|\/data|first/)
      }
    })
  }

  for (const path of ['/health/live', '/health/ready', '/openapi.json', '/docs', '/docs/json']) {
    test(`needs none for ${path}`, async () => {
      assert.equal((await ask(path)).status, 200)
    })
  }

  test('answers to any name of the host', async () => {
    assert.equal(await statusWithHost(url, 'scada.example', 'Bearer first-key-1'), 200)
  })

  test('writes nothing to the log that a terminal would obey, wherever it was put', async () => {
    const controls = encodeURIComponent('\u001b[2J\u009b2J\u202e')
    await ask(`${minute}&variables=${controls}`, 'Bearer first-key-1')
    // The line comes when the answer has gone out; that of a second request comes after it.
    while (!log().includes('[2J')) await ask('/variables', 'Bearer first-key-1')
    assert.match(log(), /\\u001b\[2J\\u009b2J\\u202e/)
    assert.doesNotMatch(log(), /[\x1b\x7f-\x9f\u202e]/)
  })

  test('writes no key to the log, wherever it was put', async () => {
    await ask(`${minute}&api_key=second-key-2`, 'Bearer first-key-1')
    assert.match(log(), /"path":"\/data"/)
    assert.doesNotMatch(log(), /-key-/)
  })
})

describe('without API keys', async () => {
  const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl })

  for (const host of ['127.0.0.1', 'localhost', 'localhost:8000', '[::1]:8000', '127.8.8.8:1']) {
    test(`answers a request for ${host}`, async () => {
      assert.equal(await statusWithHost(url, host), 200)
    })
  }

  for (const host of [
    'rebound.example',
    '10.0.0.5:8000',
    'localhost.example',
    '127.0.0.1.nip.io',
  ]) {
    test(`refuses a request for ${host}, which a web page may have sent`, async () => {
      assert.equal(await statusWithHost(url, host), 403)
    })
  }

  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'scada.example']) {
    test(`does not listen on ${host}`, async () => {
      await assert.rejects(serve({ SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_HOST: host }), {
        code: 'key-required',
        message: /only with an API key: .*CONNECTOR_API_KEY/,
      })
    })
  }
})

test('the key check tells keys apart by their whole text', () => {
  const check = createLetIn(['a'.repeat(100)], undefined)
  check(`Bearer ${'a'.repeat(100)}`)
  assert.throws(() => check(`Bearer ${'a'.repeat(99)}b`), { code: 'unauthorized' })
})

test('loopback is localhost, 127.0.0.0/8 and ::1', () => {
  const hosts = ['localhost', 'LOCALHOST', '127.0.0.1', '127.9.9.9', '::1', '[::1]']
  assert.deepEqual(
    hosts.map(isLoopback),
    hosts.map(() => true),
  )
  const others = ['0.0.0.0', '::', '128.0.0.1', 'example.com', '', '[::2]', '::ffff:10.0.0.1']
  assert.deepEqual(
    others.map(isLoopback),
    others.map(() => false),
  )
})

function statusWithHost(url: string, host: string, authorization = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url + minute, { headers: { host, authorization } }, (response) => {
      response.resume()
      resolve(response.statusCode!)
    }).on('error', reject)
  })
}
