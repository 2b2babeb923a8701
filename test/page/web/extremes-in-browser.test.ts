import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { Writable } from 'node:stream'
import { before, describe, test } from 'node:test'
import { loadConfig } from '../../../src/config/load-config.ts'
import { startPage } from '../../../src/page/start-page.ts'
import { listDays } from '../../../src/time/day.ts'
import { atEnd } from '../../support/at-end.ts'
import { backfill, settingsFrom } from '../../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'
import { needsBrowser, openTab } from './browser.ts'

const zone = 'America/Sao_Paulo'

describe('a page of forty days with a spike of a minute, in a browser', needsBrowser, () => {
  let url = ''
  before(async () => {
    const pipeline = await createTestPipeline({ MINUANO_TIME_ZONE: zone })
    // 4 November 2018 has 23 hours: its first is missing.
    const rows = minutesFrom('2018-10-16T03:00:00Z', 40 * 1440 - 60).map((row) => [...row] as const)
    const at = rows.findIndex(([time]) => time === Date.parse('2018-11-04T15:07:00Z') * 1000)
    rows[at] = [rows[at]![0], 8, 4321]
    await insertRows(pipeline.source, rows)
    const settings = settingsFrom({ MINUANO_TIME_ZONE: zone })
    const days = listDays('2018-10-16', '2018-11-24')
    await backfill({ ...pipeline, settings, days, concurrency: 2 })
    const log = new Writable({ write: (_chunk, _encoding, done) => done() })
    const config = loadConfig({ PAGE_PORT: '0', MINUANO_TIME_ZONE: zone })
    const page = await startPage(config, { log, targetUrl: pipeline.targetUrl })
    atEnd(() => page.close())
    url = page.url
  })

  test('the spike is seen at every zoom, with no more points than pixels', async () => {
    const { page, faults } = await openTab(`${url}/?show=power`)
    const figure = page.locator('figure[data-variable="power"]')
    await figure.waitFor()
    await page.evaluate(`document.querySelector('figure').scrollIntoView({ block: 'center' })`)
    await page.locator('figure[data-points]').waitFor()
    const over = (await page.locator('figure[data-variable] .u-over').boundingBox())!
    const spike = Date.parse('2018-11-04T15:07:00Z')
    for (let step = 0; step < 20; step++) {
      const [from, to] = await Promise.all([
        figure.getAttribute('data-from'),
        figure.getAttribute('data-to'),
      ])
      assert.equal(await figure.getAttribute('data-greatest'), '4321', `${from!} to ${to!}`)
      assert.ok(Number(await figure.getAttribute('data-points')) <= over.width)
      const [start, end] = [Date.parse(from!), Date.parse(to!)]
      if (end - start <= 3_700_000) break
      const part = (spike - start) / (end - start)
      await page.mouse.move(over.x + part * over.width, over.y + 40)
      await page.mouse.wheel(0, -300)
      await page
        .locator(`figure[data-from="${from!}"][data-to="${to!}"]`)
        .waitFor({ state: 'detached' })
    }
    const end = Date.parse((await figure.getAttribute('data-to'))!)
    assert.ok(end - Date.parse((await figure.getAttribute('data-from'))!) <= 3_700_000)
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('the day of 23 hours begins at one o’clock, and has 138 bins', async () => {
    const { page } = await openTab(`${url}/?show=power&day=2018-11-04`)
    await page.locator('figure[data-variable="power"][data-points="138"]').waitFor()
    const said = await page.locator('#interval').textContent()
    assert.equal(said, `2018-11-04 01:00 to 2018-11-05 00:00, ${zone}`)
    await page.locator('[data-zone="UTC"]').click()
    await page
      .locator('#interval', { hasText: '2018-11-04 03:00 to 2018-11-05 02:00, UTC' })
      .waitFor()
    await page.context().close()
  })

  test('the page alone has no buttons that load, and all it loads is 90 kB at the most', async () => {
    const { page } = await openTab(`${url}/?day=2018-11-04`)
    await page.locator('h3').waitFor()
    assert.equal(await page.locator('[data-action^="load"]').count(), 0)
    let bytes = 0
    for (const path of ['/', '/app.js', '/app.css']) {
      bytes += gzipSync(Buffer.from(await (await fetch(url + path)).arrayBuffer())).length
    }
    assert.ok(bytes <= 90_000, `${bytes} bytes`)
    await page.context().close()
  })
})
