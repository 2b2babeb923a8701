import { countBytes, tall } from '../browser/count-bytes.ts'
import { chromiumPath, openBrowser, openTab } from '../browser/open-browser.ts'
import { readMainThread } from '../browser/script-time.ts'
import type { MainThread } from '../browser/script-time.ts'
import { timeZoomSteps } from '../browser/zoom-steps.ts'
import { readMemory } from '../measure/process-memory.ts'
import { figure, verdict } from '../report/figure.ts'
import type { Figure } from '../report/result.ts'
import { emptyOurTarget } from '../stack/empty-targets.ts'
import { fillFarmCalendar } from '../stack/fill-farm-calendar.ts'
import { runSql } from '../stack/run-sql.ts'
import type { Bench } from '../stack/start-bench.ts'
import { startPage } from '../stack/start-page.ts'
import { tenYears } from './days.ts'
import type { Row } from './row.ts'

type Browser = Awaited<ReturnType<typeof openBrowser>>

const tenDays = { first: '2024-12-22', last: '2024-12-31' }
const figures = {
  bytes: 'all that the browser loads, if it were gzip',
  paint: 'first paint of ten days',
  calendar: 'script of the whole page with 3,653 days',
  farm: 'script of the whole page with 100 assets by 365 days',
  cold: 'first chart of ten years, the server just started',
  warm: 'first chart of ten years, opened again',
  step: 'a zoom or pan step',
  slowest: 'a zoom or pan step, 99th of 100',
  memory: 'the page’s server, after all of this',
} as const

export const page: Row = {
  name: 'page',
  source: 'ten years',
  lacks: () =>
    chromiumPath === undefined
      ? 'no browser: install Chromium, or name it in CHROMIUM_PATH'
      : undefined,
  async measure(bench, { runs }) {
    const browser = await openBrowser()
    try {
      const few = await measureTenDays(bench, browser, runs)
      const many = await measureTenYears(bench, browser, runs)
      const farm = await measureFarm(bench, browser, runs)
      const greatest = Math.max(few.memory, many.memory, farm.memory)
      const all = [
        ...few.figures,
        ...many.figures,
        ...farm.figures,
        ...(Number.isNaN(greatest) ? [] : [figure(figures.memory, 'MB', [greatest])]),
      ]
      return {
        title: 'the page in a browser',
        figures: all,
        verdicts: all.flatMap(({ name, unit, median }) => {
          const target = targets.get(name)
          const what = `${unit} ${name}`
          return target === undefined ? [] : [verdict('floor', median, what, 'at most', target)]
        }),
        notes: [
          `Chromium ${browser.version()} without a window, 1,280 pixels wide, in a tab that is open; nothing is kept from one run to the next.`,
          'Gzip: of the page, its script and styles, and of the answers that ten days ask for, if they were sent so. The page’s own server sends them as they are.',
          'A paint is over when the browser has drawn the frame; it is counted from the tab’s way to the page.',
          'Script and layout are the browser’s own account of the main thread (`Performance.getMetrics`: ScriptDuration; LayoutDuration with RecalcStyleDuration), in its thread’s own time on a processor, from the page’s opening until nothing runs any more.',
          'The first chart is counted from the page’s question for its points to the frame that shows them; the tables have just been filled, so PostgreSQL has them in memory.',
          'A step is one turn of the wheel, on the way from ten years to an hour, back and to the sides; it is over when both charts are drawn with the points of their new interval, and, within two days, with the Source’s samples.',
        ],
      }
    } finally {
      await browser.close()
      await emptyOurTarget(bench)
      await runSql(bench.up.adminUrl('target'), "delete from signal where asset like 'T%'")
    }
  },
}

const targets = new Map<string, number>([
  [figures.bytes, 90],
  [figures.paint, 200],
  [figures.calendar, 100],
  [figures.farm, 100],
  [figures.cold, 500],
  [figures.warm, 500],
  [figures.step, 100],
  [figures.slowest, 200],
  [figures.memory, 150],
])

