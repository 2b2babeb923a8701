import type { Page } from 'playwright-core'
import { openBrowser } from '../page/web/browser.ts'

/** Opens an address in a browser that takes any certificate; `faults` is what its console called an error. */
export async function openPage(url: string): Promise<{ page: Page; faults: string[] }> {
  const context = await (await openBrowser()).newContext({ ignoreHTTPSErrors: true })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error.stack)))
  await page.goto(url)
  return { page, faults }
}
