import assert from 'node:assert/strict'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { describe, test } from 'node:test'
import { createTestKeyFile } from '../support/key-file.ts'
import { readMetrics } from '../support/read-metrics.ts'
import { createTestSource, readProblem, serve } from './serving.ts'

const { url: sourceUrl } = await createTestSource(`
  create table data (turbine text, "timestamp" timestamptz(0), power float8);
  insert into data select 'T01', timestamptz '2025-01-03Z' + i * interval '1 second', i
    from generate_series(0, 300000) i`)
const minute = '/data?start=2025-01-03T00:00&end=2025-01-03T00:01'

async function start(more: Record<string, string> = {}) {
  const keys = await createTestKeyFile({ 'owner-a': ['T01'], 'owner-b': undefined })
  const connector = await serve({
    SOURCE_DATABASE_URL: sourceUrl,
    SOURCE_ASSET_COLUMN: 'turbine',
    CONNECTOR_API_KEYS_FILE: keys.path,
    ...more,
  })
  const status = async (name: string) =>
    (await fetch(connector.url + minute, { headers: keys.authorization(name) })).status
  /** Asks until it is answered so: the file is looked at once a second. */
  const until = async (name: string, wanted: number) => {
    // One that is under way when the key goes is broken off.
    while ((await status(name).catch(() => 0)) !== wanted);
  }
  return { keys, ...connector, status, until }
}

describe('a key of the file', () => {
  test('opens the Connector, beyond this machine too, and its name stands in the log', async () => {
    const { keys, url, log, status } = await start({ CONNECTOR_HOST: '0.0.0.0' })
    assert.deepEqual([await status('owner-a'), await status('nobody')], [200, 401])
    while (!log().includes('"key":"owner-a"')) await status('owner-a')
    const [, secret = ''] = keys.authorization('owner-a').authorization.split(' ')
    assert.equal(log().includes(secret), false)
    assert.equal((await fetch(`${url}/health/ready`)).status, 200)
    assert.equal((await fetch(url + minute)).status, 401)
  })

  test('stands beside those of the setting, which open all', async () => {
    const { url, status } = await start({ CONNECTOR_API_KEY: 'key-of-the-setting' })
    const headers = { authorization: 'Bearer key-of-the-setting' }
    assert.equal((await fetch(url + minute, { headers })).status, 200)
    assert.equal(await status('owner-b'), 200)
  })

  test('is refused once its line is gone, and one that is added opens, without a restart', async () => {
    const { keys, status, until } = await start()
    await keys.write({ 'owner-b': undefined, 'owner-c': undefined })
    await until('owner-a', 401)
    assert.deepEqual([await status('owner-b'), await status('owner-c')], [200, 200])
  })

  test('opens less from the moment its assets are fewer', async () => {
    const { keys, url, until } = await start()
    await keys.write({ 'owner-a': ['T02'], 'owner-b': undefined })
    const assets = async () => {
      const answer = await fetch(`${url}/assets?period=false`, {
        headers: keys.authorization('owner-a'),
      })
      return ((await answer.json()) as { assets: object[] }).assets
    }
    while ((await assets().catch(() => [{}])).length > 0);
    await until('owner-a', 200)
  })

  test('that is revoked has its answer under way broken off, while others go on', async () => {
    const { keys, url, until } = await start()
    const path = `${url}/data?start=2025-01-01&end=2025-02-01`
    const open = (name: string) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        get(path, { headers: keys.authorization(name) }, resolve).on('error', reject)
      })
    const [mine, other] = [await open('owner-a'), await open('owner-b')]
    await keys.write({ 'owner-b': undefined })
    await until('owner-a', 401)
    await assert.rejects(once(mine.resume(), 'end'))
    let bytes = 0
    other.on('data', (chunk: Buffer) => (bytes += chunk.length))
    await once(other, 'end')
    assert.ok(bytes > 10e6, `${bytes} bytes`)
  })

  test('that is revoked waits no longer for a turn, nor takes one from who waits behind it', async () => {
    const { keys, url, until } = await start({ CONNECTOR_STREAMS: '1' })
    const path = `${url}/data?start=2025-01-01&end=2025-02-01`
    const ask = (name: string) => fetch(path, { headers: keys.authorization(name) })
    const [, key] = keys.authorization('owner-b').authorization.split(' ')
    const waiting = async () =>
      (await readMetrics(url, key)).get('minuano_connector_long_answers{state="waiting"}')
    const running = await ask('owner-b')
    const revoked = assert.rejects(ask('owner-a'), { message: 'fetch failed' })
    while ((await waiting()) !== 1);
    const behind = ask('owner-b')
    while ((await waiting()) !== 2);
    await keys.write({ 'owner-b': undefined })
    await until('owner-a', 401)
    await revoked
    await running.arrayBuffer()
    assert.ok((await (await behind).arrayBuffer()).byteLength > 10e6)
    assert.equal(await waiting(), 0)
  })
})

describe('a file of keys that cannot be read any more', () => {
  const broken: readonly [what: string, text: string | undefined, says: RegExp][] = [
    ['with a broken line', 'owner-b\n', /line 1 is not a name/],
    ['half written', 'owner-b sha256:00', /line 1 does not end/],
    ['deleted', undefined, /no such file/],
  ]
  for (const [what, text, says] of broken) {
    test(`${what}, leaves the keys of before, and the log says it; mended, it is read`, async () => {
      const { keys, log, status, until } = await start()
      if (text === undefined) await rm(keys.path)
      else await keys.writeText(text)
      while (!says.test(log())) assert.equal(await status('owner-a'), 200)
      assert.match(log(), /CONNECTOR_API_KEYS_FILE: .*the keys of before stay in force: 2/)
      await keys.write({ 'owner-b': undefined })
      await until('owner-a', 401)
    })
  }

  test('at the start is a fault in the settings', async () => {
    const keys = await createTestKeyFile({})
    await keys.writeText('owner-a\n')
    const env = { SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_API_KEYS_FILE: keys.path }
    await assert.rejects(serve(env), { code: 'configuration', message: /API_KEYS_FILE: .*line 1/ })
    await rm(keys.path)
    await assert.rejects(serve(env), { code: 'configuration', message: /no such file/ })
  })
})

test('an empty file of keys opens nothing to anybody', async () => {
  const { keys, url, until } = await start()
  await keys.write({})
  await until('owner-a', 401)
  assert.equal((await fetch(url + minute)).status, 401)
})

test('a key for some assets is refused, in words, where the rows name none', async () => {
  const { keys, url, status } = await start({ SOURCE_ASSET_COLUMN: '' })
  assert.equal(await status('owner-b'), 200)
  for (const path of [minute, '/assets', '/variables', `/inventory?${minute.split('?')[1]}`]) {
    const answer = await fetch(url + path, { headers: keys.authorization('owner-a') })
    const { status: refused, code, detail } = await readProblem(answer)
    assert.deepEqual([path, refused, code], [path, 403, 'assets-unnamed'])
    assert.match(detail, /set SOURCE_ASSET_COLUMN/)
  }
})
