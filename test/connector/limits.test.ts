import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestSource, readProblem, serve } from './serving.ts'

const { url: sourceUrl, client } = await createTestSource(`
  create table data ("timestamp" timestamptz(0) primary key, i float8);
  insert into data select timestamptz '2020-01-01' + i * interval '1 s', i
    from generate_series(0, 399999) i;
  analyze data;
  create view breaking as select "timestamp", 1 / (300000 - i) as i from data`)

const long = '/data?start=2020-01-01&end=2021-01-01'
/** 86,400 rows: short by its interval, long by its rows. */
const fullDay = '/data?start=2020-01-01&end=2020-01-02'
const minute = '/data?start=2020-01-01T00:00&end=2020-01-01T00:01'
const three = { SOURCE_DATABASE_URL: sourceUrl, SOURCE_CONNECTIONS: '3' }

function open(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, resolve).on('error', reject)
  })
}

/** A socket that has asked, and whose answer nobody reads. */
async function ask(port: number, path: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.pause()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  return socket
}

async function untilActive(count: number): Promise<void> {
  const active = async () =>
    (
      await client.query(
        `select from pg_stat_activity where state = 'active' and application_name = 'minuano connector'
         and datname = current_database()`,
      )
    ).rowCount
  while ((await active()) !== count) await sleep(20)
}

