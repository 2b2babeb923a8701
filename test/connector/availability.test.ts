import assert from 'node:assert/strict'
import { get } from 'node:http'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGate } from '../support/gate.ts'
import { createSeededSource, readProblem, serve } from './serving.ts'

const { url: sourceUrl, client } = await createSeededSource()
await client.query(`
  create view slow as select timestamptz '2025-01-01' as "timestamp", 1::float8 as i
    where pg_sleep(600)::text is not null;
  create table long ("timestamp" timestamptz(0) primary key, i float8);
  insert into long select timestamptz '2020-01-01' + i * interval '1 s', i
    from generate_series(0, 399999) i;
  analyze long`)

const minute = '/data?start=2025-01-01T00:00&end=2025-01-01T00:01'

/** What is the server's fault is worth a retry, and says when. */
async function assertUnavailable(response: Response, code: string, detail: RegExp): Promise<void> {
  assert.match(response.headers.get('retry-after')!, /^\d+$/)
  const problem = await readProblem(response)
  assert.equal(problem.status, 503)
  assert.equal(problem.code, code)
  assert.match(problem.detail, detail)
}

describe('the Connector', { timeout: 300_000 }, () => {
  test('serves while the Source is down, and the Source’s rows once it is up again', async () => {
    const gate = await createGate(sourceUrl)
    const { url } = await serve({ SOURCE_DATABASE_URL: gate.url })
    for (let round = 0; round < 2; round++) {
      for (const path of [minute, '/variables', '/health/ready']) {
        await assertUnavailable(await fetch(url + path), 'source-unavailable', /not available/)
      }
      assert.equal((await fetch(`${url}/health/live`)).status, 200)
      await gate.open()
      for (const path of ['/health/ready', '/variables', minute]) {
        const response = await fetch(url + path)
        assert.equal(response.status, 200, path)
        await response.arrayBuffer()
      }
      await gate.close()
    }
  })

  test('gives up a Source that does not begin its answer, and cancels the query', async () => {
    const { url } = await serve({
      SOURCE_DATABASE_URL: sourceUrl,
      SOURCE_TABLE: 'slow',
      SOURCE_TIMEOUT: '300ms',
      SOURCE_CONNECTIONS: '1',
    })
    for (const path of [minute, '/variables', minute]) {
      await assertUnavailable(await fetch(url + path), 'source-timeout', /within 0\.3 s/)
    }
    const running = () =>
      client.query(
        `select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
      )
    while ((await running()).rowCount !== 0) await sleep(20)
  })

  test('says so when no turn of a long answer becomes free', async () => {
    const { url } = await serve({
      SOURCE_DATABASE_URL: sourceUrl,
      SOURCE_TABLE: 'long',
      SOURCE_CONNECTIONS: '1',
      CONNECTOR_QUEUE_WAIT: '400ms',
    })
    const long = `${url}/data?start=2020-01-01&end=2021-01-01`
    const busy = await new Promise<{ destroy(): void }>((resolve) => get(long, resolve))
    await assertUnavailable(
      await fetch(long),
      'connector-busy',
      /at once \(1\), and none of them ended within 0\.4 s/,
    )
    busy.destroy()
  })

  test('tells a client nothing of why the Source refuses, and its log all', async () => {
    const wrong = new URL(sourceUrl)
    wrong.username = 'nobody_there'
    wrong.password = 'not-the-password'
    const { url, log } = await serve({ SOURCE_DATABASE_URL: wrong.href })
    const problem = await readProblem(await fetch(url + minute))
    assert.deepEqual([problem.status, problem.code], [500, 'source-refused'])
    assert.doesNotMatch(problem.detail, /nobody|password/)
    assert.match(log(), /authentication failed for user \\"nobody_there\\"/)
    assert.doesNotMatch(log(), /not-the-password/)
    const ready = await readProblem(await fetch(`${url}/health/ready`))
    assert.equal(ready.status, 503)
    assert.doesNotMatch(ready.detail, /nobody|password/)
  })

  test('says in its log what to set for a time without zone, and is not ready', async () => {
    await client.query('create table naive ("timestamp" timestamp, a float8)')
    const { url, log } = await serve({ SOURCE_DATABASE_URL: sourceUrl, SOURCE_TABLE: 'naive' })
    assert.equal((await readProblem(await fetch(url + minute))).status, 500)
    assert.match(log(), /SOURCE_TIME_ZONE/)
    assert.equal((await fetch(`${url}/health/ready`)).status, 503)
  })

  test('serves a new column when it is asked for, and goes on when one is dropped', async () => {
    await client.query('create table growing ("timestamp" timestamptz, a float8)')
    const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl, SOURCE_TABLE: 'growing' })
    const ask = async (variables: string) => {
      const response = await fetch(`${url}${minute}&format=csv&variables=${variables}`)
      return { status: response.status, text: await response.text() }
    }
    assert.equal((await ask('a')).status, 200)
    await client.query('alter table growing add column b float8')
    // A name that is not known is looked for at most once a second.
    while ((await ask('a,b')).status === 422) await sleep(50)
    assert.equal((await ask('b')).text, 'timestamp,b\n')
    await client.query('alter table growing drop column a')
    assert.equal((await ask('a')).status, 500)
    assert.equal((await ask('b')).status, 200)
    while ((await ask('a')).status !== 422) await sleep(50)
  })

  for (const [from, to, zone] of [
    ['timestamptz', 'timestamp', undefined],
    ['timestamp', 'timestamptz', 'America/Sao_Paulo'],
    ['local_time', 'timestamptz', 'America/Sao_Paulo'],
  ] as const) {
    test(`never reads a ${from} as one when the column has become a ${to}`, async () => {
      const table = `retyped_${from}`
      const set = (type: string) =>
        client.query(
          `alter table ${table} alter column "timestamp" type ${type} using "timestamp" at time zone 'America/Sao_Paulo'`,
        )
      await client.query(`drop domain if exists local_time; create domain local_time as timestamp;
        create table ${table} ("timestamp" ${from}, a float8);
        insert into ${table} values ('2025-01-01 00:00', 1)`)
      const { url } = await serve({
        SOURCE_DATABASE_URL: sourceUrl,
        SOURCE_TABLE: table,
        ...(zone !== undefined && { SOURCE_TIME_ZONE: zone }),
      })
      const day = 'start=2024-12-31&end=2025-01-02'
      for (const path of [`/inventory?${day}`, `/data?${day}&format=csv`]) {
        const before = await (await fetch(url + path)).text()
        await set(to)
        // Each inventory may look at the table first; data is asked of it as it was seen last.
        const first = await fetch(url + path)
        if (path.startsWith('/data')) {
          await assertUnavailable(first, 'source-unavailable', /of another type/)
        }
        // A new look finds what there is: the same instants, or that no zone is set for them.
        const again = first.status === 503 ? await fetch(url + path) : first
        if (zone === undefined) assert.equal(again.status, 500)
        else assert.equal(await again.text(), before)
        await set(from === 'local_time' ? 'timestamp' : from)
        // One that has looked since then is told so once more.
        while (!(await fetch(url + path)).ok) await sleep(50)
      }
    })
  }

  test('never shows a time with fewer decimals than it has, when the column became finer', async () => {
    await client.query('create table finer ("timestamp" timestamptz(0), a float8)')
    const { url } = await serve({ SOURCE_DATABASE_URL: sourceUrl, SOURCE_TABLE: 'finer' })
    const ask = () => fetch(`${url}${minute}&format=csv`)
    assert.equal(await (await ask()).text(), 'timestamp,a\n')
    await client.query('alter table finer alter column "timestamp" type timestamptz(3)')
    await client.query(`insert into finer values ('2025-01-01T00:00:00.250Z', 1)`)
    await assertUnavailable(await ask(), 'source-unavailable', /more decimals of a second/)
    assert.equal(await (await ask()).text(), 'timestamp,a\n2025-01-01T00:00:00.250Z,1.0\n')
  })
})
