import axe from 'axe-core'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { atEnd } from '../../support/at-end.ts'
import { findProgram } from './find-program.ts'

/** Where an installed Chromium is: by `CHROMIUM_PATH`, or under its usual names. */
export const chromiumPath =
  process.env['CHROMIUM_PATH'] ??
  findProgram(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'])

const isMandatory = process.env['CI'] === 'true'

/** The option of tests that need a browser: without one they are skipped with the reason, and with CI=true they fail. */
export const needsBrowser =
  chromiumPath === undefined && !isMandatory
    ? { skip: 'NO BROWSER: install Chromium, or name it in CHROMIUM_PATH' }
    : {}

let browser: Promise<Browser> | undefined

/** What a tab did that it must not have done. */
export interface Watched {
  readonly page: Page
  /** Errors on its console or in its code, and requests to other hosts. */
  readonly faults: string[]
}

export interface TabOptions {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
  /** A screen that is touched. */
  readonly hasTouch?: boolean
  /** Faults that the test is about. */
  readonly expected?: RegExp
}

/** Opens an address in a tab of its own, with nothing kept from others. */
export async function openTab(url: string, options: TabOptions = {}): Promise<Watched> {
  const { width = 1280, height = 900, colorScheme = 'light', hasTouch = false, expected } = options
  const viewport = { width, height }
  const context = await (await openBrowser()).newContext({ viewport, colorScheme, hasTouch })
  const page = await context.newPage()
  const faults: string[] = []
  const add = (fault: string) => {
    if (expected?.test(fault) !== true) faults.push(fault)
  }
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') add(message.text())
  })
  page.on('pageerror', (error) => add(String(error.stack)))
  page.on('request', (request) => {
    const address = new URL(request.url())
    if (address.protocol !== 'data:' && address.host !== new URL(url).host) {
      add(`a request to ${address.host}`)
    }
  })
  await page.goto(url)
  return { page, faults }
}

/** The browser of all tabs of a test file, until its end. */
export function openBrowser(): Promise<Browser> {
  return (browser ??= start())
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

/** Waits until something is so on the page, and asks again after each of its frames; gives up as Playwright does. */
export async function until(page: Page, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it never was so: ${isSo.toString()}`)
    await page.evaluate('new Promise(requestAnimationFrame)')
  }
}

/** What axe-core finds that is serious or critical, a line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Not as a script of the page, which its policy refuses.
  await page.evaluate(axe.source)
  const found = await page.evaluate<Violation[]>(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, targets: nodes.map(({ html }) => html.slice(0, 120)) })))`,
  )
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, targets }) => `${id}: ${targets.slice(0, 3).join(' ')}`)
}

interface Violation {
  readonly id: string
  readonly impact: string
  readonly targets: readonly string[]
}