interface Part {
  readonly figures: readonly Figure[]
  /** Of the page's process, in MB; NaN where the system does not tell. */
  readonly memory: number
}

async function measureTenDays(bench: Bench, browser: Browser, runs: number): Promise<Part> {
  await emptyOurTarget(bench)
  await bench.up.run(['backfill', tenDays.first, tenDays.last])
  const server = await startPage(bench)
  const paints: number[] = []
  // The first is not counted: the browser itself starts with it.
  for (let run = 0; run <= runs; run++) {
    const tab = await openTab(browser, server.url)
    const paint = await tab.painted('days')
    if (run > 0) paints.push(paint)
    await tab.close()
  }
  const bytes = await countBytes(browser, server.url)
  const memory = memoryOf(server.pid)
  await server.stop()
  return {
    figures: [figure(figures.bytes, 'kB', [bytes / 1000]), figure(figures.paint, 'ms', paints)],
    memory,
  }
}

async function measureTenYears(bench: Bench, browser: Browser, runs: number): Promise<Part> {
  await bench.up.run(['backfill', tenYears.first, tenYears.last])
  const cold: number[] = []
  for (let run = 0; run < runs; run++) {
    const server = await startPage(bench)
    cold.push(await timeFirstChart(browser, server.url))
    await server.stop()
  }
  const server = await startPage(bench)
  const warm: number[] = []
  for (let run = 0; run <= runs; run++) {
    const milliseconds = await timeFirstChart(browser, server.url)
    if (run > 0) warm.push(milliseconds)
  }
  const threads = await measureLoads(browser, server.url, runs)
  const tab = await openTab(browser, `${server.url}/?show=wind_speed,power`)
  const steps = await timeZoomSteps(tab)
  await tab.close()
  const memory = memoryOf(server.pid)
  await server.stop()
  const slowest = steps.toSorted((a, b) => a - b)[Math.ceil(0.99 * steps.length) - 1]!
  return {
    figures: [
      ...threadFigures(figures.calendar, threads),
      figure(figures.cold, 'ms', cold),
      figure(figures.warm, 'ms', warm),
      figure(figures.step, 'ms', steps),
      figure(figures.slowest, 'ms', [slowest]),
    ],
    memory,
  }
}

async function measureFarm(bench: Bench, browser: Browser, runs: number): Promise<Part> {
  await fillFarmCalendar(bench)
  const server = await startPage(bench)
  const threads = await measureLoads(browser, server.url, runs)
  const memory = memoryOf(server.pid)
  await server.stop()
  return { figures: threadFigures(figures.farm, threads), memory }
}

/** From the page's first question for points to the frame that shows them, in milliseconds. */
async function timeFirstChart(browser: Browser, url: string): Promise<number> {
  const tab = await openTab(browser, `${url}/?show=power`, tall)
  const painted = await tab.painted('chart')
  const asked = await tab.page.evaluate<number>(
    `Math.min(...performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/points')).map(({ startTime }) => startTime))`,
  )
  await tab.close()
  return painted - asked
}

async function measureLoads(browser: Browser, url: string, runs: number): Promise<MainThread[]> {
  const threads: MainThread[] = []
  for (let run = 0; run <= runs; run++) {
    const tab = await openTab(browser, url)
    await tab.painted('days')
    const thread = await readMainThread(tab)
    if (run > 0) threads.push(thread)
    await tab.close()
  }
  return threads
}

function threadFigures(name: string, threads: readonly MainThread[]): Figure[] {
  return [
    figure(
      name,
      'ms',
      threads.map(({ script }) => script),
    ),
    figure(
      name.replace('script', 'layout'),
      'ms',
      threads.map(({ layout }) => layout),
    ),
  ]
}

function memoryOf(pid: number): number {
  return readMemory(pid)?.now ?? NaN
}
