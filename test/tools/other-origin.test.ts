// A web page of another origin in a real browser, which alone enforces what the Connector says of that.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { createSeededSource, serve } from '../connector/serving.ts'
import { chromiumPath } from '../page/web/browser.ts'
import { atEnd } from '../support/at-end.ts'
import { openPage } from './open-page.ts'

const key = 'a-key-of-the-tests'

interface Seen {
  readonly lines?: number
  readonly rows?: string | null
  readonly code?: string
  readonly failed?: string
}

/** What a script of the page gets to see of an answer. */
const script = `async ([url, headers]) => {
  try {
    const response = await fetch(url, { headers })
    if (!response.ok) return { code: (await response.json()).code }
    const text = await response.text()
    return { lines: text.trim().split('\\n').length, rows: response.headers.get('minuano-rows') }
  } catch (error) {
    return { failed: error.name }
  }
}`

const skip = chromiumPath === undefined ? 'NOT TRIED: no Chromium' : false

describe('a page of another origin', { skip }, async () => {
  const { url: sourceUrl } = await createSeededSource()
  const site = createServer((_request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!doctype html><title>Site</title>')
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  atEnd(() => void site.close())
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  const see = async (settings: Record<string, string>, headers: Record<string, string>) => {
    const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl, ...settings })
    const { page } = await openPage(origin)
    const day = `${url}/data.csv?start=2025-01-01&end=2025-01-02`
    const call = `(${script})(${JSON.stringify([day, headers])})`
    return page.evaluate<Seen>(call)
  }
  const withKey = { CONNECTOR_API_KEY: key }
  const authorization = `Bearer ${key}`
  const whole = { lines: 1441, rows: '1440' }
  const nothing = { failed: 'TypeError' }

  for (const [what, settings] of [
    ['that is named', { CONNECTOR_CORS_ORIGINS: `https://wind.example,${origin}` }],
    ['where any may', { CONNECTOR_CORS_ORIGINS: '*' }],
  ] as const) {
    test(`${what} reads a day and our headers with a key, and a problem without`, async () => {
      const own = { ...withKey, ...settings }
      assert.deepEqual(await see(own, { authorization }), whole)
      assert.deepEqual(await see(own, {}), { code: 'unauthorized' })
    })
  }

  test('that is named reads a day where no key is asked for', async () => {
    assert.deepEqual(await see({ CONNECTOR_CORS_ORIGINS: origin }, {}), whole)
  })

  test('that is not named gets nothing, with a key and without', async () => {
    const others = { CONNECTOR_CORS_ORIGINS: 'https://wind.example' }
    for (const settings of [{}, others]) {
      assert.deepEqual(await see({ ...withKey, ...settings }, { authorization }), nothing)
      assert.deepEqual(await see({ ...withKey, ...settings }, {}), nothing)
      assert.deepEqual(await see(settings, {}), nothing)
    }
  })
})
