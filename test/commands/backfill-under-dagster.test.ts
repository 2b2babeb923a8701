import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createPipesEnvironment } from '../pipes/pipes-environment.ts'
import { severalDays } from '../pipes/recorded-contexts.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

describe('minuano backfill, started by Dagster', () => {
  test('reports every day, also one without source data, and closes', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
    const dagster = createPipesEnvironment(severalDays)
    const { code, stdout } = await runMinuano(['backfill', '2025-01-03', '2025-01-04', '--json'], {
      CONNECTOR_URL: connector.url,
      TARGET_DATABASE_URL: targetUrl,
      ...dagster.env,
    })
    assert.equal(code, 0)
    const { outcomes } = JSON.parse(stdout) as { outcomes: object[] }
    const messages = dagster.messages()
    assert.deepEqual(
      [messages[0]!.method, messages.at(-1)!.method, messages.at(-1)!.params],
      ['opened', 'closed', {}],
    )
    const days = messages
      .filter(({ method }) => method === 'report_custom_message')
      .map(({ params }) => params['payload'] as { day: string; status: string })
      .sort((a, b) => (a.day < b.day ? -1 : 1))
    assert.deepEqual(
      days,
      outcomes.map((outcome) => ({ type: 'day', ...outcome })),
    )
    assert.deepEqual(
      days.map(({ day, status }) => [day, status]),
      [
        ['2025-01-03', 'loaded'],
        ['2025-01-04', 'no-source-data'],
      ],
    )
    const logs = messages.filter(({ method }) => method === 'log').map(({ params }) => params)
    assert.deepEqual(
      logs.map(({ level }) => level).sort((a, b) => (String(a) < String(b) ? -1 : 1)),
      ['INFO', 'WARNING'],
    )
  })

  test('closes with the exception where a day fails, and keeps its exit code', async () => {
    const { targetUrl } = await createTestPipeline()
    const dagster = createPipesEnvironment(severalDays)
    const { code } = await runMinuano(['backfill', '2025-01-03', '2025-01-03'], {
      CONNECTOR_URL: 'http://someone:secret@127.0.0.1:1',
      CONNECTOR_RETRIES: '0',
      TARGET_DATABASE_URL: targetUrl,
      ...dagster.env,
    })
    assert.equal(code, 75)
    const [day, closed] = dagster.messages().slice(-2)
    const failed = day?.params['payload'] as Record<string, unknown>
    assert.deepEqual([failed['status'], failed['code']], ['failed', 'connector-unavailable'])
    const exception = closed?.params['exception'] as Record<string, unknown>
    assert.match(String(exception['message']), /^1 of 1 days failed:\n {2}2025-01-03: /)
    assert.doesNotMatch(dagster.text(), /secret/)
  })

  test('closes with the exception where a setting is wrong', async () => {
    const dagster = createPipesEnvironment(severalDays)
    const env = { MINUANO_EVERY: '7m', ...dagster.env }
    const { code } = await runMinuano(['backfill', '2025-01-03', '2025-01-03'], env)
    assert.equal(code, 2)
    const exception = dagster.messages().at(-1)?.params['exception'] as Record<string, unknown>
    assert.match(String(exception['message']), /MINUANO_EVERY: "7m" is not allowed/)
  })
})