describe('the Connector under load', () => {
  test('sends as many long answers as leave two connections to short ones, and others come again', async () => {
    const { url } = await serve({ ...three, CONNECTOR_STREAM_QUEUE: '0' })
    const first = await open(url + long)
    await untilActive(1)
    for (const path of [long, fullDay, '/inventory?start=2020-01-01&end=2020-02-01']) {
      const response = await fetch(url + path)
      assert.match(response.headers.get('retry-after')!, /^\d+$/)
      const { status, code } = await readProblem(response)
      assert.deepEqual([path, status, code], [path, 503, 'connector-busy'])
    }
    for (const path of [
      minute,
      '/variables',
      '/health/ready',
      '/inventory?start=2020-01-01&end=2020-01-02',
    ]) {
      assert.equal((await fetch(url + path)).status, 200, path)
    }
    first.destroy()
    await untilActive(0)
    assert.equal(((await (await fetch(url + fullDay)).json()) as unknown[]).length, 86_400)
  })

  test('lets a long answer wait for its turn, and gives it whole', async () => {
    const { url } = await serve(three)
    const first = await open(url + long)
    await untilActive(1)
    const waiting = [fullDay, long].map(async (path) => (await fetch(url + path)).json())
    first.destroy()
    const answers = (await Promise.all(waiting)) as unknown[][]
    assert.deepEqual(
      answers.map(({ length }) => length),
      [86_400, 400_000],
    )
  })

  test('gives up the turn that a client waited for and left', async () => {
    const { url } = await serve({
      ...three,
      CONNECTOR_STREAM_QUEUE: '1',
      CONNECTOR_QUEUE_WAIT: '10m',
    })
    const first = await open(url + long)
    const leaving = new AbortController()
    const left = assert.rejects(fetch(url + long, { signal: leaving.signal }))
    while ((await fetch(url + long)).status !== 503) assert.fail('the queue has one place')
    leaving.abort()
    await left
    first.destroy()
    await untilActive(0)
    assert.equal(((await (await fetch(url + fullDay)).json()) as unknown[]).length, 86_400)
  })

  test('holds the turn of an inventory whose client left until the Source has ended it', async () => {
    await client.query(`
      create function held(at timestamptz) returns boolean language plpgsql as
        $$ begin perform pg_advisory_xact_lock_shared(4711); return true; end $$;
      create view held_data as select * from data where held("timestamp") limit 10`)
    const { url } = await serve({
      ...three,
      SOURCE_TABLE: 'held_data',
      CONNECTOR_STREAM_QUEUE: '0',
    })
    const count = async (state: string) =>
      new RegExp(`^minuano_connector_long_answers\\{state="${state}"\\} (\\d+)$`, 'm').exec(
        await (await fetch(`${url}/metrics`)).text(),
      )?.[1]
    const inventory = `${url}/inventory?start=2020-01-01&end=2020-02-01`
    // From here on it knows its table, and asks for the rows alone.
    assert.equal((await fetch(inventory)).status, 200)
    await client.query('select pg_advisory_lock(4711)')
    const leaving = new AbortController()
    const left = assert.rejects(fetch(inventory, { signal: leaving.signal }))
    while ((await count('running')) !== '1') await sleep(20)
    leaving.abort()
    await left
    try {
      // The server has seen it go when it has answered what was asked after that.
      for (let asked = 0; asked < 5; asked++) assert.equal(await count('running'), '1')
      assert.equal((await fetch(inventory)).status, 503)
    } finally {
      await client.query('select pg_advisory_unlock(4711)')
    }
    while ((await count('running')) !== '0') await sleep(20)
    assert.equal((await fetch(inventory)).status, 200)
    await client.query('drop view held_data')
  })

  test('is ready while every connection is in use', async () => {
    const { url } = await serve({ ...three, SOURCE_CONNECTIONS: '1', CONNECTOR_QUEUE: '0' })
    const first = await open(url + long)
    await untilActive(1)
    assert.equal((await fetch(`${url}/health/ready`)).status, 200)
    const { status, code } = await readProblem(await fetch(url + minute))
    assert.deepEqual([status, code], [503, 'connector-busy'])
    first.destroy()
  })

  for (const bytes of [0, 1]) {
    test(`breaks off an answer that is read at ${bytes} bytes at a time, and says why`, async () => {
      const { port, log } = await serve({
        ...three,
        CONNECTOR_PATIENCE: '300ms',
        CONNECTOR_LEAST_RATE: '100000',
      })
      const socket = await ask(port, long)
      const trickle = setInterval(() => {
        if (bytes > 0) socket.read(bytes)
      }, 20)
      while (!log().includes('broken off')) await sleep(20)
      await untilActive(0)
      clearInterval(trickle)
      socket.destroy()
      assert.match(log(), /"level":40.*behind 100000 bytes a second/)
    })
  }

  test('lets a reader pause for less than the patience', async () => {
    const { url } = await serve({ ...three, CONNECTOR_PATIENCE: '1m' })
    const answer = await open(url + long)
    await untilActive(1)
    await sleep(1500)
    let text = ''
    for await (const chunk of answer) text += String(chunk)
    assert.equal((JSON.parse(text) as unknown[]).length, 400_000)
  })

  test('breaks off an answer that takes longer than one may', async () => {
    const { port, log } = await serve({ ...three, CONNECTOR_ANSWER_TIME: '300ms' })
    const socket = await ask(port, long)
    while (!log().includes('broken off')) await sleep(20)
    await untilActive(0)
    socket.destroy()
    assert.match(log(), /not over after 0\.3 s \(CONNECTOR_ANSWER_TIME\)/)
  })

  test('breaks off an answer of too many rows, and refuses too many days and names', async () => {
    const { url, log } = await serve({
      ...three,
      CONNECTOR_MAX_ROWS: '100000',
      CONNECTOR_MAX_DAYS: '400',
      CONNECTOR_MAX_NAMES: '2',
    })
    await assert.rejects((await fetch(url + long)).arrayBuffer(), { message: 'terminated' })
    assert.match(log(), /"code":"too-much-asked".*100000 rows/)
    for (const path of [
      '/data?start=2020-01-01&end=2022-01-01',
      `${minute}&variables=i,i&variables=i`,
      '/inventory?start=2020-01-01&end=2020-01-02&assets=a,b,c',
    ]) {
      const { status, code } = await readProblem(await fetch(url + path))
      assert.deepEqual([path, status, code], [path, 422, 'too-much-asked'])
    }
    assert.equal((await fetch(`${url}${minute}&variables=i,i`)).status, 200)
  })

  test('refuses a short answer of too many rows, and a request too long to be read, with the most', async () => {
    const { url } = await serve({
      ...three,
      CONNECTOR_MAX_ROWS: '59',
      CONNECTOR_MAX_HEADER_BYTES: '4096',
    })
    const hour = '/data?start=2020-01-01T00:00&end=2020-01-01T01:00'
    for (const [path, wanted] of [
      [hour, /^the answer has more than 59 rows/],
      [`${minute}&variables=${'x'.repeat(5000)}`, /more than 4096 bytes together: ask for less/],
    ] as const) {
      assert.match((await readProblem(await fetch(url + path))).detail, wanted)
    }
  })

  test('says in its log, with the SQLSTATE, that the Source ended an answer', async () => {
    const { url, log } = await serve({ ...three, SOURCE_TABLE: 'breaking' })
    const answer = await open(url + long)
    await assert.rejects(async () => {
      for await (const chunk of answer) assert.ok(chunk)
    })
    while (!log().includes('broken off')) await sleep(20)
    assert.match(log(), /"level":40.*"code":"source-refused","sqlstate":"22012"/)
  })

  test('says in its log that the Source’s connection ended an answer', async () => {
    const { url, log } = await serve(three)
    const answer = await open(url + long)
    await untilActive(1)
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where state = 'active'
       and application_name = 'minuano connector' and datname = current_database()`,
    )
    await assert.rejects(async () => {
      for await (const chunk of answer) assert.ok(chunk)
    })
    while (!log().includes('broken off')) await sleep(20)
    // A server process that is ended while it waits to send has no way left to say why.
    assert.match(log(), /"level":40.*"code":"source-unavailable",("sqlstate":"57P01",)?"rows"/)
  })
})

describe('requests a second', () => {
  test('are counted for each key, health apart, and who asks more often is told when to come', async () => {
    const { url } = await serve({
      ...three,
      CONNECTOR_API_KEY: 'first-key-1,second-key-2',
      CONNECTOR_REQUESTS_PER_SECOND: '0.1',
    })
    const as = (key: string) => fetch(url + minute, { headers: { authorization: `Bearer ${key}` } })
    assert.equal((await as('first-key-1')).status, 200)
    const refused = await as('first-key-1')
    assert.match(refused.headers.get('retry-after')!, /^([2-9]|10)$/)
    const { status, code } = await readProblem(refused)
    assert.deepEqual([status, code], [429, 'too-many-requests'])
    assert.equal((await as('second-key-2')).status, 200)
    assert.equal((await fetch(`${url}/health/live`)).status, 200)
  })
})
