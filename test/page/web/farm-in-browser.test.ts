import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Overview } from '../../../src/page/api.ts'
import { backfillFarm, createFarmPipeline } from '../../support/farm-pipeline.ts'
import type { FarmPipeline } from '../../support/farm-pipeline.ts'
import { startTestPage } from '../test-page.ts'
import type { TestPage } from '../test-page.ts'
import { findBarriers, needsBrowser, openTab } from './browser.ts'
import { cellRules } from './cell-rules.ts'
import { dayOf, lettersOf, ratedPower, writeFarmDays } from './farm-days.ts'
import type { Doing } from './farm-days.ts'

const env = { MINUANO_RATED_POWER: String(ratedPower), MINUANO_TIME_ZONE: 'UTC' }
const days = ['2025-03-01', '2025-03-02']
const runs = dayOf(['runs', 144])

/** What each does on the second day. */
const farm: Readonly<Record<string, readonly Doing[]>> = {
  T1: runs,
  T2: dayOf(
    ['runs', 50],
    ['stopped', 30],
    ['runs', 14],
    ['isHeld', 20],
    ['calm', 10],
    ['stopped', 20],
  ),
  T3: dayOf(
    ...(
      [
        'windHangs',
        'powerHangs',
        'powerFromNoWind',
        'noWindSpeed',
        'noPower',
        'fewSamples',
      ] as const
    ).flatMap(
      (doing) =>
        [
          [doing, 4],
          ['runs', 3],
          ['calm', 3],
        ] as const,
    ),
    ['still', 20],
    ['runs', 64],
  ),
  T4: dayOf(['runs', 19], ['silent', 125]),
  T10: dayOf(['calm', 40], ['silent', 6], ['runs', 98]),
}

const orderOf = (page: Page) =>
  page
    .locator('table.farm tbody tr')
    .evaluateAll((rows) =>
      rows
        .map((row) => (row as unknown as { dataset: Record<string, string> }).dataset['asset'])
        .join(),
    )

