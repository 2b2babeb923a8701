import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { backfill, settingsFrom } from '../../support/etl.ts'
import { runMinuano } from '../../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'
import { createTestDatabase } from '../../support/postgres.ts'
import { queryRows } from '../../support/system-postgres.ts'
import { startTestServer } from '../../support/test-server.ts'
import { startTestPage } from '../test-page.ts'
import { needsBrowser, openTab, until } from './browser.ts'
import { findFreePort } from '../../support/free-port.ts'

const env = { MINUANO_TIME_ZONE: 'UTC' }
const wholeDay = '[data-day="2025-01-03"][data-state="whole"]'
/** What Chromium writes down of an answer that is none. */
const refusedFetch = /^Failed to load resource: /
const powerChart = 'figure[data-variable="power"]'
type Pipeline = Awaited<ReturnType<typeof createTestPipeline>>

describe('a page whose Target is not as it should be, in a browser', needsBrowser, () => {
  let pipeline: Pipeline
  before(async () => {
    pipeline = await createTestPipeline(env)
    await insertRows(pipeline.source, minutesFrom('2025-01-03T00:00:00Z', 1440))
    const { connector, targetUrl } = pipeline
    const settings = settingsFrom(env)
    await backfill({ connector, targetUrl, settings, days: ['2025-01-03'], concurrency: 1 })
  })

  test('a Target that goes is said, what is shown stays, and its return is seen without a hand', async () => {
    const server = await startTestServer()
    const target = new URL(server.url)
    await queryRows(server.url, 'create database plant')
    target.pathname = '/plant'
    const settings = settingsFrom(env)
    const { connector } = pipeline
    const load = (targetUrl: string) =>
      backfill({ connector, targetUrl, settings, days: ['2025-01-03'], concurrency: 1 })
    await load(target.href)
    const served = await startTestPage({ targetUrl: target.href }, env)
    const { page, faults } = await openTab(`${served.url}/?day=2025-01-03&show=power`, {
      expected: refusedFetch,
    })
    await page.locator(wholeDay).waitFor()
    await page.locator(powerChart).waitFor()
    await page.evaluate(
      `document.querySelector('${powerChart}').scrollIntoView({ block: 'center' })`,
    )
    await page.locator(`${powerChart}[data-points="144"]`).waitFor()
    const said = () => Promise.all(['h1', 'h3'].map((head) => page.locator(head).textContent()))
    const before = await said()
    assert.match(before[1] ?? '', /^3 January 2025: whole/)

    await server.pause()
    const notice = page.locator('.notice[data-code="target-unavailable"]')
    await notice.waitFor()
    assert.match((await notice.textContent()) ?? '', /TARGET_DATABASE_URL/)
    assert.equal(await page.locator(wholeDay).count(), 1)
    assert.deepEqual(await said(), before)
    assert.equal(await page.locator(powerChart).getAttribute('data-points'), '144')
    // Who touches it now is told too, and the chart keeps what it has.
    await page.locator(`${powerChart} .u-over`).hover()
    await page.mouse.wheel(0, -300)
    await page.locator('.notice', { hasText: 'What is shown stays' }).waitFor()

    await server.resume()
    await until(page, async () => (await page.locator('.notice').count()) === 0)
    // The zoom that failed is drawn now.
    await page.locator(`${powerChart}:not([data-points="144"])`).waitFor()
    assert.deepEqual(faults, [])
    await page.context().close()
    await served.close()
    await server.stop()
  })

  test('the page’s server that ends is said, what is shown stays, and another in its place is found', async () => {
    const PAGE_PORT = String(await findFreePort())
    const { targetUrl } = pipeline
    const served = await startTestPage({ targetUrl }, { ...env, PAGE_PORT })
    const { page, faults } = await openTab(served.url, { expected: refusedFetch })
    await page.locator(wholeDay).waitFor()
    await served.close()
    await page.locator('.notice', { hasText: 'The page’s server does not answer.' }).waitFor()
    assert.equal(await page.locator(wholeDay).count(), 1)
    await startTestPage({ targetUrl }, { ...env, PAGE_PORT })
    await until(page, async () => (await page.locator('.notice').count()) === 0)
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('of a Target without a ledger the command is shown that makes one, and it brings the page to life', async () => {
    const database = await createTestDatabase()
    const served = await startTestPage({ targetUrl: database.url }, env)
    const { page, faults } = await openTab(served.url, { expected: refusedFetch })
    const notice = page.locator('.notice[data-code="no-ledger"]')
    await notice.waitFor()
    const command = /minuano (run 2025-01-03)/.exec((await notice.textContent()) ?? '')
    assert.ok(command, (await notice.textContent()) ?? '')
    const { code, stderr } = await runMinuano(command[1]!.split(' '), {
      ...env,
      TARGET_DATABASE_URL: database.url,
      CONNECTOR_URL: pipeline.connector.url,
    })
    assert.equal(code, 0, stderr)
    await page.locator(wholeDay).waitFor()
    await notice.waitFor({ state: 'detached' })
    await page.locator(powerChart).waitFor()
    assert.deepEqual(faults, [])
    await page.context().close()
    await served.close()
    await database.drop()
  })

  test('beyond this machine a key is asked for: a wrong one is refused, the right one opens, also by a link', async () => {
    const { targetUrl } = pipeline
    const key = 'a-key-of-the-plant/+&=%41'
    const served = await startTestPage(
      { targetUrl },
      { ...env, PAGE_HOST: '0.0.0.0', PAGE_API_KEY: key },
    )
    const url = served.url.replace('0.0.0.0', '127.0.0.1')
    const { page, faults } = await openTab(url, { expected: refusedFetch })
    const input = page.locator('input[name="key"]')
    await page.locator('.notice', { hasText: 'This page opens with a key.' }).waitFor()
    assert.equal(await page.getByText('Nothing is loaded yet').count(), 0)
    // What is typed stays while the page asks again.
    await page.keyboard.type('ano')
    for (const path of ['/api/events', '/api/plant']) {
      await page.waitForResponse((response) => response.url().endsWith(path))
    }
    await page.keyboard.type('ther')
    assert.equal(await input.inputValue(), 'another')
    await page.locator('button', { hasText: 'Open' }).click()
    await page.locator('.notice', { hasText: 'This is not the key' }).waitFor()
    assert.equal(await page.locator('[data-day]').count(), 0)
    await input.fill(key)
    await input.press('Enter')
    await page.locator(wholeDay).waitFor()
    assert.equal(await input.count(), 0)
    assert.equal(page.url(), `${url}/`)
    // It is kept for this tab.
    await page.reload()
    await page.locator(wholeDay).waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('[data-action="download-csv"]').click(),
    ])
    assert.match(file.suggestedFilename(), /2025-01-03\.csv$/)
    assert.deepEqual(faults, [])
    await page.context().close()

    const linked = await openTab(`${url}/?day=2025-01-03#key=${encodeURIComponent(key)}`, {
      expected: refusedFetch,
    })
    await linked.page.locator(wholeDay).waitFor()
    assert.equal(linked.page.url(), `${url}/?day=2025-01-03`)
    assert.deepEqual(linked.faults, [])
    await linked.page.context().close()
  })
})
