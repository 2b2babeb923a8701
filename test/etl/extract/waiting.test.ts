import assert from 'node:assert/strict'
import { get } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { askConnector, isBusy, readJson } from '../../../src/etl/extract/connector-client.ts'
import type { ConnectorClient } from '../../../src/etl/extract/connector-client.ts'
import { MinuanoError } from '../../../src/errors/minuano-error.ts'
import { createTestSource, serve } from '../../connector/serving.ts'
import { extract, settingsFrom } from '../../support/etl.ts'
import { readMetrics } from '../../support/read-metrics.ts'
import { serveHostile } from '../hostile-server.ts'

const full = JSON.stringify({ code: 'connector-busy', detail: 'six are sent, and eight more wait' })
const often = JSON.stringify({ code: 'too-many-requests', detail: 'more than 3 a second' })

const refuse = (status: number, after: string, body: string) => (response: ServerResponse) =>
  void response.writeHead(status, { 'retry-after': after }).end(body)

/** A server that refuses so often, then answers; a client of it, what it was told, and how often it asked. */
async function serveBusy(times: number, answer: (response: ServerResponse) => void) {
  let asked = 0
  const url = await serveHostile((response) => {
    if (asked++ < times) answer(response)
    else response.end('{"fine":true}')
  })
  const told: string[] = []
  const client: ConnectorClient = {
    url,
    timeoutSeconds: 5,
    deadlineSeconds: 60,
    retries: 2,
    onWait: (line) => told.push(line),
  }
  return { client, told, asked: () => asked }
}

const ask = (client: ConnectorClient) =>
  askConnector(client, '/x', 'application/json', (body) => readJson(body, 1000))

describe('a Connector that is busy, and says when to come again', () => {
  for (const [name, answer, says] of [
    ['503, connector-busy', refuse(503, '0.01', full), /answered 503: six are sent, and eight/],
    ['429, too-many-requests', refuse(429, '0.01', often), /answered 429: more than 3 a second/],
    ['429 of a proxy', refuse(429, '0.01', '<h1>slow down</h1>'), /answered 429: .*slow down/],
  ] as const) {
    test(`is asked until it has room, more often than there are retries: ${name}`, async () => {
      const { client, told, asked } = await serveBusy(7, answer)
      assert.deepEqual(await ask(client), { fine: true })
      assert.equal(asked(), 8)
      assert.equal(told.length, 1)
      assert.match(told[0]!, says)
      assert.match(
        told[0]!,
        /^waiting: .*Asked again in 1 s, and for \d\d s more .*CONNECTOR_DEADLINE/,
      )
    })
  }

  test('is waited for as long as it asks, and not at all where the deadline is sooner', async () => {
    const { client, asked } = await serveBusy(1, refuse(503, '30', full))
    await assert.rejects(ask({ ...client, deadlineSeconds: 20 }), (error: MinuanoError) => {
      assert.equal(error.code, 'connector-unavailable')
      assert.match(
        error.message,
        /eight more wait \(tried once; CONNECTOR_DEADLINE, 20 s, leaves no time/,
      )
      return isBusy(error)
    })
    assert.equal(asked(), 1)
  })

  test('is given up at the deadline, as busy and worth a retry', async () => {
    const { client, asked } = await serveBusy(Infinity, refuse(503, '0.2', full))
    await assert.rejects(ask({ ...client, deadlineSeconds: 2 }), (error: MinuanoError) => {
      assert.match(
        error.message,
        /\(tried \d+ times; CONNECTOR_DEADLINE, 2 s, leaves no time to wait on\)$/,
      )
      assert.equal(error.exit, 75)
      return isBusy(error)
    })
    assert.ok(asked() > 1)
  })

  test('is asked once by who makes no retries', async () => {
    const { client, told, asked } = await serveBusy(Infinity, refuse(503, '0.01', full))
    await assert.rejects(ask({ ...client, retries: 0 }), /\(tried once\)$/)
    assert.deepEqual([asked(), told], [1, []])
  })

  test('does not use up the retries that another fault may need', async () => {
    const busy = refuse(503, '0.01', full)
    let asked = 0
    const url = await serveHostile((response) => {
      asked++
      if (asked % 2 === 1 && asked < 10) busy(response)
      else if (asked === 2 || asked === 4) response.destroy()
      else response.end('{"fine":true}')
    })
    const client = { url, timeoutSeconds: 5, deadlineSeconds: 60, retries: 2 }
    assert.deepEqual(await ask(client), { fine: true })
    assert.equal(asked, 6)
  })

  test('is told from one whose Source is away: that is asked as often as there are retries', async () => {
    const away = JSON.stringify({ code: 'source-unavailable', detail: 'the Source is down' })
    const { client, told, asked } = await serveBusy(Infinity, refuse(503, '0.01', away))
    await assert.rejects(ask(client), /\(tried 3 times\)$/)
    assert.deepEqual([asked(), told], [3, []])
  })
})

describe('our Connector', { timeout: 60_000 }, () => {
  test('whose turns are taken gives a long answer to who waits for it', async () => {
    const { url: sourceUrl } = await createTestSource(`
      create table data ("timestamp" timestamptz(0) primary key, i float8, j float8, k float8);
      insert into data select timestamptz '2020-01-01Z' + i * interval '1 minute', random(), random(), random()
        from generate_series(0, 399999) i`)
    const { url } = await serve({
      SOURCE_DATABASE_URL: sourceUrl,
      SOURCE_CONNECTIONS: '3',
      CONNECTOR_STREAM_QUEUE: '0',
      CONNECTOR_LOG_LEVEL: 'silent',
    })
    const first = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${url}/data?start=2020-01-01&end=2021-01-01`, { agent: false }, resolve).on(
        'error',
        reject,
      )
    })
    const running = 'minuano_connector_long_answers{state="running"}'
    while ((await readMetrics(url)).get(running) !== 1) await sleep(20)
    const told: string[] = []
    const client: ConnectorClient = {
      url,
      timeoutSeconds: 30,
      deadlineSeconds: 60,
      retries: 1,
      onWait(line) {
        told.push(line)
        first.destroy()
      },
    }
    const settings = settingsFrom({ MINUANO_VARIABLES: 'i', MINUANO_SAMPLE_INTERVAL: '1m' })
    const [start, end] = ['2020-02-01Z', '2020-03-01Z'].map((time) => Date.parse(time) * 1000)
    const { frame } = await extract(client, { start: start!, end: end! }, settings)
    assert.equal(frame.time.length, 29 * 1440)
    assert.match(told.join('\n'), /as many long answers as it may at once \(1\), and 0 more wait/)
  })
})
