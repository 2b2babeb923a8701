import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { findForgettable } from '../../../src/target/ledger/find-forgettable.ts'
import { forgetDays } from '../../../src/target/ledger/forget-days.ts'
import { lockClass } from '../../../src/target/load/advisory-lock.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import { atEnd } from '../../support/at-end.ts'
import { runDay, settingsFrom } from '../../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'

const february2025 = 2025 * 12 + 1

test('a month is loaded for the first time while another one, with all signals, is forgotten', async () => {
  const { source, connector, target, targetUrl } = await createTestPipeline()
  await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
  await insertRows(source, minutesFrom('2025-02-03T00:00:00Z', 1440))
  const settings = settingsFrom({})
  await runDay(connector, target, settings, '2025-01-03')
  const other = await openTarget(targetUrl)
  atEnd(() => other.close())
  await other.client.query('begin')
  await other.client.query(`select pg_advisory_xact_lock(${lockClass}, ${february2025})`)

  const loading = runDay(connector, target, settings, '2025-02-03')
  const { client } = other
  const isWaiting = async () =>
    (
      await client.query(
        `select from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
      )
    ).rowCount === 1
  while (!(await isWaiting())) await sleep(20)
  const third = await openTarget(targetUrl)
  atEnd(() => third.close())
  const { signals } = await forgetDays(third, '', await findForgettable(third, { asset: '' }))
  assert.equal(signals.length, 8)
  await client.query('commit')

  assert.equal((await loading).inserted, 1152)
  const { rows } = await client.query(
    `select count(*)::int as values, count(distinct name)::int as signals
     from data join signal on id = signal_id where date_trunc('month', "timestamp" at time zone 'UTC') = '2025-02-01'`,
  )
  assert.deepEqual(rows, [{ values: 1152, signals: 8 }])
})
