import assert from 'node:assert/strict'
import { get } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { startMinuano } from '../support/minuano.ts'
import type { Started } from '../support/minuano.ts'
import { createSeededSource } from './serving.ts'

const { url: sourceUrl } = await createSeededSource()

/** A port that is in use until the file's end. */
async function occupyPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  return (server.address() as AddressInfo).port
}

/** Waits until something is on a process's stdout. */
async function firstOutput(started: Started): Promise<string> {
  while (started.stdout() === '') {
    if (started.child.exitCode !== null) throw new Error(started.stderr())
    await sleep(20)
  }
  return started.stdout()
}

describe('minuano connector', { timeout: 300_000 }, () => {
  test('says where it serves, and ends with 0 when it is told to, even in mid-answer', async () => {
    const started = startMinuano(['connector', '--port', '0'], { SOURCE_DATABASE_URL: sourceUrl })
    const line = await firstOutput(started)
    const [, url] = /^Connector: (http:\/\/127\.0\.0\.1:\d+) {2}\(docs: \1\/docs\)\n$/.exec(line)!
    assert.equal((await fetch(`${url}/health/ready`)).status, 200)
    get(`${url}/data?start=2025-01-01&end=2025-01-02`, () => started.child.kill('SIGTERM')).on(
      'error',
      () => undefined,
    )
    const { code, signal, stderr } = await started.ended
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, stderr)
  })

  test('takes the next port when its own is in use, and says so', async () => {
    const port = await occupyPort()
    const started = startMinuano(['connector', '--json'], {
      SOURCE_DATABASE_URL: sourceUrl,
      CONNECTOR_PORT: String(port),
    })
    const { url, docs } = JSON.parse(await firstOutput(started)) as { url: string; docs: string }
    assert.equal(docs, `${url}/docs`)
    assert.ok(Number(new URL(url).port) > port)
    assert.match(started.stderr(), new RegExp(`port ${port} is in use: .* listens on \\d+`))
    started.child.kill('SIGINT')
    assert.equal((await started.ended).code, 0)
  })

  test('fails when a port that was asked for by flag is in use', async () => {
    const port = await occupyPort()
    const started = startMinuano(['connector', '--port', String(port)], {
      SOURCE_DATABASE_URL: sourceUrl,
    })
    const { code, stderr } = await started.ended
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`^minuano: port ${port} is in use`, 'm'))
  })

  const refusals: [what: string, env: Record<string, string>, message: RegExp][] = [
    ['without a Source', {}, /SOURCE_DATABASE_URL/],
    [
      'on every address without a key',
      { SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_HOST: '0.0.0.0' },
      /CONNECTOR_API_KEY/,
    ],
    [
      'on an address that is not this machine’s',
      {
        SOURCE_DATABASE_URL: sourceUrl,
        CONNECTOR_HOST: '192.0.2.1',
        CONNECTOR_API_KEY: 'a-key-12',
      },
      /cannot listen on 192\.0\.2\.1/,
    ],
  ]
  for (const [what, env, message] of refusals) {
    test(`does not start ${what}, and says what to do in one line`, async () => {
      const { code, stdout, stderr } = await startMinuano(['connector', '--port', '0'], env).ended
      assert.equal(code, 2)
      assert.equal(stdout, '')
      assert.match(stderr, message)
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
    })
  }

  test('starts while the Source is down', async () => {
    const connector = await startConnector(
      loadConfig({
        SOURCE_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
        CONNECTOR_PORT: '0',
        CONNECTOR_LOG_LEVEL: 'silent',
      }),
    )
    assert.equal((await fetch(`${connector.url}/health/live`)).status, 200)
    assert.equal((await fetch(`${connector.url}/health/ready`)).status, 503)
    await connector.close()
  })
})
