import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { createSeededSource, serve } from '../connector/serving.ts'
import { makeCertificates } from '../support/certificates.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestTarget } from '../support/target.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

describe(
  'a Connector behind TLS of a private authority',
  { skip: !hasOpenssl && 'no openssl' },
  async () => {
    const files = makeCertificates()
    after(() => files.folder.remove())
    const { url: sourceUrl } = await createSeededSource()
    const connector = await serve({ SOURCE_DATABASE_URL: sourceUrl })
    const target = await createTestTarget()
    // What a proxy does: TLS in front, and HTTP behind.
    const proxy = createServer(
      { key: readFileSync(files.key), cert: readFileSync(files.certificate) },
      (incoming, response) => {
        const { method, url, headers } = incoming
        const options = { method, headers: { ...headers, host: '127.0.0.1' } }
        incoming.pipe(
          request(`${connector.url}${url ?? ''}`, options, (answer) => {
            response.writeHead(answer.statusCode!, answer.headers)
            answer.pipe(response)
          }),
        )
      },
    )
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    after(() => proxy.close())
    const { port } = proxy.address() as AddressInfo
    const run = (host: string, more: Record<string, string> = {}) =>
      runMinuano(['run', '2025-01-01'], {
        TARGET_DATABASE_URL: target.url,
        CONNECTOR_URL: `https://${host}:${port}`,
        ...more,
      })

    test('ends a run with 1 at once, and names NODE_EXTRA_CA_CERTS', async () => {
      const { code, stderr } = await run('localhost')
      assert.match(
        stderr,
        /certificate of the Connector at https:\/\/localhost:\d+ is not accepted: .* \(\w+\)\. .* in NODE_EXTRA_CA_CERTS/,
      )
      assert.doesNotMatch(stderr, /tried/)
      assert.equal(code, 1)
    })

    test('is read from where that names the authority’s file, and by the right name alone', async () => {
      const trusted = { NODE_EXTRA_CA_CERTS: files.authority }
      const right = await run('localhost', trusted)
      assert.match(right.stdout, /1440 source rows/)
      assert.equal(right.code, 0)
      const wrong = await run('127.0.0.1', trusted)
      assert.match(
        wrong.stderr,
        /is for another name: .*Write the name that it has into CONNECTOR_URL/,
      )
      assert.equal(wrong.code, 1)
    })

    test('is a finding of `minuano check`, which says the same', async () => {
      const { code, stdout } = await runMinuano(['check'], {
        TARGET_DATABASE_URL: target.url,
        CONNECTOR_URL: `https://localhost:${port}`,
      })
      assert.match(stdout, /certificate of the Connector .* in NODE_EXTRA_CA_CERTS/s)
      assert.equal(code, 1)
    })

    test('ends it with 1 too where another authority is named', async () => {
      const { code, stderr } = await run('localhost', { NODE_EXTRA_CA_CERTS: files.otherAuthority })
      assert.match(stderr, /is not accepted/)
      assert.equal(code, 1)
    })
  },
)
