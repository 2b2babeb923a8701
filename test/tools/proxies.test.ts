// nginx and Caddy as docs/behind-a-proxy.md has them: TLS, a path's prefix, compression.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { get } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { createSeededSource, serve } from '../connector/serving.ts'
import { chromiumPath } from '../page/web/browser.ts'
import { findProgram } from '../page/web/find-program.ts'
import { atEnd } from '../support/at-end.ts'
import { makeCertificates } from '../support/certificates.ts'
import { findFreePort } from '../support/free-port.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestTarget } from '../support/target.ts'
import { openPage } from './open-page.ts'
import { proxies, startProxy } from './start-proxy.ts'

const key = 'a-key-of-the-tests'
const noBrowser = chromiumPath === undefined ? 'NOT TRIED: no Chromium' : false

for (const proxy of proxies) {
  const program = findProgram([proxy])
  const skip = program === undefined || findProgram(['openssl']) === undefined
  describe(
    `behind ${proxy}`,
    { skip: skip && `NOT TRIED: no ${proxy}, or no openssl` },
    async () => {
      if (program === undefined) return
      const files = makeCertificates()
      atEnd(() => files.folder.remove())
      const { url: sourceUrl } = await createSeededSource()
      const start = async (settings: Record<string, string>) => {
        const port = await findFreePort()
        const publicUrl = `https://localhost:${port}/connector`
        const own = { SOURCE_DATABASE_URL: sourceUrl, CONNECTOR_PUBLIC_URL: publicUrl, ...settings }
        const { url: connector } = await serve(own)
        await startProxy(proxy, program, { port, connector, files })
        return publicUrl
      }
      const url = await start({ CONNECTOR_API_KEY: key })
      const ask = (address: string, headers: Record<string, string>) =>
        new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>(
          (done, fail) => {
            const options = { headers, ca: readFileSync(files.authority), servername: 'localhost' }
            get(address, options, (answer) => {
              const { statusCode, headers: of } = answer
              buffer(answer).then((body) => done({ status: statusCode!, headers: of, body }), fail)
            }).on('error', fail)
          },
        )

      for (const path of ['/docs', '/docs/']) {
        test(
          `${path} is drawn under the prefix, and asks through it`,
          { skip: noBrowser },
          async () => {
            const { page, faults } = await openPage(url + path)
            await page.waitForSelector('.opblock')
            const { body } = await ask(`${url}/openapi.json`, {})
            const api = JSON.parse(body.toString()) as { paths: object; servers: object }
            assert.deepEqual(api.servers, [{ url }])
            assert.equal(await page.locator('.opblock').count(), Object.keys(api.paths).length)
            const live = page.locator('#operations-health-isLive')
            await live.locator('.opblock-summary-control').click()
            await live.locator('button.execute').click()
            const status = live.locator('.live-responses-table tbody .response-col_status').first()
            await status.waitFor()
            assert.match(await status.innerText(), /^200/)
            assert.deepEqual(faults, [])
          },
        )
      }

      test('a run loads a day through it', async () => {
        const target = await createTestTarget()
        const { code, stdout, stderr } = await runMinuano(['run', '2025-01-01'], {
          TARGET_DATABASE_URL: target.url,
          CONNECTOR_URL: url,
          CONNECTOR_API_KEY: key,
          NODE_EXTRA_CA_CERTS: files.authority,
        })
        assert.match(stdout, /1440 source rows/)
        assert.equal(code, 0, stderr)
      })

      test('a text comes compressed where that is accepted, whole', async () => {
        const day = `${url}/data.csv?start=2025-01-01&end=2025-01-02`
        const authorization = `Bearer ${key}`
        const plain = await ask(day, { authorization })
        const packed = await ask(day, { authorization, 'accept-encoding': 'gzip' })
        assert.equal(packed.headers['content-encoding'], 'gzip')
        assert.ok(packed.body.length < plain.body.length / 2)
        assert.deepEqual(gunzipSync(packed.body), plain.body)
        assert.equal(plain.body.toString().trim().split('\n').length, 1441)
      })

      test('whoever comes by it, under its name, is refused where no key is set', async () => {
        const { port, pathname } = new URL(await start({}))
        const day = `https://localhost:${port}${pathname}/data.csv?start=2025-01-01&end=2025-01-02`
        for (const [name, expected] of [
          ['wind.example', 403],
          ['localhost', 200],
        ] as const) {
          const { status } = await ask(day, { host: `${name}:${port}` })
          assert.equal(status, expected, name)
        }
      })
    },
  )
}
