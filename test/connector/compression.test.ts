import assert from 'node:assert/strict'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { askPlain } from '../support/ask-plain.ts'
import { ownAddress } from '../support/own-address.ts'
import { readMetrics } from '../support/read-metrics.ts'
import { createTestSource, serve } from './serving.ts'

const { url: sourceUrl, client } = await createTestSource(`
  create table data ("timestamp" timestamptz(0) primary key, i float8);
  insert into data select timestamptz '2020-01-01' + i * interval '1 s', i
    from generate_series(0, 49999) i;
  analyze data;
  create view breaking as select "timestamp", 1 / (40000 - i) as i from data;
  create table noise as
    select timestamptz '2020-01-01' + i * interval '1 s' as "timestamp", random() as i, random() as j, random() as k
    from generate_series(0, 299999) i`)

const address = ownAddress()
const key = 'a-key-of-this-test'
const authorization = { authorization: `Bearer ${key}` }

/** A Connector for all of this machine's addresses: as those on it ask, and as others do. */
async function serveAll(more: Record<string, string> = {}) {
  const server = await serve({
    SOURCE_DATABASE_URL: sourceUrl,
    SOURCE_CONNECTIONS: '3',
    CONNECTOR_HOST: '0.0.0.0',
    CONNECTOR_API_KEY: key,
    ...more,
  })
  return { ...server, near: server.url, far: `http://${address}:${server.port}` }
}

const gzip = { ...authorization, 'accept-encoding': 'gzip, deflate, br' }
const hour = '/data?start=2020-01-01T00:00&end=2020-01-01T01:00'
const all = '/data?start=2020-01-01&end=2021-01-01'
const texts = ['json', 'ndjson', 'csv']

const skip = address === undefined && 'this machine has no address beside loopback'
describe('an answer to another machine', { skip, timeout: 120_000 }, () => {
  const open = (url: string, headers: Record<string, string>) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { headers, agent: false }, resolve).on('error', reject)
    })

  for (const [name, path] of [
    ['whole', hour],
    ['as a stream', all],
  ] as const) {
    for (const format of texts) {
      test(`is compressed where its client takes gzip: ${format}, ${name}`, async () => {
        const { near, far } = await serveAll()
        const asked = `${path}&format=${format}`
        const plain = await askPlain(far + asked, authorization)
        const small = await askPlain(far + asked, gzip)
        assert.equal(plain.headers['content-encoding'], undefined)
        assert.equal(small.headers['content-encoding'], 'gzip')
        assert.equal(small.headers['content-type'], plain.headers['content-type'])
        assert.equal(small.headers.etag, plain.headers.etag)
        assert.ok(gunzipSync(small.body).equals(plain.body))
        assert.ok(small.body.length < plain.body.length / 3, `${small.body.length}`)
        const length = name === 'whole' ? String(small.body.length) : undefined
        assert.equal(small.headers['content-length'], length)
        const onLoopback = await askPlain(near + asked, gzip)
        assert.equal(onLoopback.headers['content-encoding'], undefined)
        assert.ok(onLoopback.body.equals(plain.body))
      })
    }
  }

  test('is left as it is where it is Arrow, short, refused by the client, or a problem', async () => {
    const { far } = await serveAll()
    for (const [path, headers] of [
      [`${hour}&format=arrow`, gzip],
      [`${all}&format=arrow`, gzip],
      ['/data?start=2020-01-01T00:00&end=2020-01-01T00:00:20', gzip],
      [hour, { ...gzip, 'accept-encoding': 'gzip;q=0, br' }],
      ['/data?start=soon&end=late', gzip],
    ] as const) {
      const answer = await askPlain(far + path, headers)
      assert.equal(answer.headers['content-encoding'], undefined, path)
      assert.equal(answer.headers.vary?.includes('accept-encoding'), true)
    }
  })

  test('of an inventory is compressed too, to a HEAD with the length that a GET has', async () => {
    const { far } = await serveAll()
    const path = '/inventory?start=2019-12-01&end=2020-01-31'
    await client.query(
      `insert into data select timestamptz '2019-12-01Z' + i * interval '1 day', i from generate_series(0, 30) i`,
    )
    const small = await askPlain(far + path, gzip)
    const plain = await askPlain(far + path, authorization)
    assert.equal(small.headers['content-encoding'], 'gzip')
    assert.ok(gunzipSync(small.body).equals(plain.body))
    const head = await askPlain(far + path, gzip, 'HEAD')
    assert.equal(head.headers['content-length'], String(small.body.length))
    const known = await askPlain(far + path, { ...gzip, 'if-none-match': small.headers.etag! })
    assert.deepEqual(
      [known.status, known.body.length, known.headers['content-encoding']],
      [304, 0, undefined],
    )
  })

  test('counts the bytes that were sent, not those that they stand for', async () => {
    const { far } = await serveAll()
    const name = 'minuano_connector_http_sent_bytes_total'
    const { body, headers } = await askPlain(`${far}${all}`, gzip)
    assert.equal(headers['content-encoding'], 'gzip')
    const sent = (await readMetrics(far, key)).get(name)!
    assert.ok(sent >= body.length && sent < 2 * body.length, `${sent} of ${body.length}`)
    const rows = (await readMetrics(far, key)).get('minuano_connector_data_rows_total')
    assert.equal(rows, 50_000)
  })

  test('that breaks off is seen to be broken', async () => {
    const { far, log } = await serveAll({ SOURCE_TABLE: 'breaking' })
    const answer = await open(far + all, gzip)
    assert.equal(answer.headers['content-encoding'], 'gzip')
    await assert.rejects(async () => {
      for await (const chunk of answer) assert.ok(chunk)
    })
    while (!log().includes('broken off')) await sleep(20)
    assert.match(log(), /"level":40.*"code":"source-refused","sqlstate":"22012"/)
  })

  test('ends, and gives its turn back, where its reader leaves or takes too little', async () => {
    const { far, log } = await serveAll({
      // Random numbers: more than the kernel holds for a reader, compressed as they are.
      SOURCE_TABLE: 'noise',
      CONNECTOR_PATIENCE: '300ms',
    })
    for (const ending of ['leaves', 'reads nothing']) {
      const answer = await open(far + all, gzip)
      assert.equal(answer.headers['content-encoding'], 'gzip')
      if (ending === 'leaves') answer.destroy()
      else answer.pause()
      const count = async () =>
        (await readMetrics(far, key)).get('minuano_connector_long_answers{state="running"}')
      while ((await count()) !== 0) await sleep(20)
      answer.destroy()
    }
    assert.match(log(), /its client fell 0\.3 s \(CONNECTOR_PATIENCE\) behind 32000 bytes a second/)
  })
})
