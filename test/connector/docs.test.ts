import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { errorKinds } from '../../src/errors/error-codes.ts'
import { version } from '../../src/version.ts'
import { createSeededSource, createTestSource, serve } from './serving.ts'
import { rawRequest } from '../support/raw-request.ts'

interface Operation {
  readonly operationId: string
  readonly description: string
  readonly parameters?: { name: string; in: string; required: boolean; description: string }[]
  readonly responses: Record<string, { content: Record<string, { schema: object }> }>
  readonly security?: object[]
}

interface RowSchema {
  readonly required: string[]
  readonly properties: Record<string, object>
  readonly description: string
}

interface OpenApi {
  readonly info: { version: string }
  readonly paths: Record<string, Record<string, Operation>>
  readonly security: object[]
  readonly servers: { url: string }[]
  readonly components: {
    securitySchemes: object
    schemas: { Problem: { required: string[] }; Row: RowSchema }
  }
}

const { url: sourceUrl } = await createSeededSource()
const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl })
const readApi = async (base: string, headers: Record<string, string> = {}) =>
  (await (await fetch(`${base}/openapi.json`, { headers })).json()) as OpenApi
const api = await readApi(url)
const data = api.paths['/data']!['get']!

describe('/openapi.json', () => {
  test('has every route, and this version', () => {
    assert.equal(api.info.version, version)
    assert.deepEqual(Object.keys(api.paths).sort(), [
      '/assets',
      '/data',
      '/data.arrow',
      '/data.csv',
      '/data.json',
      '/data.ndjson',
      '/health/live',
      '/health/ready',
      '/inventory',
      '/metrics',
      '/variables',
    ])
  })

  test('says nothing of HEAD, which answers whatever GET does', () => {
    for (const path of Object.values(api.paths)) assert.deepEqual(Object.keys(path), ['get'])
  })

  test('has a name of its own for each route, and says what it, each parameter and each member is', () => {
    const routes = Object.values(api.paths).map((path) => path['get']!)
    const names = routes.map(({ operationId }) => operationId)
    assert.equal(new Set(names).size, Object.keys(api.paths).length)
    for (const name of names) assert.match(name, /^[a-z][A-Za-z]+$/)
    for (const { description } of routes) assert.ok(description.length > 10)
    const silent: string[] = []
    walk(api, (value, path) => {
      const isNamed = /\/(properties|parameters|headers)\/[^/]+$/.test(path)
      if (isNamed && !('description' in value)) silent.push(path)
    })
    assert.deepEqual(silent, [])
  })

  test('has nothing that generators of clients are known to break at', () => {
    const { license } = api.info as unknown as { license: object }
    assert.deepEqual(license, { name: 'MIT', identifier: 'MIT' })
    walk(api, (value, path) => {
      for (const word of ['anyOf', 'oneOf', 'patternProperties']) assert.ok(!(word in value), path)
      if ('enum' in value) assert.ok('type' in value, path)
    })
  })

  test('names the Source’s own variables in a row, as doubles that may be null, and nothing else', () => {
    const { Row } = api.components.schemas
    assert.deepEqual(Object.keys(Row.properties), [
      'timestamp',
      'wind_speed',
      'power',
      'ambient_temperature',
    ])
    assert.deepEqual(Row.required, ['timestamp'])
    assert.ok(!('additionalProperties' in Row))
    assert.deepEqual(Row.properties['power'], {
      type: ['number', 'null'],
      format: 'double',
      description: 'The variable power, in kW; null where it has no value.',
    })
  })

  test('names the asset where rows do, and reasons where there may be some', async () => {
    const source = await createTestSource(
      'create table data (timestamp timestamp, turbine text, power real, "power.reason" real)',
    )
    const { url: own } = await serve({
      SOURCE_DATABASE_URL: source.url,
      SOURCE_TIME_ZONE: 'America/Sao_Paulo',
      SOURCE_ASSET_COLUMN: 'turbine',
    })
    const { Row } = (await readApi(own)).components.schemas
    assert.deepEqual(Row.required, ['timestamp', 'asset'])
    assert.deepEqual(Object.keys(Row.properties), [
      'timestamp',
      'asset',
      'power',
      'power.reason',
      'power.reason_',
      'power.reason.reason',
    ])
    assert.deepEqual(
      Object.values(Row.properties)
        .slice(2)
        .map((value) => (value as { type: string[] }).type[0]),
      ['number', 'number', 'string', 'string'],
    )
    await source.client.query('alter table data add column wind_speed real')
    const later = async () => Object.keys((await readApi(own)).components.schemas.Row.properties)
    // What was looked at a second ago is not looked at again; the test's own limit ends this.
    while (!(await later()).includes('wind_speed'));
  })

  test('says nothing of variables while the Source cannot be asked, and says so', async () => {
    const { url: alone } = await serve({ SOURCE_DATABASE_URL: 'postgresql://u:p@127.0.0.1:1/none' })
    const { Row } = (await readApi(alone)).components.schemas
    assert.deepEqual(Object.keys(Row.properties), ['timestamp'])
    assert.match(Row.description, /is not said here: the Source could not be asked/)
  })

  test('has the address that it was asked by, whole, or the one that is set', async () => {
    assert.deepEqual(api.servers, [{ url }])
    const byName = url.replace('127.0.0.1', 'localhost')
    assert.deepEqual((await readApi(byName)).servers, [{ url: byName }])
    const behind = await serve({
      SOURCE_DATABASE_URL: sourceUrl,
      CONNECTOR_PUBLIC_URL: 'https://wind.example/connector/',
    })
    const { servers } = await readApi(behind.url)
    assert.deepEqual(servers, [{ url: 'https://wind.example/connector' }])
  })

  test('has no address of a Host that is none', async () => {
    const keyed = await serve({ SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_API_KEY: 'some-key-1' })
    for (const host of ['a"b', 'a/b', '[::1', 'a:123456', "x<script>'"]) {
      const lines = ['GET /openapi.json HTTP/1.1', `Host: ${host}`]
      const [, body = ''] = (await rawRequest(keyed.url, lines)).split('\r\n\r\n')
      assert.deepEqual((JSON.parse(body) as OpenApi).servers, [{ url: keyed.url }], host)
    }
  })

  test('has the parameters of /data, each with a description', () => {
    const parameters = data.parameters!.map(({ name, in: place, required, description }) => {
      assert.ok(description.length > 10)
      return [name, place, required]
    })
    assert.deepEqual(parameters, [
      ['start', 'query', true],
      ['end', 'query', true],
      ['variables', 'query', false],
      ['assets', 'query', false],
      ['format', 'query', false],
      ['reasons', 'query', false],
      ['carry', 'query', false],
      ['points', 'query', false],
    ])
    const ofCsv = api.paths['/data.csv']!['get']!.parameters!.map(({ name }) => name)
    const withoutFormat = parameters.map(([name]) => name).filter((name) => name !== 'format')
    assert.deepEqual(ofCsv, withoutFormat)
  })

  test('has just the formats that are served', async () => {
    const types = Object.keys(data.responses['200']!.content)
    assert.equal(types.length, 4)
    for (const accept of types) {
      const response = await fetch(`${url}/data?start=2025-01-01&end=2025-01-02`, {
        headers: { accept },
      })
      assert.ok(response.headers.get('content-type')!.startsWith(accept))
    }
  })

  test('has problems of statuses that errors have, in the shape that they are sent', async () => {
    const statuses = new Set(
      Object.values(errorKinds).map((kind) => ('status' in kind ? String(kind.status) : '')),
    )
    for (const [status, { content }] of Object.entries(data.responses)) {
      if (status === '200' || status === '304') continue
      assert.ok(statuses.has(status), status)
      assert.deepEqual(content, {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      })
    }
    const problem = (await (await fetch(`${url}/data`)).json()) as object
    assert.deepEqual(Object.keys(problem), api.components.schemas.Problem.required)
  })

  test('asks for a key where keys are set, and there alone', async () => {
    const keyed = await serve({ SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_API_KEY: 'some-key-1' })
    const { security, components, paths } = await readApi(keyed.url)
    assert.deepEqual(security, [{ key: [] }])
    assert.match(JSON.stringify(components.securitySchemes), /"scheme":"bearer"/)
    assert.deepEqual(paths['/health/live']!['get']!.security, [])
    assert.deepEqual(api.security, [])
    assert.doesNotMatch(JSON.stringify(api), /securitySchemes/)
  })

  test('names variables to those alone who show a key, where keys are set', async () => {
    const keyed = await serve({ SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_API_KEY: 'some-key-1' })
    const variablesOf = async (headers = {}) =>
      Object.keys((await readApi(keyed.url, headers)).components.schemas.Row.properties)
    assert.deepEqual(await variablesOf({ authorization: 'Bearer some-key-1' }), [
      'timestamp',
      'wind_speed',
      'power',
      'ambient_temperature',
    ])
    for (const headers of [{}, { authorization: 'Bearer some-key-2' }, { authorization: 'x' }]) {
      assert.deepEqual(await variablesOf(headers), ['timestamp'])
    }
    const json = await (await fetch(`${keyed.url}/docs/json`)).text()
    const yaml = await (await fetch(`${keyed.url}/docs/yaml`)).text()
    for (const text of [json, yaml]) assert.doesNotMatch(text, /ambient_temperature/)
  })
})

