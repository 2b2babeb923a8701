import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { askConnector } from '../../../src/etl/extract/connector-client.ts'
import { createSeededSource, serve } from '../../connector/serving.ts'

const { url: sourceUrl, client } = await createSeededSource()
await client.query(`
  create view broken as select timestamptz '2025-01-01' as "timestamp", 1::float8 as i
    where (1 / (extract(hour from now()) - extract(hour from now()))) > 0`)

const day = '/data?start=2025-01-01&end=2025-01-02'

describe('a request of the ETL', () => {
  test('is found in the Connector’s log: one trace a process, an id each', async () => {
    const { url, log, close } = await serve({ SOURCE_DATABASE_URL: sourceUrl })
    const connector = { url, timeoutSeconds: 20, deadlineSeconds: 60, retries: 0 }
    const read = async (body: AsyncIterable<Uint8Array>) => {
      await buffer(body)
    }
    for (let n = 0; n < 2; n++) await askConnector(connector, day, 'text/csv', read)
    await close()
    const lines = log()
      .split('\n')
      .filter((line) => line.includes('"/data"'))
      .map((line) => JSON.parse(line) as { request: string; trace: string })
    const [first, second] = lines
    assert.equal(lines.length, 2)
    assert.match(first!.trace, /^[0-9a-f]{32}$/)
    assert.equal(first!.trace, second!.trace)
    assert.equal(first!.request.split('-')[0], first!.trace.slice(0, 8))
    assert.notEqual(first!.request, second!.request)
  })

  test('is named where the Connector’s log says more than its answer', async () => {
    const { url, log, close } = await serve({
      SOURCE_DATABASE_URL: sourceUrl,
      SOURCE_TABLE: 'broken',
    })
    const connector = { url, timeoutSeconds: 20, deadlineSeconds: 60, retries: 0 }
    const asked = askConnector(connector, day, 'text/csv', () => Promise.resolve())
    const { message } = await asked.then(
      () => new Error('it answered'),
      (error: unknown) => error as Error,
    )
    const [, id] = /answered 500: .*\(request ([0-9a-f]{8}-\d+) in its log\)/.exec(message) ?? []
    assert.ok(id !== undefined, message)
    await close()
    const line = log()
      .split('\n')
      .find((text) => text.includes('"level":50') && text.includes(`"request":"${id}"`))
    assert.match(line ?? '', /division by zero/)
  })
})
