import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { readMetrics } from '../support/read-metrics.ts'
import { createSeededSource, serve } from './serving.ts'

const { url: sourceUrl, client } = await createSeededSource()
await client.query(`
  create table long ("timestamp" timestamptz(0) primary key, i float8);
  insert into long select timestamptz '2020-01-01' + i * interval '1 s', i
    from generate_series(0, 399999) i;
  analyze long`)

const requests = (method: string, route: string, status: number) =>
  `minuano_connector_http_requests_total{method="${method}",route="${route}",status="${status}"}`

describe('/metrics', () => {
  test('counts requests by route and status, and the bytes of their answers', async () => {
    const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl })
    const day = `${url}/data?start=2025-01-01&end=2025-01-02`
    let bytes = 0
    for (let n = 0; n < 3; n++) bytes += (await (await fetch(day)).arrayBuffer()).byteLength
    await (await fetch(`${url}/data?start=soon&end=2025-01-02`)).text()
    await (await fetch(`${url}/data`, { method: 'POST' })).text()
    for (const path of ['/a', '/b']) await (await fetch(url + path)).text()

    const seen = await readMetrics(url)
    assert.equal(seen.get(requests('GET', '/data', 200)), 3)
    assert.equal(seen.get(requests('GET', '/data', 422)), 1)
    assert.equal(seen.get(requests('POST', 'none', 405)), 1)
    assert.equal(seen.get(requests('GET', 'none', 404)), 2)
    const took = 'minuano_connector_http_request_duration_seconds'
    assert.equal(seen.get(`${took}_count{route="/data"}`), 4)
    assert.ok(seen.get(`${took}_sum{route="/data"}`)! > 0)
    const sent = seen.get('minuano_connector_http_sent_bytes_total')!
    // Heads are a few hundred bytes each, problems too.
    assert.ok(sent > bytes && sent < bytes + 10_000, `${sent} of ${bytes}`)
    assert.ok(seen.get('process_resident_memory_bytes')! > 10e6)
    assert.ok(seen.has('nodejs_eventloop_lag_p99_seconds'))
  })

  test('counts an answer that its client left', async () => {
    const { url, port } = await serve({ SOURCE_DATABASE_URL: sourceUrl, SOURCE_TABLE: 'long' })
    const socket = connect(port, '127.0.0.1')
    socket.write('GET /data?start=2020-01-01&end=2021-01-01 HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(socket, 'data')
    socket.destroy()
    const left = 'minuano_connector_http_requests_aborted_total{route="/data"}'
    while (!(await readMetrics(url)).has(left)) await new Promise(setImmediate)
    assert.equal((await readMetrics(url)).get(left), 1)
  })

  test('needs a key where there is one', async () => {
    const { url } = await serve({
      SOURCE_DATABASE_URL: sourceUrl,
      CONNECTOR_API_KEY: 'a-key-of-the-test',
    })
    assert.equal((await fetch(`${url}/metrics`)).status, 401)
    assert.equal(
      (await readMetrics(url, 'a-key-of-the-test')).get(requests('GET', '/metrics', 401)),
      1,
    )
  })
})