/** Every object in a description, with its path. */
function walk(value: unknown, visit: (value: object, path: string) => void, path = ''): void {
  if (typeof value !== 'object' || value === null) return
  visit(value, path)
  for (const [key, next] of Object.entries(value)) {
    if (key !== 'examples') walk(next, visit, `${path}/${key.replaceAll('/', '~1')}`)
  }
}

describe('/docs', () => {
  test('is a page whose every part comes from here', async () => {
    for (const path of ['/docs', '/docs/']) {
      const page = await fetch(url + path)
      assert.equal(page.status, 200)
      const csp = page.headers.get('content-security-policy')!
      assert.match(csp, /default-src 'none'.*script-src 'self';.*connect-src 'self'/)
      assert.doesNotMatch(csp, /https?:|\*/)
      const html = await page.text()
      const parts = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]!)
      assert.ok(parts.length >= 4)
      for (const part of parts) {
        const resolved = new URL(part, url + path)
        assert.equal(resolved.origin, url)
        const response = await fetch(resolved)
        assert.equal(response.status, 200, part)
        await response.arrayBuffer()
      }
      assert.doesNotMatch(html, /<script>[^<]|style=|onload=/)
    }
  })

  test('shows this API', async () => {
    const script = await (await fetch(`${url}/docs/static/swagger-initializer.js`)).text()
    assert.ok(script.includes(`url: resolveUrl('./json')`))
    assert.deepEqual(await (await fetch(`${url}/docs/json`)).json(), api)
  })
})
