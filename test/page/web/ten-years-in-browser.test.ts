import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { light } from '../../../src/page/web/colour/palette.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { createTestTarget } from '../../support/target.ts'
import { startTestPage } from '../test-page.ts'
import { needsBrowser, openTab, until } from './browser.ts'
import { fillTenYears, spike, zone } from './fill-ten-years.ts'

const hour = 3_600_000
const powerChart = 'figure[data-variable="power"]'

/** The chart of power in the middle of the screen, drawn. */
async function drawnChart(page: Page): Promise<Locator> {
  const figure = page.locator(powerChart)
  await figure.waitFor()
  await page.evaluate(`document.querySelector('${powerChart}').scrollIntoView({ block: 'center' })`)
  await page.locator(`${powerChart}[data-points]`).waitFor()
  return figure
}

/** What a chart has drawn: start and end in milliseconds. */
async function spanOf(figure: Locator): Promise<{ from: number; to: number }> {
  const [from, to] = await Promise.all([
    figure.getAttribute('data-from'),
    figure.getAttribute('data-to'),
  ])
  return { from: Date.parse(from!), to: Date.parse(to!) }
}

/** Waits until a chart has drawn another interval than this one. */
async function untilDrawn(page: Page, { from, to }: { from: number; to: number }): Promise<void> {
  const [start, end] = [from, to].map((at) => new Date(at).toISOString().replace('.000Z', 'Z'))
  await page
    .locator(`${powerChart}[data-from="${start!}"][data-to="${end!}"]`)
    .waitFor({ state: 'detached' })
}

