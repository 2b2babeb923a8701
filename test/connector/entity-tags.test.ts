import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { askPlain } from '../support/ask-plain.ts'
import { createTestKeyFile } from '../support/key-file.ts'
import { readMetrics } from '../support/read-metrics.ts'
import { createTestSource, serve } from './serving.ts'

const { url: sourceUrl, client } = await createTestSource(`
  create table data (turbine text, "timestamp" timestamptz(0), power float8, wind_speed float8);
  insert into data select turbine, timestamptz '2025-01-03Z' + i * interval '1 minute', i, i / 10.0
    from unnest(array['T01', 'T02']) turbine, generate_series(0, 1439) i;
  create table other as select turbine, "timestamp", wind_speed as power, power as wind_speed from data;
  create table years as select timestamptz '2020-01-01Z' + i * interval '1 minute' as "timestamp", i::float8 as power
    from generate_series(0, 49999) i`)

const source = {
  SOURCE_DATABASE_URL: sourceUrl,
  SOURCE_ASSET_COLUMN: 'turbine',
  CONNECTOR_LOG_LEVEL: 'silent',
}
const { url } = await serve(source)
const hour = 'start=2025-01-03T01:00Z&end=2025-01-03T02:00Z'
const dataOf = (more: string) => `/data?${hour}${more}`

async function tagOf(path: string, headers: Record<string, string> = {}, at = url) {
  const answer = await askPlain(at + path, headers)
  assert.equal(answer.status, 200, answer.body.toString())
  return answer.headers.etag!
}

const whole = [
  dataOf(''),
  dataOf('&format=arrow'),
  dataOf('&format=csv&points=5'),
  `/inventory?${hour}`,
  '/variables',
  '/assets',
]

