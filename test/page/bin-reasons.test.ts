import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DayDetail, Overview } from '../../src/page/api.ts'
import { runDay, settingsFrom } from '../support/etl.ts'
import { unmakeBinReason } from '../support/former-target.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'
import { startTestPage } from './test-page.ts'

const day = '2025-01-03'

describe('why bins are not whole', async () => {
  const { source, connector, target, targetUrl } = await createTestPipeline()
  // NULL for three minutes, no row for half an hour, and two bins with a value that no sensor gives.
  const wind = (at: number) => (at < 3 ? null : at === 45 || at === 55 ? 9999 : 8)
  const rows = minutesFrom(`${day}T00:00:00Z`, 1440, wind, () => 500)
  await insertRows(
    source,
    rows.filter((_, at) => at < 100 || at >= 130),
  )
  await runDay(connector, target, settingsFrom({ MINUANO_FROZEN: 'off' }), day)
  const page = await startTestPage({ targetUrl })

  test('is told of a day by variable, bins that are alike as one', async () => {
    const { bins } = await page.json<DayDetail>(`/api/day?day=${day}`)
    const run = (from: string, to: string, classes: Record<string, number>) => ({
      ...{ from: `${day}T${from}:00Z`, to: `${day}T${to}:00Z`, classes },
      samples: classes['valid'] ?? 0,
    })
    const gap = run('01:40', '02:10', { missing: 10 })
    assert.deepEqual(bins, [
      {
        variable: 'wind_speed',
        bins: 6,
        classes: { valid: 25, missing: 33, out_of_range: 2 },
        runs: [
          run('00:00', '00:10', { valid: 7, missing: 3 }),
          run('00:40', '01:00', { valid: 9, out_of_range: 1 }),
          gap,
        ],
      },
      { variable: 'power', bins: 3, classes: { missing: 30 }, runs: [gap] },
    ])
  })

  test('is in a file beside the statistics, where it is asked for', async () => {
    const of = async (more: string) => {
      const query = `variables=wind_speed&from=${day}T00:30Z&to=${day}T02:00Z&format=csv${more}`
      const lines = (await (await fetch(`${page.url}/api/export?${query}`)).text()).trim()
      return lines.split(/\r?\n/).map((line) => line.split(','))
    }
    const [plain, told] = [await of(''), await of('&reasons=true')]
    assert.deepEqual(told[0]!.slice(plain[0]!.length), [
      'wind_speed_valid',
      'wind_speed_missing',
      'wind_speed_out_of_range',
    ])
    const found = told
      .slice(1)
      .map((cells) => [
        cells[0]!.slice(11, 16),
        ...cells.slice(-3).map((text) => text.replace('.0', '')),
      ])
    assert.deepEqual(found, [
      ['00:30', '', '', ''],
      ['00:40', '9', '0', '1'],
      ['00:50', '9', '0', '1'],
      ['01:00', '', '', ''],
      ['01:10', '', '', ''],
      ['01:20', '', '', ''],
      ['01:30', '', '', ''],
      // Bins without a value have a row for their reason.
      ['01:40', '0', '10', '0'],
      ['01:50', '0', '10', '0'],
    ])
    assert.equal(plain.length, 1 + 7)
  })

  test('is not told of a Target of a version before, of which all else is shown', async () => {
    await unmakeBinReason(target)
    assert.deepEqual((await page.json<DayDetail>(`/api/day?day=${day}`)).bins, [])
    const { assets } = await page.json<Overview>('/api/overview')
    assert.equal(assets.length, 1)
    const query = `variables=wind_speed&from=${day}&to=${day}T01:00Z&format=csv&reasons=true`
    const text = await (await fetch(`${page.url}/api/export?${query}`)).text()
    assert.doesNotMatch(text, /missing/)
  })
})
