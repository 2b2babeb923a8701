import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { needsBrowser, openTab } from './browser.ts'
import { startServingUp } from './serving-up.ts'

test(
  'what changes in the Source is on an open page after a tick, and the head says what was done',
  needsBrowser,
  async () => {
    const up = await startServingUp('1s')
    const { page, faults } = await openTab(`${up.url}/?day=2025-01-10&show=power`)
    await page.locator('[data-day="2025-01-10"][data-state="whole"]').waitFor()
    await page.locator('figure[data-variable="power"]').waitFor()
    await page.evaluate(
      `document.querySelector('figure[data-variable="power"]').scrollIntoView({ block: 'center' })`,
    )
    await page.locator('figure[data-variable="power"][data-points="144"]').waitFor()
    await up.inSource(`update data set power = 4444 where "timestamp" = '2025-01-10T12:00Z'`)
    await page.locator('figure[data-variable="power"][data-greatest="4444"]').waitFor()
    // The next look, a second later, finds nothing: the head may say that already, so what this one did is asked for.
    await page.locator('.sync', { hasText: /: .+ · looks at the Source every second/ }).waitFor()
    const loads = () => up.inTarget('select days_loaded from sync_run where days_loaded > 0')
    while ((await loads()).length === 0) await pause(50)
    assert.deepEqual(await loads(), [{ days_loaded: 1 }])
    const [row] = await up.inTarget(
      `select max(value) as greatest from data where "timestamp" >= '2025-01-10Z'`,
    )
    assert.equal(row!['greatest'], 4444)
    // A new day of the Source comes by itself too.
    await up.inSource(
      `insert into data ("timestamp", power, wind_speed, ambient_temperature)
     select t, 1000, 8, 20 from generate_series(timestamptz '2025-01-11Z', timestamptz '2025-01-11T23:59Z', interval '1 minute') t`,
    )
    await page.locator('[data-day="2025-01-11"][data-state="whole"]').waitFor()
    assert.deepEqual(faults, [])
    await page.context().close()
  },
)
