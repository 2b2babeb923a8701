import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'
import { runMinuano } from '../../support/minuano.ts'

test('times that no turbine has are not in the Source’s period, and are counted', async () => {
  const { source, connector, targetUrl } = await createTestPipeline()
  await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
  const variables = async () => {
    const answer = await fetch(`${connector.url}/variables`)
    assert.equal(answer.status, 200, await answer.clone().text())
    const { first, last, outside_rows } = (await answer.json()) as Record<string, unknown>
    return [first, last, outside_rows]
  }
  const [first, last] = await variables()
  assert.match(
    `${String(first)} ${String(last)}`,
    /^2025-01-03T00:00:00\S* 2025-01-03T23:59:00\S*$/,
  )
  assert.deepEqual(await variables(), [first, last, undefined])
  await source.query(
    `insert into data ("timestamp", power) values ('0044-03-15 BC', 1), ('1899-12-31T23:59:59Z', 1),
       ('2200-01-01Z', 1), ('12025-01-03Z', 1), ('infinity', 1), ('-infinity', 1)`,
  )
  assert.deepEqual(await variables(), [first, last, 4])
  await source.query(
    `insert into data ("timestamp", power) select generate_series('1800-01-01Z'::timestamptz, '1800-01-02Z', '1 min'), 1`,
  )
  assert.deepEqual(await variables(), [first, last, 1000])
  const { stderr } = await runMinuano(['run', '2025-01-02'], {
    CONNECTOR_URL: connector.url,
    TARGET_DATABASE_URL: targetUrl,
  })
  assert.match(
    stderr,
    /it holds 2025-01-03T00:00:00\S* to 2025-01-03T23:59:00\S*; the Source has 1000 rows or more before 1900 or from 2200 on, left out as wrong times/,
  )
})
