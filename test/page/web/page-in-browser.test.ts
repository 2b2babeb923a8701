import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { decodeCsv } from '../../../src/frame/text/csv.ts'
import { decodeArrow } from '../test-page.ts'
import { findBarriers, needsBrowser, openTab } from './browser.ts'
import { startServingUp } from './serving-up.ts'
import type { ServingUp } from './serving-up.ts'

const dayOf = (day: string, state: string) => `[data-day="${day}"][data-state="${state}"]`

/** Brings the chart of power to the middle of the screen, and waits until it has drawn what was asked for. */
async function chartsDrawn(page: Page): Promise<void> {
  await page.locator('figure[data-variable="power"]').waitFor()
  await page.evaluate(
    `document.querySelector('figure[data-variable="power"]').scrollIntoView({ block: 'center' })`,
  )
  await page.locator('figure[data-variable="power"][data-points]').waitFor()
}

type Shown = Readonly<Record<string, string | undefined>>

/** What the charts of power and of wind speed say of the time under the cursor, at one moment. */
function bothValues(page: Page): Promise<[power: Shown, windSpeed: Shown]> {
  return page.evaluate(
    `['power', 'wind_speed'].map((name) =>
      ({ ...document.querySelector('figure[data-variable="' + name + '"] .values')?.dataset }))`,
  )
}