describe('an answer that is sent whole', () => {
  for (const path of whole) {
    test(`is not sent again to who has it: ${path}`, async () => {
      const first = await askPlain(url + path)
      const tag = first.headers.etag!
      assert.match(tag, /^W\/".+"$/)
      assert.equal(await tagOf(path), tag)
      for (const named of [tag, tag.slice(2), `"x", ${tag}`, '*']) {
        const again = await askPlain(url + path, { 'if-none-match': named })
        assert.deepEqual([again.status, again.body.length], [304, 0])
        for (const name of [
          'etag',
          'vary',
          'cache-control',
          'minuano-interval',
          'minuano-points',
        ]) {
          assert.equal(again.headers[name], first.headers[name], name)
        }
        assert.equal(again.headers['content-length'], undefined)
      }
      const other = await askPlain(url + path, { 'if-none-match': '"x", W/"y"' })
      assert.equal(other.status, 200)
      assert.ok(other.body.equals(first.body))
    })
  }

  test('says to caches that it is for one reader, who asks again, and by what it differs', async () => {
    for (const path of whole) {
      const { headers } = await askPlain(url + path)
      assert.equal(headers['cache-control'], 'private, no-cache')
      const accept = path.startsWith('/data') ? 'accept, ' : ''
      assert.equal(headers.vary, `${accept}accept-encoding, authorization`)
    }
  })

  test('has another tag for other formats, variables, assets, times, columns and Sources', async () => {
    const other = await serve({ ...source, SOURCE_TABLE: 'other' })
    const renamed = await serve({ ...source, SOURCE_COLUMNS: 'power=power,wind=wind_speed' })
    const tags = [
      await tagOf(dataOf('')),
      await tagOf(dataOf(''), { accept: 'text/csv' }),
      await tagOf(dataOf('&format=ndjson')),
      await tagOf(dataOf('&format=arrow')),
      await tagOf(dataOf('&variables=power')),
      await tagOf(dataOf('&variables=wind_speed,power')),
      await tagOf(dataOf('&assets=T01')),
      await tagOf(dataOf('&assets=T02')),
      await tagOf(dataOf('&points=5')),
      await tagOf('/data?start=2025-01-03T01:00Z&end=2025-01-03T02:01Z'),
      await tagOf(dataOf(''), {}, other.url),
      await tagOf(dataOf(''), {}, renamed.url),
      await tagOf(`/inventory?${hour}`),
      await tagOf(`/inventory?${hour}&time_zone=America/Sao_Paulo`),
      await tagOf(`/inventory?${hour}&sample_label=end`),
      await tagOf(`/inventory?${hour}`, {}, other.url),
    ]
    assert.equal(new Set(tags).size, tags.length)
  })

  test('is sent again, with another tag, once a value changed or a row came that names no asset', async () => {
    const paths = [dataOf('&format=arrow'), `/inventory?${hour}`]
    for (const change of [
      `update data set power = power + 1 where turbine = 'T01' and "timestamp" = '2025-01-03 01:30Z'`,
      `insert into data values (null, '2025-01-03 01:30Z', 1, 1)`,
      `delete from data where turbine is null`,
    ]) {
      const before = await Promise.all(paths.map((path) => tagOf(path)))
      await client.query(change)
      for (const [index, path] of paths.entries()) {
        const again = await askPlain(url + path, { 'if-none-match': before[index]! })
        assert.equal(again.status, 200, change)
        assert.notEqual(again.headers.etag, before[index])
      }
    }
  })

  test('has its tag in the answer to a HEAD, where that says more than whether it can be asked', async () => {
    const path = `/inventory?${hour}`
    const { headers } = await askPlain(url + path)
    const head = await askPlain(url + path, {}, 'HEAD')
    assert.equal(head.headers.etag, headers.etag)
    assert.equal(head.headers['content-length'], headers['content-length'])
    const known = await askPlain(url + path, { 'if-none-match': headers.etag! }, 'HEAD')
    assert.equal(known.status, 304)
    assert.equal((await askPlain(url + dataOf(''), {}, 'HEAD')).headers.etag, undefined)
  })

  test('is of the assets that a key may read: one key’s tag does not open another’s answer', async () => {
    const keys = await createTestKeyFile({ first: ['T01'], second: ['T02'] })
    const keyed = await serve({ ...source, CONNECTOR_API_KEYS_FILE: keys.path })
    const as = (name: 'first' | 'second', more: Record<string, string> = {}) =>
      askPlain(keyed.url + dataOf(''), { ...keys.authorization(name), ...more })
    const { headers } = await as('first')
    assert.equal((await as('first', { 'if-none-match': headers.etag! })).status, 304)
    const other = await as('second', { 'if-none-match': headers.etag! })
    assert.equal(other.status, 200)
    assert.doesNotMatch(other.body.toString(), /"T01"/)
    const nobody = await askPlain(keyed.url + dataOf(''), { 'if-none-match': headers.etag! })
    assert.equal(nobody.status, 401)
  })
})

describe('other answers', () => {
  test('have no tag: a stream, whose head goes first, and what went wrong', async () => {
    const { url } = await serve({
      ...source,
      SOURCE_ASSET_COLUMN: '',
      SOURCE_TABLE: 'years',
    })
    const stream = await askPlain(`${url}/data?start=2020-01-01&end=2021-01-01`, {
      'if-none-match': '*',
    })
    assert.deepEqual([stream.status, stream.headers.etag], [200, undefined])
    assert.equal((JSON.parse(stream.body.toString()) as unknown[]).length, 50_000)
    for (const [path, status] of [
      ['/data?start=2020-01-01', 422],
      ['/inventory?start=2020-01-01&end=2021-01-01&variables=none', 422],
      ['/nothing', 404],
    ] as const) {
      const answer = await askPlain(url + path, { 'if-none-match': '*' })
      assert.deepEqual([answer.status, answer.headers.etag], [status, undefined])
    }
    const post = await askPlain(`${url}/inventory`, { 'if-none-match': '*' }, 'POST')
    assert.equal(post.status, 405)
  })

  test('that are not sent are counted as such', async () => {
    const { url } = await serve(source)
    const tag = await tagOf(dataOf(''), {}, url)
    await askPlain(url + dataOf(''), { 'if-none-match': tag })
    const metrics = await readMetrics(url)
    const name = 'minuano_connector_http_requests_total'
    for (const status of [200, 304]) {
      assert.equal(metrics.get(`${name}{method="GET",route="/data",status="${status}"}`), 1)
    }
  })
})
