import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findForgettable } from '../../../src/target/ledger/find-forgettable.ts'
import { forgetDays } from '../../../src/target/ledger/forget-days.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { runDay, settingsFrom } from '../../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'

const asset = ''
const zone = (timeZone: string) =>
  settingsFrom({ MINUANO_VARIABLES: 'power', MINUANO_TIME_ZONE: timeZone })
const [inUtc, inSaoPaulo] = [zone('UTC'), zone('America/Sao_Paulo')]

/** What is left: values, incomplete bins and the ledger's days. */
async function countsOf({ client }: Target): Promise<string> {
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws(' ', (select count(*) from data), (select count(*) from bin_reason),
       coalesce((select string_agg(day::text, ',' order by day) from load), '-')) as line`,
  )
  return rows[0]!.line
}

/**
 * São Paulo's 2025-01-01, of which the Source had nothing, reaches three hours into 2025-01-02 of UTC, which was loaded
 * since: 144 bins of four statistics, the first of them not complete.
 */
async function createNeighbours() {
  const { source, connector, target } = await createTestPipeline()
  await assert.rejects(runDay(connector, target, inSaoPaulo, '2025-01-01'), {
    code: 'no-source-data',
  })
  await insertRows(source, minutesFrom('2025-01-02T00:00:00Z', 1440).toSpliced(5, 1))
  await runDay(connector, target, inUtc, '2025-01-02')
  assert.equal(await countsOf(target), '576 1 2025-01-01,2025-01-02')
  return target
}

describe('forgetting a day that holds nothing', () => {
  test('leaves its neighbour of another time zone all hours, and says how many values stay', async () => {
    const target = await createNeighbours()
    const days = await findForgettable(target, { asset, from: '2025-01-01', to: '2025-01-01' })
    assert.deepEqual(
      days.map(({ day, values, othersValues }) => [day, values, othersValues]),
      [['2025-01-01', 0, 72]],
    )
    assert.deepEqual(await forgetDays(target, asset, days), {
      values: 0,
      ledgerRows: 1,
      incompleteBins: 0,
      signals: [],
    })
    assert.equal(await countsOf(target), '576 1 2025-01-02')
  })

  test('counts each value once where its neighbour is forgotten too, and leaves nothing', async () => {
    const target = await createNeighbours()
    const days = await findForgettable(target, { asset })
    assert.deepEqual(
      days.map(({ day, values, othersValues }) => [day, values, othersValues]),
      [
        ['2025-01-01', 0, 0],
        ['2025-01-02', 576, 0],
      ],
    )
    assert.equal((await forgetDays(target, asset, days)).values, 576)
    assert.equal(await countsOf(target), '0 0 -')
  })
})
