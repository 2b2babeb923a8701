import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { chromiumPath } from '../page/web/browser.ts'
import { atEnd } from '../support/at-end.ts'

let browser: Promise<Browser> | undefined

/** Opens an address in a browser that takes any certificate; `faults` is what its console called an error. */
export async function openPage(url: string): Promise<{ page: Page; faults: string[] }> {
  browser ??= start()
  const context = await (await browser).newContext({ ignoreHTTPSErrors: true })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error.stack)))
  await page.goto(url)
  return { page, faults }
}

async function start(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('CI=true, and there is no Chromium')
  const started = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  })
  atEnd(() => started.close())
  return started
}