describe('the page of a farm, in a browser', needsBrowser, () => {
  let pipeline: FarmPipeline
  let served: TestPage
  const rows = async <Row extends object>(text: string) =>
    (await pipeline.target.client.query<Row>(text)).rows
  before(async () => {
    pipeline = await createFarmPipeline()
    for (const [asset, day] of Object.entries(farm)) {
      await writeFarmDays(pipeline.source, asset, days[0]!, [runs, day])
    }
    await backfillFarm(pipeline, env, days)
    served = await startTestPage(
      {
        targetUrl: pipeline.targetUrl,
        samples: { url: pipeline.connector.url, apiKey: undefined },
      },
      env,
    )
  })

  test('says first how the night was, the worst turbine first', async () => {
    const { page, faults } = await openTab(served.url)
    await page.locator('table.farm').waitFor()
    assert.equal(
      await page.locator('h1').textContent(),
      'No values since 3 March 2025, 00:00; this is how the 24 hours before were. 3 of 5 turbines whole; ' +
        'T4 silent since 2 March 2025, 03:10; T2 stopped in wind since 2 March 2025, 20:40; T3 suspect: 4 of 10 samples.',
    )
    assert.equal(await orderOf(page), 'T4,T2,T3,T10,T1')
    assert.equal(
      await page.locator('tr[data-asset="T4"] .said').textContent(),
      'silent since 2025-03-02 03:10',
    )
    assert.equal(
      await page.locator('tr[data-asset="T3"] .said').textContent(),
      'suspect: 4 of 10 samples',
    )
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('rows are sorted by name, coverage, yesterday’s power and wind, both ways, by keyboard too', async () => {
    const { page } = await openTab(served.url)
    await page.locator('table.farm').waitFor()
    const means = await rows<{ asset: string; variable: string; mean: number; covered: number }>(
      `select asset, variable, avg(value) as mean, count(*)::int as covered from data join signal on id = signal_id
       where statistic = 'mean' and "timestamp" >= '2025-03-02Z' group by 1, 2`,
    )
    const by = (variable: string) =>
      means
        .filter((row) => row.variable === variable)
        .sort((a, b) => a.mean - b.mean)
        .map(({ asset }) => asset)
    for (const [key, ascending] of [
      ['asset', ['T1', 'T2', 'T3', 'T4', 'T10']],
      ['meanPower', by('power')],
      ['meanWind', by('wind_speed')],
    ] as const) {
      const head = page.locator(`[data-sort="${key}"]`)
      await head.click()
      const isDescending = key !== 'asset'
      const expected = isDescending ? ascending.toReversed() : ascending
      assert.equal(await orderOf(page), expected.join(), key)
      await page.keyboard.press('Enter')
      assert.equal(await orderOf(page), expected.toReversed().join(), `${key}, again`)
    }
    await page.locator('[data-sort="coverage"]').click()
    assert.deepEqual((await orderOf(page)).split(',').slice(0, 2), ['T4', 'T10'])
    await page.locator('[data-sort="rank"]').click()
    assert.equal(await orderOf(page), 'T4,T2,T3,T10,T1')
    await page.context().close()
  })

  test('each cell is what the rules make of the Target’s values, and is drawn as nothing else', async () => {
    const wanted = await rows<{ asset: string; cells: string }>(
      cellRules('2025-03-02T00:00Z', '2025-03-03T00:00Z', ratedPower),
    )
    const meant = new Map(Object.entries(farm).map(([asset, day]) => [asset, lettersOf(day)]))
    const { assets } = await served.json<Overview>('/api/overview')
    const { page } = await openTab(served.url)
    await page.locator('table.farm').waitFor()
    const looks = new Map<string, Set<string>>()
    for (const { asset, cells } of wanted) {
      assert.equal(cells, meant.get(asset), `${asset} as it was meant`)
      assert.equal(assets.find((one) => one.asset === asset)?.cells, cells, asset)
      const drawn = await page.locator(`tr[data-asset="${asset}"] canvas`).evaluate(lookOfCells)
      drawn.forEach((look, bin) => {
        const letter = cells[bin]!
        looks.set(letter, (looks.get(letter) ?? new Set()).add(look))
      })
    }
    assert.equal([...looks.keys()].sort().join(''), '-cpqs')
    // One look a state, and none of them twice.
    const all = [...looks].flatMap(([letter, found]) =>
      [...found].map((look) => `${letter} ${look}`),
    )
    assert.equal(all.length, 5, all.join('\n'))
    assert.equal(new Set(all.map((text) => text.slice(2))).size, 5, all.join('\n'))
    await page.context().close()
  })

  test('a press on a turbine opens it, and the way back leads to the farm', async () => {
    const { page, faults } = await openTab(served.url)
    await page.locator('[data-day="2025-03-02"][data-asset="T10"][data-state="partial"]').waitFor()
    assert.equal(await page.locator('[data-day][data-asset]').count(), 10)
    assert.match((await page.locator('.matrix .hours').textContent()) ?? '', /^1 Mar 2025/)
    // There is nothing to take along before one is chosen.
    assert.equal(await page.locator('[data-action="download-csv"]').count(), 0)
    assert.equal(await page.locator('[data-day="2025-03-02"][data-state="whole"]').count(), 2)
    await page.locator('tr[data-asset="T2"] a').click()
    await page.locator('figure[data-variable="power"]').waitFor()
    assert.equal(new URL(page.url()).search, '?asset=T2')
    assert.equal(await page.locator('[data-day][data-asset="T2"]').count(), 2)
    assert.equal(await page.locator('[data-day][data-asset]').count(), 2)
    await page.goBack()
    await page.locator('[data-day="2025-03-01"][data-asset="T4"]').waitFor()
    await page.locator('[data-day="2025-03-02"][data-asset="T4"]').click()
    await page.locator('h3', { hasText: '2 March 2025: partial' }).waitFor()
    assert.equal(new URL(page.url()).search, '?asset=T4&day=2025-03-02')
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('turbines over each other have the Target’s values under one cursor', async () => {
    const { page, faults } = await openTab(`${served.url}/?asset=T1&day=2025-03-02&show=power`)
    const figure = page.locator('figure[data-variable="power"]')
    await figure.waitFor()
    await page.locator('summary', { hasText: 'Compare' }).click()
    for (const other of ['T2', 'T10']) {
      await page.locator(`.menu-entries input[value="${other}"]`).check()
    }
    await page.waitForURL(/with=T2,T10/)
    await figure.evaluate((chart: { scrollIntoView(how: object): void }) =>
      chart.scrollIntoView({ block: 'center' }),
    )
    await page.locator('figure[data-variable="power"][data-points]').waitFor()
    const over = (await figure.locator('.u-over').boundingBox())!
    await page.mouse.move(over.x + over.width * 0.75, over.y + 100)
    for (const asset of ['T1', 'T2', 'T10']) {
      const values = figure.locator(`.values[data-asset="${asset}"]`)
      // At one moment: what is drawn anew may move it under the cursor.
      const shown = await values.evaluate(
        ({ dataset }: { dataset: Record<string, string | undefined> }) => ({ ...dataset }),
      )
      const [row] = await rows<{ value: number }>(
        `select value from data join signal on id = signal_id where asset = '${asset}' and variable = 'power'
           and statistic = 'mean' and "timestamp" = '${shown['time']!}'`,
      )
      assert.equal(shown['mean'], String(row!.value))
      assert.match((await values.textContent()) ?? '', new RegExp(`^${asset} `))
    }
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('a turbine’s power curve has the Target’s means, in bins centred on halves', async () => {
    const { page } = await openTab(`${served.url}/?asset=T2`)
    await page.locator('figure.curve-figure').scrollIntoViewIfNeeded()
    await page.locator('figure.curve-figure[data-bins]').waitFor()
    await page.locator('figure.curve-figure summary').click()
    const shown = await page.locator('figure.curve-figure tbody tr').allInnerTexts()
    const expected = await rows<{ wind: number; power: number; minutes: number }>(
      `select floor(w.value / 0.5 + 0.5) * 0.5 as wind, avg(p.value) as power, 10 * count(*)::int as minutes
       from data w join signal sw on sw.id = w.signal_id join data p on p."timestamp" = w."timestamp"
         join signal sp on sp.id = p.signal_id
       where (sw.asset, sw.variable, sw.statistic) = ('T2', 'wind_speed', 'mean')
         and (sp.asset, sp.variable, sp.statistic) = ('T2', 'power', 'mean') group by 1 order by 1`,
    )
    assert.deepEqual(
      shown.map((line) => line.split('\t')),
      expected.map(({ wind, power, minutes }) => [
        String(wind),
        power.toLocaleString('en', { maximumSignificantDigits: 5 }),
        `${minutes.toLocaleString('en')}${minutes < 30 ? ' (few)' : ''}`,
      ]),
    )
    assert.match((await page.locator('section.curve').textContent()) ?? '', /not IEC 61400-12-1/)
    await page.context().close()
  })

  test('turbines that are not there are named, and the rest is shown', async () => {
    const { page } = await openTab(`${served.url}/?asset=T1&with=T2,T98&day=2025-03-09&zone=Mars`)
    await page.locator('.notice').nth(2).waitFor()
    const said = (await page.locator('.notices').textContent()) ?? ''
    for (const name of ['T98', '2025-03-09', 'Mars']) assert.ok(said.includes(name), said)
    await page.locator('figure[data-variable="power"]').waitFor()
    assert.equal(await page.locator('summary', { hasText: 'Compared with 1' }).count(), 1)
    await page.context().close()
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 400]) {
      test(`a farm keeps nobody out, ${colorScheme}, ${width} pixels wide`, async () => {
        const { page, faults } = await openTab(served.url, { colorScheme, width })
        await page.locator('[data-day="2025-03-02"][data-asset="T10"]').waitFor()
        assert.deepEqual(await findBarriers(page), [])
        const room = await page.evaluate<number>('document.documentElement.scrollWidth')
        assert.ok(room <= width, `${room} pixels wide`)
        assert.deepEqual(faults, [])
        await page.context().close()
      })
    }
  }
})

/** How each of a row's cells looks: its colours from top to bottom in its middle, and whether it has any at its foot. */
function lookOfCells(element: unknown): string[] {
  const canvas = element as {
    width: number
    height: number
    getContext(kind: '2d'): {
      getImageData(...box: number[]): { data: Uint8ClampedArray }
    }
  }
  const { width, height } = canvas
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height)
  const at = (x: number, y: number) =>
    data.slice(4 * (y * width + x), 4 * (y * width + x) + 4).join()
  return Array.from({ length: 144 }, (_, bin) => {
    const [left, right] = [bin, bin + 1].map((edge) => (edge * width) / 144)
    const middle = Math.floor((left! + right!) / 2)
    // Below the wind: the cells' eleven pixels.
    const colours = Array.from({ length: 11 }, (_, y) => at(middle, height - 11 + y))
    const foot = Array.from({ length: Math.floor(right! - left! - 1) }, (_, x) =>
      at(Math.ceil(left!) + x, height - 1),
    )
    return `${colours.join(' ')} ${foot.some((colour) => !colour.endsWith(',0')) ? 'foot' : ''}`
  })
}
