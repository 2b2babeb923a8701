import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import type { Target } from '../../../src/target/tables/schema.ts'
import { atEnd } from '../../support/at-end.ts'
import { runDay, settingsFrom } from '../../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'

/** A proxy that ends answers to `/data` after `cut` bytes: politely, or by breaking the connection. */
async function startCuttingProxy(upstream: string) {
  const plan = { cut: Infinity, polite: true }
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await fetch(upstream + request.url!)
      const body = Buffer.from(await answer.arrayBuffer())
      // Chunked: the proxy knows no length, so an early end looks like any other.
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type')! })
      if (!request.url!.startsWith('/data') || plan.cut >= body.length) {
        response.end(body)
      } else if (plan.polite) {
        response.end(body.subarray(0, plan.cut))
      } else {
        response.write(body.subarray(0, plan.cut), () => response.destroy())
      }
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => void server.close())
  return { plan, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Where each message of an Arrow stream ends. */
function messageEnds(stream: Buffer): number[] {
  const ends: number[] = []
  let at = 0
  while (at < stream.length) {
    const metadata = stream.readInt32LE(at + 4)
    if (metadata === 0) at += 8
    else {
      const flatbuffer = stream.subarray(at + 8, at + 8 + metadata)
      const root = flatbuffer.readUInt32LE(0)
      const vtable = root - flatbuffer.readInt32LE(root)
      const body = flatbuffer.readUInt16LE(vtable + 4 + 2 * 3)
      at += 8 + metadata + (body === 0 ? 0 : Number(flatbuffer.readBigInt64LE(root + body)))
    }
    ends.push(at)
  }
  return ends
}

async function countRows(target: Target): Promise<number> {
  const { rows } = await target.client.query<{ count: string }>('select count(*) from data')
  return Number(rows[0]!.count)
}

describe('an answer that is cut', async () => {
  const { source, connector, target } = await createTestPipeline()
  await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
  const query = '/data?start=2025-01-03&end=2025-01-04&variables=wind_speed,power&format=arrow'
  const whole = Buffer.from(await (await fetch(connector.url + query)).arrayBuffer())
  const proxy = await startCuttingProxy(connector.url)
  const throughProxy = { ...connector, url: proxy.url }
  const run = () => runDay(throughProxy, target, settingsFrom(), '2025-01-03')

  const ends = messageEnds(whole)
  assert.equal(ends.at(-1), whole.length)
  for (const polite of [true, false]) {
    const manner = polite ? 'politely' : 'by breaking the connection'
    test(`${manner}, at every message boundary or anywhere, is never written`, async () => {
      const places = [0, 1, 7, 8, ...ends.slice(0, -1), whole.length - 1]
      for (let step = 0; step < 60; step++) places.push(Math.floor(Math.random() * whole.length))
      for (const cut of places) {
        Object.assign(proxy.plan, { cut, polite })
        await assert.rejects(
          run(),
          (error: { code?: string }) => {
            const codes = polite
              ? ['answer-cut-short']
              : ['answer-cut-short', 'connector-unavailable']
            return codes.includes(String(error.code))
          },
          `cut at ${cut}`,
        )
      }
      assert.equal(await countRows(target), 0)
    })
  }

  test('once is asked for again and then written whole', async () => {
    Object.assign(proxy.plan, { cut: 5000, polite: true })
    setTimeout(() => Object.assign(proxy.plan, { cut: Infinity }), 100)
    const patient = { ...throughProxy, retries: 8 }
    const { targetRows } = await runDay(patient, target, settingsFrom(), '2025-01-03')
    assert.equal(targetRows, 1152)
    assert.equal(await countRows(target), 1152)
  })
})
