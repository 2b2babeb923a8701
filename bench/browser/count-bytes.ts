import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { openTab } from './open-browser.ts'

/** All of the page is on screen, charts too. */
export const tall = 2400

/**
 * Bytes, if the server sent them as gzip, of all that the browser asks for until every chart and the power curve are
 * drawn. NaN where an answer broke off.
 */
export async function countBytes(browser: Browser, url: string): Promise<number> {
  const tab = await openTab(browser, undefined, tall)
  const bodies: Promise<Buffer | undefined>[] = []
  tab.page.on('response', (response) => {
    // The events never end.
    if (!response.url().endsWith('/api/events')) bodies.push(response.body().catch(() => undefined))
  })
  await tab.page.goto(url)
  await tab.painted('chart')
  // The first chart may be drawn before the others have been answered.
  const charts = await tab.page.locator('figure[data-variable]').count()
  await tab.page
    .locator('figure[data-variable][data-to]')
    .nth(charts - 1)
    .waitFor()
  await tab.page.locator('figure[data-bins]').waitFor()
  const sizes = (await Promise.all(bodies)).map((body) =>
    body === undefined ? NaN : gzipSync(body).length,
  )
  await tab.close()
  return sizes.reduce((sum, size) => sum + size, 0)
}
