import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Days } from '../../src/page/api.ts'
import { backfill, settingsFrom } from '../support/etl.ts'
import { createGate } from '../support/gate.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'
import { readMetrics } from '../support/read-metrics.ts'
import { startTestPage } from './test-page.ts'

const zone = 'America/Sao_Paulo'
const days = ['2018-11-02', '2018-11-03', '2018-11-04']

describe('the page’s /metrics', () => {
  let targetUrl: string
  before(async () => {
    const pipeline = await createTestPipeline({ MINUANO_TIME_ZONE: zone })
    // Two whole days, and a third that ends in the afternoon.
    const from = '2018-11-02T03:00:00Z'
    const rows = minutesFrom(
      from,
      63 * 60,
      (n) => 6 + (n % 97) / 20,
      (n) => n % 1500,
    )
    await insertRows(pipeline.source, rows)
    const settings = settingsFrom({ MINUANO_TIME_ZONE: zone })
    await backfill({ ...pipeline, settings, days, concurrency: 2 })
    targetUrl = pipeline.targetUrl
  })

  test('says of the ledger what the page shows, and that there is none while the Target is away', async () => {
    const gate = await createGate(targetUrl)
    await gate.open()
    const page = await startTestPage({ targetUrl: gate.url }, { MINUANO_TIME_ZONE: zone })
    const seen = await readMetrics(page.url)
    const { counts } = await page.json<Days>('/api/days')
    for (const [state, count] of Object.entries(counts)) {
      assert.equal(seen.get(`minuano_page_day_states{state="${state}"}`), count, state)
    }
    assert.deepEqual([counts.whole, counts.partial], [2, 1])
    const ended = (kind: string) =>
      seen.get(`minuano_page_newest_${kind}_day_timestamp_seconds{asset=""}`)
    // The clock went forward in the first minute of the 4th.
    assert.equal(ended('whole'), Date.parse('2018-11-04T03:00:00Z') / 1000)
    assert.equal(ended('loaded'), Date.parse('2018-11-05T02:00:00Z') / 1000)
    assert.equal(seen.get('minuano_page_target_up'), 1)

    await gate.close()
    // What one scrape saw is another’s for a moment.
    let later = seen
    while (later.get('minuano_page_target_up') === 1) later = await readMetrics(page.url)
    assert.equal(later.get('minuano_page_target_up'), 0)
    assert.deepEqual(
      [...later.keys()].filter((name) => /^minuano_page_(day|newest|last)/.test(name)),
      [],
    )
  })
})
