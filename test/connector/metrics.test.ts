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
    let rows = 0
    for (let n = 0; n < 3; n++) {
      const answer = await fetch(day)
      rows += Number(answer.headers.get('minuano-rows'))
      bytes += (await answer.arrayBuffer()).byteLength
    }
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
    assert.ok(rows > 0)
    assert.equal(seen.get('minuano_connector_data_rows_total'), rows)
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

  test('shows which turns of long answers and which connections are in use, and who waits', async () => {
    const { url, port } = await serve({
      SOURCE_DATABASE_URL: sourceUrl,
      SOURCE_TABLE: 'long',
      CONNECTOR_STREAMS: '1',
    })
    const ask = () => {
      const socket = connect(port, '127.0.0.1')
      socket.write('GET /data?start=2020-01-01&end=2021-01-01 HTTP/1.1\r\nHost: localhost\r\n\r\n')
      return socket
    }
    const name = (of: string, state: string) => `minuano_connector_${of}{state="${state}"}`
    const until = async (metric: string, wanted: number) => {
      // The test's own time limit ends a wait for what never comes.
      while ((await readMetrics(url)).get(metric) !== wanted) await new Promise(setImmediate)
    }
    // Neither is read: the first cannot end, the second cannot begin.
    const running = ask()
    await once(running, 'readable')
    const waiting = ask()
    await until(name('long_answers', 'waiting'), 1)
    const seen = await readMetrics(url)
    assert.equal(seen.get(name('long_answers', 'running')), 1)
    assert.equal(seen.get(name('source_connections', 'used')), 1)
    assert.equal(seen.get('minuano_connector_source_connection_waits'), 0)
    waiting.destroy()
    running.destroy()
    await until(name('long_answers', 'waiting'), 0)
    await until(name('long_answers', 'running'), 0)
    await until(name('source_connections', 'used'), 0)
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
