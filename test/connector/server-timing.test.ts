import assert from 'node:assert/strict'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { askPlain } from '../support/ask-plain.ts'
import { readMetrics } from '../support/read-metrics.ts'
import { createTestSource, serve } from './serving.ts'

const { url: sourceUrl } = await createTestSource(`
  create table data ("timestamp" timestamptz(0) primary key, i float8);
  insert into data select timestamptz '2020-01-01' + i * interval '1 s', i
    from generate_series(0, 99999) i;
  create view slow as select timestamptz '2020-01-01' as "timestamp", 1::float8 as i
    where pg_sleep(0.3)::text is not null`)

/** Milliseconds, by what they were spent on. */
function timesOf(header: string | string[] | undefined): Record<string, number> {
  assert.match(String(header), /^wait;dur=\d+\.\d, db;dur=\d+\.\d, total;dur=\d+\.\d$/)
  const parts = String(header).matchAll(/(\w+);dur=([\d.]+)/g)
  return Object.fromEntries([...parts].map(([, name, ms]) => [name!, Number(ms)] as const))
}

const source = { SOURCE_DATABASE_URL: sourceUrl, SOURCE_CONNECTIONS: '3' }
const hour = 'start=2020-01-01T00:00&end=2020-01-01T01:00'
const all = 'start=2020-01-01&end=2021-01-01'

describe('Server-Timing', { timeout: 60_000 }, () => {
  const ready = serve(source)

  for (const path of [
    `/data?${hour}`,
    `/data?${hour}&points=5&format=csv`,
    `/data?${all}&format=arrow`,
    `/inventory?${hour}`,
  ]) {
    test(`says what an answer took before its head: ${path}`, async () => {
      const { url } = await ready
      const { headers } = await askPlain(url + path)
      const { wait, db, total } = timesOf(headers['server-timing'])
      assert.ok(db! > 0 && wait! + db! <= total! + 0.2, `${wait} and ${db} of ${total}`)
      const again = await askPlain(url + path, { 'if-none-match': '*' })
      timesOf(again.headers['server-timing'])
    })
  }

  test('says of a slow Source that it was the Source', async () => {
    const { url } = await serve({ ...source, SOURCE_TABLE: 'slow' })
    for (const route of ['data', 'inventory']) {
      const { headers } = await askPlain(`${url}/${route}?${hour}`)
      const { db } = timesOf(headers['server-timing'])
      assert.ok(db! >= 300, `${db}`)
    }
  })

  test('says how long a turn was waited for', async () => {
    const { url } = await serve(source)
    const first = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${url}/data?${all}`, { agent: false }, resolve).on('error', reject)
    })
    const waiting = askPlain(`${url}/data?${all}`)
    const name = 'minuano_connector_long_answers{state="waiting"}'
    while ((await readMetrics(url)).get(name) !== 1) await sleep(20)
    await sleep(100)
    first.destroy()
    const { wait, total } = timesOf((await waiting).headers['server-timing'])
    assert.ok(wait! >= 100 && wait! <= total!, `${wait} of ${total}`)
  })
})