describe('the page under up, in a browser', needsBrowser, () => {
  let up: ServingUp
  before(async () => {
    up = await startServingUp()
  })

  test('shows ten whole days, asks no other host, and nothing goes wrong', async () => {
    const { page, faults } = await openTab(up.url)
    await page.locator('[data-day="2025-01-10"]').waitFor()
    assert.equal(await page.locator('[data-day][data-asset=""][data-state="whole"]').count(), 10)
    await chartsDrawn(page)
    assert.deepEqual(await page.locator('[data-filter="whole"] b').textContent(), '10')
    assert.match((await page.locator('h1').textContent()) ?? '', /January 2025/)
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('a press on a day selects that very day, in the address too, and a link shows it again', async () => {
    const { page } = await openTab(up.url)
    for (const day of ['2025-01-01', '2025-01-05', '2025-01-10']) {
      await page.locator(`[data-day="${day}"]`).click()
      await page.locator(`[data-day="${day}"][aria-selected="true"]`).waitFor()
      assert.equal(new URL(page.url()).searchParams.get('day'), day)
      const box = await page.locator(`[data-day="${day}"]`).boundingBox()
      const year = await page.locator('.year-days').boundingBox()
      // Monday is the first row, and 1 January 2025 a Wednesday.
      const row = (new Date(day).getUTCDay() + 6) % 7
      const pitch = year!.height / 7
      assert.equal(Math.round((box!.y - year!.y) / pitch), row, day)
    }
    const again = await openTab(page.url())
    await again.page.locator('h3', { hasText: '10 January 2025' }).waitFor()
    await page.goBack()
    await page.locator('h3', { hasText: '5 January 2025' }).waitFor()
    await page.context().close()
    await again.page.context().close()
  })

  test('the values under the cursor are the Target’s, to the last digit', async () => {
    const { page } = await openTab(`${up.url}/?day=2025-01-05`)
    await chartsDrawn(page)
    for (const part of [0.21, 0.5, 0.83]) {
      const over = page.locator('figure[data-variable="power"] .u-over')
      const box = (await over.boundingBox())!
      await page.mouse.move(box.x + part * box.width, box.y + box.height / 2)
      // One cursor for all charts; samples that come may move them under it, one after the other.
      let [shown, other] = await bothValues(page)
      while (shown['time'] === undefined || other['time'] !== shown['time']) {
        ;[shown, other] = await bothValues(page)
      }
      const rows = await up.inTarget(
        `select statistic, value from data join signal on id = signal_id
         where variable = 'power' and statistic in ('mean', 'min', 'max') and "timestamp" = '${shown['time']}'`,
      )
      assert.equal(rows.length, 3)
      for (const { statistic, value } of rows) {
        assert.equal(shown[String(statistic)], String(value))
      }
    }
    await page.context().close()
  })

  test('the breakdown of a day is in its tooltip, and what is written is what the day has', async () => {
    const { page } = await openTab(up.url)
    await page.locator('[data-day="2025-01-04"]').hover()
    await page.locator('.tooltip', { hasText: 'power: 1,440 of 1,440' }).waitFor()
    await page.context().close()
  })

  test('a day deleted in the Target shows as not loaded, and one click loads it', async () => {
    const { page, faults } = await openTab(up.url)
    await page.locator(dayOf('2025-01-03', 'whole')).waitFor()
    await up.inTarget(
      `delete from data where "timestamp" >= '2025-01-03T00:00Z' and "timestamp" < '2025-01-04T00:00Z'`,
    )
    // By itself: nobody asks the page again.
    await page.locator(dayOf('2025-01-03', 'missing')).waitFor()
    await page.locator('[data-day="2025-01-03"]').click()
    const other = await openTab(up.url)
    await page.locator('[data-action="load-day"]').click()
    await page.locator(dayOf('2025-01-03', 'whole')).waitFor()
    await page.locator('[role="status"][data-state="done"]').waitFor()
    await other.page.locator('[role="status"][data-state="done"]').waitFor()
    const [row] = await up.inTarget(
      `select count(*)::int as count from data where "timestamp" >= '2025-01-03T00:00Z' and "timestamp" < '2025-01-04T00:00Z'`,
    )
    assert.deepEqual(row, { count: 1152 })
    assert.deepEqual([...faults, ...other.faults], [])
    await page.context().close()
    await other.page.context().close()
  })

  test('a wheel and keys zoom to an hour at least, and the Source’s samples are under the bins', async () => {
    const { page } = await openTab(up.url)
    await chartsDrawn(page)
    const over = page.locator('figure[data-variable="power"] .u-over')
    await over.hover()
    for (let turn = 0; turn < 40; turn++) await page.mouse.wheel(0, -200)
    await page.locator('figure[data-variable="power"][data-samples="60"]').waitFor()
    // The address follows the wheel a little later.
    await page.waitForURL(({ searchParams }) => {
      const span = Date.parse(searchParams.get('to')!) - Date.parse(searchParams.get('from')!)
      return Math.abs(span - 3_600_000) <= 1000
    })
    await page.locator('figure[data-variable="power"]').press('0')
    await page.locator('figure[data-variable="power"][data-from="2025-01-01T00:00:00Z"]').waitFor()
    await page.context().close()
  })

  test('the calendar goes by arrow keys, and enter selects', async () => {
    const { page } = await openTab(`${up.url}/?day=2025-01-01`)
    await page.locator('[data-day="2025-01-01"][tabindex="0"]').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.locator('[data-day="2025-01-09"][aria-selected="true"]').waitFor()
    await page.context().close()
  })

  test('what the address asks for in vain is named, and the rest is shown', async () => {
    const { page } = await openTab(`${up.url}/?asset=T9&day=2030-01-01&zone=Mars&show=power`)
    await page.locator('.notice').nth(2).waitFor()
    const said = (await page.locator('.notices').textContent()) ?? ''
    for (const name of ['T9', '2030-01-01', 'Mars']) assert.ok(said.includes(name), said)
    await chartsDrawn(page)
    assert.equal(await page.locator('figure[data-variable]').count(), 1)
    await page.context().close()
  })

  test('one click gives what is on screen as a file, whose values are the Target’s', async () => {
    const { page, faults } = await openTab(`${up.url}/?day=2025-01-05&show=power`)
    await chartsDrawn(page)
    const download = async (format: 'csv' | 'arrow') => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.locator(`[data-action="download-${format}"]`).click(),
      ])
      assert.equal(file.suggestedFilename(), `power-2025-01-05.${format}`)
      return readFileSync(await file.path())
    }
    const rows = await up.inTarget(
      `select (extract(epoch from "timestamp") * 1000000)::float8 as time, statistic, value
       from data join signal on id = signal_id where variable = 'power'
         and "timestamp" >= '2025-01-05Z' and "timestamp" < '2025-01-06Z' order by 1`,
    )
    const of = (name: string) =>
      rows.filter(({ statistic }) => `power_${String(statistic)}` === name)
    const { time, columns } = decodeArrow(await download('arrow'))
    assert.deepEqual([time.length, columns.size], [144, 4])
    for (const [name, values] of columns) {
      assert.deepEqual(
        [...time],
        of(name).map((row) => row['time']),
        name,
      )
      assert.deepEqual(
        [...values],
        of(name).map((row) => row['value']),
        name,
      )
    }
    const layout = { timeName: 'timestamp', timeDigits: 0 as const, columns: [...columns.keys()] }
    assert.deepEqual(decodeCsv(String(await download('csv')), layout), { time, columns })
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('a value that changed in the Source is seen after a look, and one of two windows’ presses loads it', async () => {
    const [one, other] = [await openTab(up.url), await openTab(up.url, { expected: /409/ })]
    const tabs = [one, other]
    for (const { page } of tabs) await page.locator(dayOf('2025-01-07', 'whole')).waitFor()
    await up.inSource(`update data set power = 4444 where "timestamp" = '2025-01-07T12:00Z'`)
    const look = ['sync', '--from', '2025-01-07', '--to', '2025-01-07', '--dry-run']
    const { code, stderr } = await up.run(...look)
    assert.equal(code, 0, stderr)
    for (const { page } of tabs) {
      await page.locator(dayOf('2025-01-07', 'changed')).click()
      await page.locator('h3[data-state="changed"]').waitFor()
    }
    await one.page.locator('.tooltip', { hasText: 'changed in the Source' }).waitFor()
    const posts: number[] = []
    for (const { page } of tabs) {
      page.on('response', (response) => {
        if (response.request().method() === 'POST') posts.push(response.status())
      })
    }
    await Promise.all(
      tabs.map(({ page }) =>
        page
          .locator('[data-action="load-day"]')
          .evaluate((button: { click(): void }) => button.click()),
      ),
    )
    for (const { page } of tabs) {
      await page.locator('[role="status"][data-state="done"]', { hasText: '2025-01-07' }).waitFor()
      await page.locator(dayOf('2025-01-07', 'whole')).waitFor()
      await page.locator('h3[data-state="whole"]').waitFor()
    }
    assert.deepEqual(posts.sort(), [202, 409])
    await chartsDrawn(one.page)
    await one.page.locator('figure[data-variable="power"][data-greatest="4444"]').waitFor()
    assert.deepEqual(
      [...one.faults, ...other.faults].filter((fault) => !fault.includes('409')),
      [],
    )
    for (const { page } of tabs) await page.context().close()
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 400]) {
      test(`keeps nobody out, ${colorScheme}, ${width} pixels wide`, async () => {
        const { page, faults } = await openTab(`${up.url}/?day=2025-01-05`, { colorScheme, width })
        await chartsDrawn(page)
        assert.deepEqual(await findBarriers(page), [])
        const room = await page.evaluate<number>('document.documentElement.scrollWidth')
        assert.ok(room <= width, `${room} pixels wide`)
        assert.deepEqual(faults, [])
        await page.context().close()
      })
    }
  }
})
