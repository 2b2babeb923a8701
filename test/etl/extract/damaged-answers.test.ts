import assert from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { atEnd } from '../../support/at-end.ts'
import { runDay, settingsFrom } from '../../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'

/** A TCP proxy that turns the last bit of the byte at `at` of each of the next `times` answers to `/data`. */
async function startSpoilingProxy(upstream: string) {
  const plan = { at: 0, times: 0 }
  const { port, hostname } = new URL(upstream)
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname)
    let passed = Infinity
    client.on('data', (chunk: Buffer) => {
      passed = chunk.includes('GET /data') ? 0 : Infinity
      server.write(chunk)
    })
    server.on('data', (chunk: Buffer) => {
      const place = plan.at - passed
      if (plan.times > 0 && place >= 0 && place < chunk.length) {
        chunk[place]! ^= 1
        plan.times--
      }
      passed += chunk.length
      client.write(chunk)
    })
    client.on('error', () => undefined).on('close', () => server.destroy())
    server.on('error', () => undefined).on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  atEnd(() => void proxy.close())
  return { plan, url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }
}

describe('an answer of which one bit is turned on its way', async () => {
  const { source, connector, target } = await createTestPipeline()
  await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
  const proxy = await startSpoilingProxy(connector.url)
  const read = async () =>
    (
      await target.client.query(
        `select name, "timestamp", value from data join signal on id = signal_id order by 1, 2`,
      )
    ).rows as object[]
  const run = (retries: number) =>
    runDay({ ...connector, url: proxy.url, retries }, target, settingsFrom(), '2025-01-03')

  // After the head, the schema and the times: among the values of the one batch.
  for (const at of [16_000, 20_001, 25_007]) {
    test(`the one at ${at}, is asked for again, and never written`, async () => {
      Object.assign(proxy.plan, { at, times: 2 })
      await assert.rejects(run(1), {
        code: 'answer-damaged',
        message: /changed on its way.*tried 2 times/,
      })
      assert.equal(proxy.plan.times, 0)
      assert.deepEqual(await read(), [])
    })
  }

  test('once, is asked for again and then written whole', async () => {
    Object.assign(proxy.plan, { at: 20_001, times: 1 })
    await run(1)
    assert.equal(proxy.plan.times, 0)
    const through = await read()
    assert.equal(through.length, 1152)
    await target.client.query('truncate data')
    await runDay(connector, target, settingsFrom(), '2025-01-03')
    assert.deepEqual(through, await read())
  })
})