describe('a page of ten years with a spike of a minute, in a browser', needsBrowser, () => {
  let target: Target
  let url = ''
  let inSaoPaulo = ''
  before(async () => {
    const made = await createTestTarget()
    target = made.target
    await fillTenYears(target.client)
    const serve = (timeZone: string) =>
      startTestPage({ targetUrl: made.url }, { MINUANO_TIME_ZONE: timeZone })
    url = (await serve(zone)).url
    inSaoPaulo = (await serve('America/Sao_Paulo')).url
  })

  test('the spike is seen at every zoom, with no more points than pixels', async () => {
    // The test reads the canvas, which Chromium remarks on.
    const expected = /willReadFrequently/
    const { page, faults } = await openTab(`${url}/?show=power`, { expected })
    const figure = await drawnChart(page)
    const over = (await figure.locator('.u-over').boundingBox())!
    const at = Date.parse(spike.at)
    const [bin] = (
      await target.client.query<{ max: number }>(
        `select max(value) as max from data where "timestamp" between '2015-01-01' and '2025-01-01'`,
      )
    ).rows
    assert.equal(bin!.max, spike.power)
    for (let step = 0; ; step++) {
      const span = await spanOf(figure)
      const length = span.to - span.from
      const said = `${length / hour} hours`
      if (step === 0) assert.equal(length / hour, 87_672)
      assert.equal(await figure.getAttribute('data-greatest'), String(spike.power), said)
      assert.ok(Number(await figure.getAttribute('data-points')) <= over.width, said)
      const part = (at - span.from) / length
      assert.ok((await inkAt(figure, part)) > 0, `nothing is drawn at the spike of ${said}`)
      if (length <= hour + 1000) break
      assert.ok(step < 25)
      await page.mouse.move(over.x + part * over.width, over.y + 40)
      await page.mouse.wheel(0, -300)
      await untilDrawn(page, span)
    }
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('a day of 25 hours has both its two o’clocks: in the chart, under the cursor, in the table', async () => {
    const { page, faults } = await openTab(`${url}/?show=power&day=2018-10-28`)
    const figure = await drawnChart(page)
    assert.equal(await figure.getAttribute('data-points'), '150')
    assert.equal(
      await page.locator('#interval').textContent(),
      `2018-10-28 00:00 +02:00 to 2018-10-29 00:00 +01:00, ${zone}`,
    )
    await figure.locator('summary').click()
    const times = (await figure.locator('tbody tr').allInnerTexts()).map(
      (row) => row.split('\t')[0]!,
    )
    assert.equal(times.length, 150)
    assert.deepEqual([times[12], times[18]], ['2018-10-28 02:00 +02:00', '2018-10-28 02:00 +01:00'])
    const over = (await figure.locator('.u-over').boundingBox())!
    for (const [utc, said] of [
      ['2018-10-28T00:30:00.000Z', '2018-10-28 02:30 +02:00'],
      ['2018-10-28T01:30:00.000Z', '2018-10-28 02:30 +01:00'],
    ] as const) {
      const part = (Date.parse(utc) + 5 * 60_000 - Date.parse('2018-10-27T22:00Z')) / (25 * hour)
      await page.mouse.move(over.x + part * over.width, over.y + 60)
      const values = figure.locator('.values')
      assert.equal(await figure.locator('time').textContent(), said)
      assert.equal(await values.getAttribute('data-time'), utc)
      const { rows } = await target.client.query<{ value: number }>(
        `select value from data join signal on id = signal_id where statistic = 'max' and "timestamp" = '${utc}'`,
      )
      assert.equal(await values.getAttribute('data-max'), String(rows[0]!.value))
    }
    // Labels are painted: what is painted next is written down.
    await page.evaluate(
      `window.painted = []; const paint = CanvasRenderingContext2D.prototype.fillText
       CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) { painted.push(text); paint.call(this, text, ...rest) }`,
    )
    const span = await spanOf(figure)
    await figure.locator('.u-over').hover({ position: { x: (1 / 25) * over.width, y: 60 } })
    await page.mouse.wheel(0, -400)
    await untilDrawn(page, span)
    const painted = await page.evaluate<string>('painted.join()')
    assert.match(painted, /01:00(\n28 Oct 2018)?,[^]*02:00,02:00,03:00,04:00/)
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('a day of 23 hours has no two o’clock, and one that begins at one o’clock 138 bins', async () => {
    const berlin = await openTab(`${url}/?show=power&day=2018-03-25`)
    const figure = await drawnChart(berlin.page)
    assert.equal(await figure.getAttribute('data-points'), '138')
    assert.equal(
      await berlin.page.locator('#interval').textContent(),
      `2018-03-25 00:00 +01:00 to 2018-03-26 00:00 +02:00, ${zone}`,
    )
    await berlin.page.context().close()
    const { page } = await openTab(`${inSaoPaulo}/?show=power&day=2018-11-04`)
    assert.equal(await (await drawnChart(page)).getAttribute('data-points'), '138')
    const said = await page.locator('#interval').textContent()
    assert.equal(said, '2018-11-04 01:00 to 2018-11-05 00:00, America/Sao_Paulo')
    await page.locator('[data-zone="UTC"]').click()
    await page
      .locator('#interval', { hasText: '2018-11-04 03:00 to 2018-11-05 02:00, UTC' })
      .waitFor()
    await page.context().close()
  })

  test('two fingers zoom, one moves, and one that goes up or down scrolls the page', async () => {
    const { page, faults } = await openTab(`${url}/?show=power`, {
      width: 400,
      height: 800,
      hasTouch: true,
    })
    const figure = await drawnChart(page)
    const over = (await figure.locator('.u-over').boundingBox())!
    const touches = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...at: [number, number][]) =>
      touches.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: at.map(([part, y], id) => ({
          id,
          x: over.x + part * over.width,
          y: over.y + y,
        })),
      })
    const whole = await spanOf(figure)
    const length = whole.to - whole.from
    await touch('touchStart', [0.4, 60], [0.6, 60])
    await touch('touchMove', [0.3, 60], [0.7, 60])
    await touch('touchMove', [0.1, 60], [0.9, 60])
    await touch('touchEnd')
    const drawsFrom = (from: number, to: number) =>
      until(page, async () => {
        const span = await spanOf(figure)
        return Math.max(Math.abs(span.from - from), Math.abs(span.to - to)) < length / 100
      })
    // The instants under the fingers are under them still: a quarter of all, around its middle.
    await drawsFrom(whole.from + 0.375 * length, whole.from + 0.625 * length)
    await touch('touchStart', [0.4, 60])
    await touch('touchMove', [0.6, 60])
    await touch('touchMove', [0.8, 60])
    await touch('touchEnd')
    await drawsFrom(whole.from + 0.275 * length, whole.from + 0.525 * length)
    const panned = await spanOf(figure)
    const scrolled = await page.evaluate<number>('scrollY')
    // The page lies at its end: it goes with a finger that goes down.
    await touch('touchStart', [0.5, 20])
    for (const y of [40, 80, 120, 180, 240]) await touch('touchMove', [0.5, y])
    await touch('touchEnd')
    await until(page, async () => (await page.evaluate<number>('scrollY')) < scrolled - 50)
    assert.deepEqual(await spanOf(figure), panned)
    assert.deepEqual(faults, [])
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

/** Pixels in the chart's colour at a part of its width, where nothing but the spike reaches. */
async function inkAt(figure: Locator, part: number): Promise<number> {
  const colour = [1, 3, 5].map((place) => parseInt(light.assets[0]!.slice(place, place + 2), 16))
  const over = (await figure.locator('.u-over').boundingBox())!
  return figure.locator('.uplot canvas').evaluate(countInk, { part, over, colour })
}

interface Asked {
  readonly part: number
  readonly over: {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
  }
  readonly colour: readonly number[]
}

function countInk(element: unknown, { part, over, colour }: Asked): number {
  const canvas = element as {
    getBoundingClientRect(): { left: number; top: number }
    getContext(kind: '2d'): {
      getImageData(...box: number[]): { data: Uint8ClampedArray }
    }
  }
  const { left, top } = canvas.getBoundingClientRect()
  const x = Math.round(over.x - left + part * over.width)
  const y = Math.round(over.y - top + over.height * 0.15)
  const { data } = canvas.getContext('2d').getImageData(x - 4, y, 9, Math.round(over.height * 0.35))
  let ink = 0
  for (let at = 0; at < data.length; at += 4) {
    const isNear = colour.every((value, channel) => Math.abs(value - data[at + channel]!) < 40)
    if (isNear && data[at + 3]! > 15) ink++
  }
  return ink
}
