import assert from 'node:assert/strict'
import { request } from 'node:http'
import { describe, test } from 'node:test'
import { tableFromIPC } from '@uwdata/flechette'
import { createArrowDecoder } from '../../src/frame/arrow/arrow-decoder.ts'
import { decodeCsv } from '../../src/frame/text/csv.ts'
import { concatFrames } from '../../src/frame/frame.ts'
import type { Frame, FrameLayout } from '../../src/frame/frame.ts'
import { decodeJson } from '../../src/frame/text/json.ts'
import { createSeededSource, serve } from './serving.ts'

const columns = ['wind_speed', 'power', 'ambient_temperature']
const layout: FrameLayout = { timeName: 'timestamp', timeDigits: 0, columns }

function decodeArrow(bytes: Uint8Array, names: readonly string[] = columns): Frame {
  const decoder = createArrowDecoder()
  const frames = decoder.push(bytes).map(({ frame }) => frame)
  decoder.end()
  return concatFrames(frames, names)
}

const { url: sourceUrl, client } = await createSeededSource()
await client.query(`
  update data set power = null where timestamp = '2025-01-01T00:01:00Z';
  update data set power = 'NaN' where timestamp = '2025-01-01T00:02:00Z';
  update data set power = 'infinity' where timestamp = '2025-01-01T00:03:00Z'`)
const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl })

describe('GET /data', () => {
  /** What the Source holds, read by another way. */
  async function expected(start: string, end: string): Promise<Frame> {
    const { rows } = await client.query<Record<string, number>>(
      `select extract(epoch from timestamp)::float8 * 1e6 as time, wind_speed, ambient_temperature,
         case when power < 'infinity' then power end as power
       from data where timestamp >= $1 and timestamp < $2 order by 1`,
      [start, end],
    )
    return {
      time: Float64Array.from(rows, (row) => row['time']!),
      columns: new Map(
        columns.map((name) => [name, Float64Array.from(rows, (row) => row[name] ?? NaN)]),
      ),
    }
  }

  const twoDays = 'start=2025-01-01T00:00:00Z&end=2025-01-03T00:00:00Z'

  async function get(query: string, accept?: string): Promise<Response> {
    const response = await fetch(`${url}/data?${query}`, {
      ...(accept === undefined ? {} : { headers: { accept } }),
    })
    assert.equal(response.status, 200, await response.clone().text())
    return response
  }

  const formats: [name: string, type: string, decode: (body: Buffer) => Frame][] = [
    ['json', 'application/json; charset=utf-8', (body) => decodeJson(body.toString(), layout)],
    [
      'ndjson',
      'application/x-ndjson; charset=utf-8',
      (body) => decodeJson(body.toString(), layout, { lines: true }),
    ],
    [
      'csv',
      'text/csv; charset=utf-8; header=present',
      (body) => decodeCsv(body.toString(), layout),
    ],
    ['arrow', 'application/vnd.apache.arrow.stream', decodeArrow],
  ]
  for (const [name, type, decode] of formats) {
    test(`gives every value as ${name}, by name and by Accept`, async () => {
      const byName = await get(`${twoDays}&format=${name}`, 'text/html')
      assert.equal(byName.headers.get('content-type'), type)
      assert.equal(byName.headers.get('vary'), 'accept, accept-encoding, authorization')
      assert.equal(byName.headers.get('minuano-rows'), '2880')
      const body = Buffer.from(await byName.arrayBuffer())
      assert.equal(Number(byName.headers.get('content-length')), body.length)
      assert.deepEqual(decode(body), await expected('2025-01-01T00:00Z', '2025-01-03T00:00Z'))
      const byAccept = await get(twoDays, type.split(';')[0])
      assert.ok(body.equals(Buffer.from(await byAccept.arrayBuffer())))
    })

    test(`gives an interval without rows as ${name}`, async () => {
      const response = await get(`start=2030-01-01&end=2030-01-02&format=${name}`)
      const frame = decode(Buffer.from(await response.arrayBuffer()))
      assert.equal(frame.time.length, 0)
    })
  }

  test('gives Arrow that another implementation reads', async () => {
    const response = await get(`${twoDays}&format=arrow`)
    const table = tableFromIPC(Buffer.from(await response.arrayBuffer()), { useBigInt: true })
    const { time, columns: values } = await expected('2025-01-01T00:00Z', '2025-01-03T00:00Z')
    assert.deepEqual(
      [...table.getChild('timestamp').toArray()].map(Number),
      [...time].map((instant) => instant / 1000),
    )
    for (const name of columns) {
      const read = Array.from(table.getChild(name), (value: number | null) => value ?? NaN)
      assert.deepEqual(read, [...values.get(name)!])
    }
  })

  const choices: [accept: string, type: string][] = [
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['text/*', 'text/csv'],
    ['text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8', 'application/json'],
    ['text/csv, application/json', 'application/json'],
    ['text/csv;q=0.9, application/json;q=0.5', 'text/csv'],
    ['text/csv, */*', 'text/csv'],
    ['*/*, application/json;q=0', 'application/x-ndjson'],
    ['TEXT/CSV; charset=utf-8; header=absent', 'text/csv'],
    ['application/vnd.apache.arrow.stream, application/json;q=0.1', 'application/vnd.apache.arrow'],
    ['application/jsonl', 'application/x-ndjson'],
    ['rubbish, application/json', 'application/json'],
  ]
  for (const [accept, type] of choices) {
    test(`answers Accept: ${accept} with ${type}`, async () => {
      const response = await get('start=2025-01-01&end=2025-01-02', accept)
      assert.ok(response.headers.get('content-type')!.startsWith(type))
    })
  }

  const variableLists: [query: string, names: string[]][] = [
    ['', columns],
    ['&variables=power', ['power']],
    ['&variables=power,wind_speed', ['power', 'wind_speed']],
    ['&variables=power&variables=wind_speed', ['power', 'wind_speed']],
    ['&variables=power, wind_speed&variables=power', ['power', 'wind_speed']],
  ]
  for (const [query, names] of variableLists) {
    test(`answers "${query}" with the columns ${names.join(', ')}`, async () => {
      const response = await get(`start=2025-01-01&end=2025-01-02&format=csv${query}`)
      assert.equal((await response.text()).split('\n')[0], ['timestamp', ...names].join(','))
    })
  }

  const intervals: [query: string, understood: string][] = [
    ['start=2025-01-01&end=2025-01-02', '2025-01-01T00:00:00Z/2025-01-02T00:00:00Z'],
    ['start=2025-01-01T06:00&end=2025-01-01T07:00:00', '2025-01-01T06:00:00Z/2025-01-01T07:00:00Z'],
    [
      'start=2025-01-01 00:00:00+01&end=2025-01-01 02:00:00 UTC',
      '2024-12-31T23:00:00Z/2025-01-01T02:00:00Z',
    ],
    [
      'start=2025-01-01T00:00%2B0530&end=2025-01-01T24:00',
      '2024-12-31T18:30:00Z/2025-01-02T00:00:00Z',
    ],
    [
      'start=2025-01-01T03:00:00%2B03:00&end=2025-01-01T00:00:00-01:00',
      '2025-01-01T00:00:00Z/2025-01-01T01:00:00Z',
    ],
    [
      'start=2025-01-01T00:00:00.25Z&end=2025-01-01T00:01:00Z',
      '2025-01-01T00:00:00.250000Z/2025-01-01T00:01:00Z',
    ],
  ]
  for (const [query, understood] of intervals) {
    test(`understands ${query} as ${understood}`, async () => {
      assert.equal((await get(query)).headers.get('minuano-interval'), understood)
    })
  }

  test('understands a + that was not encoded', async () => {
    const path = '/data?start=2025-01-01T03:00:00+03:00&end=2025-01-01T03:02:00+03:00&format=csv'
    const { hostname, port } = new URL(url)
    const body = await new Promise<string>((resolve, reject) => {
      request({ hostname, port, path }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => resolve(text))
      })
        .on('error', reject)
        .end()
    })
    assert.deepEqual(
      body.split('\n').map((line) => line.split(',')[0]),
      ['timestamp', '2025-01-01T00:00:00Z', '2025-01-01T00:01:00Z', ''],
    )
  })

  test('answers HEAD with the head alone', async () => {
    const response = await fetch(`${url}/data?${twoDays}&format=csv`, { method: 'HEAD' })
    assert.equal(response.status, 200)
    assert.match(response.headers.get('content-type')!, /^text\/csv/)
    assert.equal(
      response.headers.get('minuano-interval'),
      '2025-01-01T00:00:00Z/2025-01-03T00:00:00Z',
    )
    assert.equal(await response.text(), '')
    const bad = await fetch(`${url}/data?start=2025-01-01`, { method: 'HEAD' })
    assert.equal(bad.status, 422)
  })
})
