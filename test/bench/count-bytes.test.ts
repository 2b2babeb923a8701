import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { countBytes } from '../../bench/browser/count-bytes.ts'
import { openBrowser } from '../../bench/browser/open-browser.ts'
import { needsBrowser } from '../page/web/browser.ts'

/** Two charts and a curve, as the page marks them: what the second one and the curve show is asked for frames after the first is drawn. */
const html = `<!doctype html><link rel="icon" href="data:,">
<figure data-variable="wind_speed">1</figure><figure data-variable="power">2</figure><figure id="curve">3</figure>
<script type="module">
  const [first, second, curve] = document.querySelectorAll('figure')
  for (let frame = 0; frame < 20; frame++) {
    if (frame === 5) first.dataset.to = 'here'
    await new Promise(requestAnimationFrame)
  }
  await (await fetch('/points')).text()
  second.dataset.to = 'here'
  await (await fetch('/curve')).text()
  curve.dataset.bins = '1'
</script>`

const answers: Readonly<Record<string, string>> = {
  '/': html,
  '/points': 'p'.repeat(5000),
  '/curve': 'c'.repeat(300),
}

test(
  'what the browser loads is counted until every chart and the curve are drawn, not the first alone',
  needsBrowser,
  async () => {
    const server = createServer(({ url }, answer) => {
      answer.setHeader('content-type', url === '/' ? 'text/html' : 'text/plain')
      answer.end(answers[url!])
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    after(() => server.close())
    const browser = await openBrowser()
    after(() => browser.close())
    const { port } = server.address() as AddressInfo
    const bytes = await countBytes(browser, `http://127.0.0.1:${port}/`)
    const all = Object.values(answers).map((answer) => gzipSync(answer).length)
    assert.equal(
      bytes,
      all.reduce((sum, size) => sum + size, 0),
    )
  },
)
