import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import pg from 'pg'
import { createTestTarget } from '../../support/target.ts'
import { startTestPage } from '../test-page.ts'
import { needsBrowser, openTab } from './browser.ts'

const lastRow = '[data-day="2025-04-10"][data-asset="T100"]'

describe('the days of a hundred turbines, in a browser', needsBrowser, () => {
  let url = ''
  before(async () => {
    const { url: targetUrl } = await createTestTarget()
    const client = new pg.Client(targetUrl)
    await client.connect()
    await client.query(
      `insert into signal (name, asset, variable, statistic, unit, period_seconds)
       select 'T001.' || variable || '_mean', 'T001', variable, 'mean', 'kW', 600
       from (values ('wind_speed'), ('power')) variables (variable)
       on conflict do nothing`,
    )
    await client.query(
      `insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status, sample_seconds,
         expected, valid, missing, coverage, target_rows, settings_version, minuano_version, started_at, seconds)
       select 'T' || lpad(number::text, 3, '0'), variable, 600, day, 'UTC', day, day + interval '1 day', 'loaded', 60,
         1440, 1440, 0, 1, 0, '0', '0', now(), 1
       from generate_series(1, 100) number, generate_series(timestamptz '2025-01-01Z', '2025-04-10Z', '1 day') day,
         (values ('wind_speed'), ('power')) variables (variable)`,
    )
    await client.end()
    url = (await startTestPage({ targetUrl })).url
  })

  test('the elements of a turbine’s days are there once its row is nearly seen, and lead to it', async () => {
    const { page, faults } = await openTab(url)
    await page.locator('[data-day="2025-04-10"][data-asset="T001"][data-state="whole"]').waitFor()
    assert.equal(await page.locator(lastRow).count(), 0)
    await page.locator('.matrix-row').last().scrollIntoViewIfNeeded()
    await page.locator(lastRow).click()
    await page.locator('h3', { hasText: '10 April 2025' }).waitFor()
    assert.equal(new URL(page.url()).searchParams.get('asset'), 'T100')
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('arrow keys lead from row to row, beyond those that were seen', async () => {
    const { page } = await openTab(url)
    await page.locator('[data-asset="T001"][data-day="2025-04-10"]').focus()
    for (let row = 2; row <= 30; row++) {
      await page.keyboard.press('ArrowDown')
      const asset = `T${String(row).padStart(3, '0')}`
      await page.locator(`[data-asset="${asset}"][data-day="2025-04-10"]:focus`).waitFor()
      // The row after it is made while this one is drawn.
      await page
        .locator(`.matrix-row:nth-child(${row + 1}) [data-day]`)
        .first()
        .waitFor()
    }
    await page.context().close()
  })
})
