import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestTarget } from '../../support/target.ts'
import { writeBins } from '../bin-target.ts'
import { startTestPage } from '../test-page.ts'
import { needsBrowser, openTab } from './browser.ts'

test(
  'charts whose script did not come are said to lack for as long as they do, and come without a hand',
  needsBrowser,
  async () => {
    const { target, url: targetUrl } = await createTestTarget()
    await writeBins(target.client, {
      variable: 'power',
      unit: 'kW',
      from: '2025-01-01',
      count: 1440,
      mean: 'n % 10',
    })
    const { url } = await startTestPage({ targetUrl }, { MINUANO_TIME_ZONE: 'UTC' })
    const { page, faults } = await openTab(`${url}/app.css`, {
      expected: /^Failed to load resource: /,
    })
    let refused = 0
    await page.route('**/below.js*', (route) => {
      refused++
      return route.abort()
    })
    await page.goto(url)
    await page.locator('[data-day="2025-01-03"][data-state="whole"]').waitFor()
    const said = page.locator('.notice', { hasText: 'charts' })
    await said.waitFor()
    await page.waitForRequest((request) => request.url().includes('/below.js'))
    assert.equal(await said.count(), 1)
    await page.unroute('**/below.js*')
    await page.locator('figure[data-variable="power"]').waitFor()
    assert.equal(await said.count(), 0)
    assert.ok(refused > 1)
    assert.deepEqual(faults, [])
    await page.context().close()
  },
)
