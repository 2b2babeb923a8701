import assert from 'node:assert/strict'
import { lookup } from 'node:dns/promises'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'node:test'
import { createTestSource, serve } from './serving.ts'

const rows = 400_000

const { url: sourceUrl, client } = await createTestSource(`
  create table data ("timestamp" timestamptz(0) primary key, i float8);
  insert into data select timestamptz '2020-01-01' + i * interval '1 s', i
    from generate_series(0, ${rows - 1}) i;
  analyze data;
  create view breaking as select "timestamp", 1 / (300000 - i) as i from data;
  create view slow as select timestamptz '2025-01-01' as "timestamp", 1::float8 as i
    where pg_sleep(600)::text is not null`)

// One connection: one that is not given back would be missed at once.
const one = { SOURCE_DATABASE_URL: sourceUrl, SOURCE_CONNECTIONS: '1' }
const { url } = await serve(one)
const all = 'start=2020-01-01&end=2030-01-01'

/** What the Connector's backends are doing. */
async function activity(): Promise<{ state: string; wait_event: string | null }[]> {
  const { rows } = await client.query<{ state: string; wait_event: string | null }>(
    `select state, wait_event from pg_stat_activity
     where application_name = 'minuano connector' and datname = current_database()`,
  )
  return rows
}

async function untilActivity(is: (backends: Awaited<ReturnType<typeof activity>>) => boolean) {
  while (!is(await activity())) await sleep(20)
}

const noneActive = (backends: { state: string }[]) =>
  backends.every(({ state }) => state !== 'active')

/** An answer whose body nobody has read yet. */
function open(base: string, query: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${base}/data?${query}`, resolve).on('error', reject)
  })
}

/** All bytes that a request of HTTP/1.0 is answered with. */
async function askOldHttp(base: string, path: string): Promise<string> {
  const { hostname, port } = new URL(base)
  const socket = connect(Number(port), hostname)
  socket.write(`GET ${path} HTTP/1.0\r\nHost: localhost\r\n\r\n`)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('latin1')
}

describe('a long answer', { timeout: 300_000 }, () => {
  for (const format of ['json', 'ndjson', 'csv', 'arrow']) {
    test(`comes whole as a stream of ${format}`, async () => {
      const response = await fetch(`${url}/data?${all}&format=${format}`)
      assert.equal(response.headers.get('content-length'), null)
      assert.equal(response.headers.get('minuano-rows'), null)
      const body = Buffer.from(await response.arrayBuffer())
      const marks = { json: '"i":', ndjson: '\n', csv: '\n' } as Record<string, string>
      if (format === 'arrow') assert.match(body.subarray(-400).toString('latin1'), /400000/)
      else
        assert.equal(body.toString().split(marks[format]!).length - 1, rows + +(format === 'csv'))
    })

    test(`is seen to be broken when the Source breaks off, as ${format}`, async () => {
      const { url } = await serve({ ...one, SOURCE_TABLE: 'breaking' })
      const response = await fetch(`${url}/data?${all}&format=${format}`)
      assert.equal(response.status, 200)
      await assert.rejects(response.arrayBuffer(), { message: 'terminated' })
      const next = await fetch(`${url}/data?start=2020-01-01&end=2020-01-02T00:00:10`)
      assert.equal(next.status, 200)
      await next.arrayBuffer()
    })
  }

  for (const format of ['csv', 'ndjson']) {
    test(`is refused over HTTP/1.0 as ${format}, where its end would look like a break`, async () => {
      const answer = await askOldHttp(url, `/data?${all}&format=${format}`)
      assert.match(answer, /^HTTP\/1.1 400 /)
      assert.match(answer, /"code":"bad-request"/)
      assert.match(answer, /proxy_http_version 1\.1/)
      assert.doesNotMatch(answer, /00:00:01Z/)
      // Its one connection to the Source is free again, and one that is whole comes, with its length.
      const short = 'start=2020-01-01&end=2020-01-01T00:01:00'
      const whole = await askOldHttp(url, `/data?${short}&format=${format}`)
      assert.match(whole, /^HTTP\/1.1 200 /)
      assert.match(whole, /\r\ncontent-length: \d+\r\n/)
    })
  }

  test('comes over HTTP/1.0 as Arrow, and as JSON, which show whether they are whole', async () => {
    for (const format of ['arrow', 'json']) {
      const answer = await askOldHttp(url, `/data?${all}&format=${format}`)
      assert.match(answer, /^HTTP\/1.1 200 /)
      assert.match(answer.slice(-400), format === 'json' ? /\]\s*$/ : /400000/)
    }
  })

  test('is read from the Source no faster than it is taken', async () => {
    const response = await open(url, all)
    await untilActivity((backends) =>
      backends.some(({ wait_event: wait }) => wait === 'ClientWrite'),
    )
    let text = ''
    for await (const chunk of response) text += String(chunk)
    assert.equal((JSON.parse(text) as unknown[]).length, rows)
    await untilActivity(noneActive)
  })

  test('is cancelled when the client goes away in the middle', async () => {
    const response = await open(url, all)
    await untilActivity((backends) => backends.some(({ state }) => state === 'active'))
    response.destroy()
    await untilActivity(noneActive)
    const next = await fetch(`${url}/data?start=2020-01-01&end=2020-01-02`)
    assert.equal(next.status, 200)
    await next.arrayBuffer()
  })

  test('is cancelled when the client goes away before it begins', async () => {
    const { url, log } = await serve({ ...one, SOURCE_TABLE: 'slow', SOURCE_TIMEOUT: '10m' })
    const controller = new AbortController()
    const asked = fetch(`${url}/data?${all}`, { signal: controller.signal })
    const rejected = assert.rejects(asked, { name: 'AbortError' })
    await untilActivity((backends) => backends.some(({ wait_event: wait }) => wait === 'PgSleep'))
    controller.abort()
    await rejected
    await untilActivity(noneActive)
    while (!log().includes('"aborted":true')) await sleep(20)
  })

  test('ends when the Connector is told to stop, if it is read', async () => {
    const { url, close } = await serve(one)
    // A quarter of the rows: more than sockets take in, and sent within the grace on a busy machine too.
    const response = await open(url, 'start=2020-01-01&end=2020-01-02T03:46:40&format=csv')
    const closed = close()
    let text = ''
    for await (const chunk of response) text += String(chunk)
    assert.equal(text.split('\n').length, rows / 4 + 2)
    await closed
  })

  for (const host of ['127.0.0.1', 'localhost']) {
    test(`does not keep a Connector on ${host} from stopping, if it is not`, async () => {
      const { port, close } = await serve({
        ...one,
        SOURCE_CONNECTIONS: '4',
        CONNECTOR_HOST: host,
      })
      const addresses = await lookup(host, { all: true })
      const answers = addresses.map(async ({ address, family }) => {
        const name = family === 6 ? `[${address}]` : address
        const response = await open(`http://${name}:${port}`, all)
        for await (const chunk of response) {
          assert.ok(chunk)
          await sleep(25)
        }
      })
      await untilActivity((backends) => !noneActive(backends))
      await Promise.all([close(), ...answers.map((answer) => assert.rejects(answer))])
      await untilActivity(noneActive)
    })
  }
})
