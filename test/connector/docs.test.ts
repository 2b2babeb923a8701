import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { errorKinds } from '../../src/errors/error-codes.ts'
import { version } from '../../src/version.ts'
import { createSeededSource, serve } from './serving.ts'

interface Operation {
  readonly parameters?: { name: string; in: string; required: boolean; description: string }[]
  readonly responses: Record<string, { content: Record<string, { schema: object }> }>
  readonly security?: object[]
}

interface OpenApi {
  readonly info: { version: string }
  readonly paths: Record<string, Record<string, Operation>>
  readonly security: object[]
  readonly components: { securitySchemes: object; schemas: { Problem: { required: string[] } } }
}

const { url: sourceUrl } = await createSeededSource()
const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl })
const readApi = async (base: string) =>
  (await (await fetch(`${base}/openapi.json`)).json()) as OpenApi
const api = await readApi(url)
const data = api.paths['/data']!['get']!

describe('/openapi.json', () => {
  test('has every route, and this version', () => {
    assert.equal(api.info.version, version)
    assert.deepEqual(Object.keys(api.paths).sort(), [
      '/assets',
      '/data',
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
      ['points', 'query', false],
    ])
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
  })
})

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
