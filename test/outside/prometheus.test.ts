import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'node:test'
import { startTestPage } from '../page/test-page.ts'
import { atEnd } from '../support/at-end.ts'
import { backfill, settingsFrom } from '../support/etl.ts'
import { findProgram } from '../page/web/find-program.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'
import { startPrometheus } from '../support/prometheus.ts'

const prometheus = findProgram(['prometheus'])
const promtool = findProgram(['promtool'])
const skip =
  prometheus === undefined || promtool === undefined ? 'no prometheus and promtool in PATH' : false

const rules = 'deploy/prometheus/minuano.rules.yml'

function runPromtool(args: readonly string[], input?: string): void {
  const { status, stdout, stderr } = spawnSync(promtool!, args, { encoding: 'utf8', input })
  assert.equal(status, 0, stdout + stderr)
}

describe('Prometheus', { skip }, () => {
  test('takes the alert rules, which fire when they should, and the configuration', () => {
    runPromtool(['check', 'rules', rules])
    runPromtool(['test', 'rules', 'deploy/prometheus/minuano.rules.test.yml'])
    runPromtool(['check', 'config', 'deploy/prometheus/prometheus.yml'])
  })

  test('scrapes Connector and page, finds the names as they should be, and all that the rules ask for', async () => {
    const pipeline = await createTestPipeline()
    const rows = minutesFrom(
      '2025-01-03T00:00:00Z',
      1440,
      (n) => n % 20,
      (n) => n % 900,
    )
    await insertRows(pipeline.source, rows)
    await backfill({ ...pipeline, settings: settingsFrom(), days: ['2025-01-03'], concurrency: 1 })
    const page = await startTestPage(
      { targetUrl: pipeline.targetUrl },
      { PAGE_API_KEY: 'a-key-of-the-page' },
    )
    const own = async (url: string, key = '') =>
      (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).text()
    runPromtool(['check', 'metrics'], await own(pipeline.connector.url))
    runPromtool(['check', 'metrics'], await own(page.url, 'a-key-of-the-page'))

    const server = await startPrometheus(prometheus!, {
      'minuano-connector': { url: pipeline.connector.url },
      'minuano-page': { url: page.url, key: 'a-key-of-the-page' },
    })
    atEnd(() => server.stop())
    const until = async (expression: string, wanted: number) => {
      // The test's own time limit ends a wait for what never comes.
      while ((await server.ask(expression)) !== wanted) await sleep(100)
    }
    await until('count(up{job=~"minuano-.*"} == 1)', 2)
    await until('minuano_page_day_states{state="whole"}', 1)
    await until('minuano_page_newest_loaded_day_timestamp_seconds', Date.parse('2025-01-04') / 1000)
    await until('minuano_connector_http_requests_total{route="/data",status="200"}', 1)
    await until('count(nodejs_eventloop_lag_p99_seconds)', 2)
  })
})
