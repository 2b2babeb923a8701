import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type pg from 'pg'
import { startMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'
import { startStallingProxy } from '../support/stalling-proxy.ts'
import { waitUntilAlone } from '../support/wait-until-alone.ts'

async function readRows(client: pg.Client): Promise<unknown[]> {
  const { rows } = await client.query<Record<string, unknown>>(
    'select signal_id, "timestamp", value from data order by signal_id, "timestamp"',
  )
  return rows
}

describe('a run that is killed (SIGKILL) in the middle of its load', async () => {
  const { source, connector, target, targetUrl } = await createTestPipeline()
  await insertRows(source, minutesFrom('2025-01-31T00:00:00Z', 2880))
  const proxy = await startStallingProxy(targetUrl)
  const start = (day: string, url: string) =>
    startMinuano(['run', day], { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: url })

  /** Kills a run of the day after `limit` bytes have gone to the Target. */
  async function killAfter(day: string, limit: number): Promise<void> {
    proxy.reset(limit)
    const run = start(day, proxy.url)
    await Promise.race([proxy.stalled(), run.ended])
    run.child.kill('SIGKILL')
    assert.equal((await run.ended).signal, 'SIGKILL')
    proxy.breakAll()
    await waitUntilAlone(target.client)
  }

  const fractions = [0.02, 0.05, 0.1, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]

  test('leaves the old day whole, wherever it was', async () => {
    assert.equal((await start('2025-01-31', targetUrl).ended).code, 0)
    const old = await readRows(target.client)
    assert.equal(old.length, 1152)
    await source.query('update data set wind_speed = wind_speed + 1, power = power * 2')
    const length = await measureLoad('2025-01-31')
    for (const fraction of fractions) {
      await killAfter('2025-01-31', Math.floor(length * fraction))
      assert.deepEqual(await readRows(target.client), old)
    }
    assert.equal((await start('2025-01-31', targetUrl).ended).code, 0)
    const fresh = await readRows(target.client)
    assert.equal(fresh.length, 1152)
    assert.notDeepEqual(fresh, old)
  })

  test('leaves a new month unmade, wherever it was', async () => {
    const before = await readRows(target.client)
    const length = await measureLoad('2025-02-01')
    for (const fraction of fractions) {
      await killAfter('2025-02-01', Math.floor(length * fraction))
      assert.deepEqual(await readRows(target.client), before)
    }
    const { code, stdout } = await start('2025-02-01', targetUrl).ended
    assert.equal(code, 0)
    assert.match(stdout, /1152 inserted/)
  })

  /** Bytes that a run of a day sends to a Target that holds 2025-01-31: measured on one of its own. */
  async function measureLoad(day: string): Promise<number> {
    const other = await createTestPipeline()
    await insertRows(other.source, minutesFrom('2025-01-31T00:00:00Z', 2880))
    const counting = await startStallingProxy(other.targetUrl)
    const env = { CONNECTOR_URL: other.connector.url, TARGET_DATABASE_URL: counting.url }
    assert.equal((await startMinuano(['run', '2025-01-31'], env).ended).code, 0)
    await other.source.query('update data set wind_speed = wind_speed + 1, power = power * 2')
    counting.reset(Infinity)
    assert.equal((await startMinuano(['run', day], env).ended).code, 0)
    return counting.sent()
  }
})

test('a backfill that is killed leaves each month whole or untouched, wherever it was', async () => {
  const { source, connector, target, targetUrl } = await createTestPipeline()
  await insertRows(source, minutesFrom('2025-03-28T00:00:00Z', 7 * 1440))
  const proxy = await startStallingProxy(targetUrl)
  const start = (url: string) =>
    startMinuano(['backfill', '2025-03-28', '2025-04-03'], {
      CONNECTOR_URL: connector.url,
      TARGET_DATABASE_URL: url,
      MINUANO_CONCURRENCY: '2',
    })
  /** By month: its days in the ledger, its values, and the sum of them. */
  const months = async () => {
    const { rows } = await target.client.query<{ month: string; is: string }>(
      `select coalesce(a.month, b.month) as month, concat_ws(' ', days, values, round(sum::numeric, 3)) as is
       from (select to_char(day, 'MM') as month, count(*) as days from load where status = 'loaded' group by 1) a
       full join (select to_char("timestamp" at time zone 'UTC', 'MM') as month, count(*) as values, sum(value) as sum
         from data group by 1) b on a.month = b.month`,
    )
    return new Map(rows.map(({ month, is }) => [month, is]))
  }
  const states = [new Map<string, string>()]
  for (const change of [
    '',
    'update data set wind_speed = wind_speed + 1, power = power * 2',
    `delete from data where "timestamp" >= '2025-03-30T12:00Z' and "timestamp" < '2025-04-01T12:00Z'`,
  ]) {
    if (change !== '') await source.query(change)
    const seen: Map<string, string>[] = []
    // Further each time, from the first statement to beyond the end.
    for (let limit = 500; ; limit *= 2) {
      proxy.reset(limit)
      const run = start(proxy.url)
      const end = await Promise.race([proxy.stalled().then(() => 'stalled'), run.ended])
      if (end === 'stalled') run.child.kill('SIGKILL')
      await run.ended
      proxy.breakAll()
      await waitUntilAlone(target.client)
      seen.push(await months())
      if (end !== 'stalled') break
    }
    const last = seen.at(-1)!
    assert.equal(last.size, 2)
    for (const state of seen) {
      for (const month of ['03', '04']) {
        const allowed = [states.at(-1)!.get(month), last.get(month)]
        assert.ok(allowed.includes(state.get(month)), `${month}: ${state.get(month)}`)
      }
    }
    states.push(last)
  }
})
