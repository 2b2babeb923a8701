import { chromium } from 'playwright-core'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { findProgram } from '../../test/page/web/find-program.ts'
import { probe } from './probe.ts'

/** Where an installed Chromium is: by `CHROMIUM_PATH`, or under its usual names. */
export const chromiumPath =
  process.env['CHROMIUM_PATH'] ??
  findProgram(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'])

export function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) {
    throw new Error('NO BROWSER: install Chromium, or name it in CHROMIUM_PATH')
  }
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  })
}

/** A tab with nothing kept from others. */
export interface Tab {
  readonly page: Page
  readonly devtools: CDPSession
  /** When it was painted, in milliseconds since the tab began to open the address. */
  painted(what: 'days' | 'chart'): Promise<number>
  close(): Promise<void>
}

/** Opens an address once all that measures is set up; undefined: none yet. */
export async function openTab(
  browser: Browser,
  url: string | undefined,
  height = 900,
): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1280, height } })
  await context.addInitScript(probe)
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  if (url !== undefined) {
    // Another answer of the server comes first: the browser's own process of the tab is there then.
    await page.goto(new URL('/api/job', url).href)
    await page.goto(url)
  }
  return {
    page,
    devtools,
    painted: (what) => page.evaluate<number>(`probe.${what}`),
    close: () => context.close(),
  }
}
