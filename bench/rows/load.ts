import { askAsClients, askAsStreams, askSteadily } from '../load/start-asking.ts'
import type { ClientsResult } from '../load/clients.ts'
import type { OwnWork } from '../load/own-work.ts'
import type { StreamsResult } from '../load/streams.ts'
import { watchMetrics } from '../load/watch-metrics.ts'
import { forgetPeak, readMemory } from '../measure/process-memory.ts'
import { figure, verdict } from '../report/figure.ts'
import type { Figure } from '../report/result.ts'
import { dropThreeYears, fillThreeYears, loadTable, threeYears } from '../stack/fill-three-years.ts'
import { startOwnConnector } from '../stack/start-own-connector.ts'
import { dayAfter } from './days.ts'
import type { Row } from './row.ts'

const few = 4
const many = 16
const clients = 200
const clientSeconds = 8

/** Scattered over the three years, no two neighbours. */
const days = Array.from({ length: 500 }, (_, index) => {
  const start = dayAfter(threeYears.start, (index * 397) % 1096)
  return `/data?start=${start}&end=${dayAfter(start, 1)}&format=json`
})
const everything = `/data?start=${threeYears.start}&end=${threeYears.end}&format=arrow`

/** Each with what it may be at the most. */
const targets = {
  slower: ['16 streams slower than 4, in bytes a second of all', '%', 15],
  broken: ['streams that did not come whole', 'answers', 0],
  liveMedian: ['`/health/live` beside 16, median', 'ms', 10],
  liveMost: ['`/health/live` beside 16, slowest', 'ms', 100],
  liveErrors: ['`/health/live` beside 16, other than 200', 'answers', 0],
  dayMost: ['a day as JSON beside 16, slowest', 'ms', 500],
  dayErrors: ['a day as JSON beside 16, other than 200', 'answers', 0],
  loop: ['delay of the event loop beside 16, longest', 'ms', 100],
  clients: ['a day as JSON to each of 200 clients, 99th of 100', 'ms', 300],
  clientErrors: ['a day as JSON to each of 200 clients, other than 200', 'answers', 0],
  memory: ['memory of the Connector’s process, after all of this at most', 'MB', 300],
} as const

export const load: Row = {
  name: 'load',
  source: 'own',
  async measure(bench) {
    await fillThreeYears(bench)
    const connector = await startOwnConnector(bench, loadTable)
    const port = Number(new URL(connector.url).port)
    // Not counted: this server runs for months, and is measured warm.
    await askAsStreams({ port, path: everything, clients: 1 })
    await askAsClients({ port, paths: days, clients: few, seconds: 2 })
    forgetPeak(connector.pid)
    const alone = await askAsStreams({ port, path: everything, clients: few })
    const beside = await askBeside(connector.url, port)
    const watch = await watchMetrics(connector.url)
    const crowd = await askAsClients({ port, paths: days, clients, seconds: clientSeconds })
    const crowded = await watch.stop()
    const memory = readMemory(connector.pid)?.peak
    await connector.stop()
    await dropThreeYears(bench)

    const { streams, live, day, metrics } = beside
    const one = (key: keyof typeof targets, value: number): Figure =>
      figure(targets[key][0], targets[key][1], [value])
    const rateOf = ({ bytes, seconds }: StreamsResult) => bytes / 1e6 / seconds
    const figures = [
      figure('4 streams alone', 'MB/s', [rateOf(alone)]),
      figure('16 streams, asked for at once', 'MB/s', [rateOf(streams)]),
      one('slower', (1 - rateOf(streams) / rateOf(alone)) * 100),
      one('broken', [...alone.ended, ...streams.ended].filter((status) => status !== 200).length),
      one('liveMedian', percentile(live, 50)),
      one('liveMost', percentile(live, 100)),
      one('liveErrors', live.errors),
      figure('a day as JSON beside 16, median', 'ms', [percentile(day, 50)]),
      one('dayMost', percentile(day, 100)),
      one('dayErrors', day.errors),
      one('loop', metrics.mostLoopDelay),
      figure('a day as JSON to each of 200 clients, median', 'ms', [percentile(crowd, 50)]),
      one('clients', percentile(crowd, 99)),
      one('clientErrors', crowd.errors),
      ...(memory === undefined ? [] : [one('memory', memory)]),
    ]
    return {
      title: 'the Connector under load',
      figures,
      verdicts: Object.values(targets).flatMap(([name, unit, most]) => {
        const seen = figures.find((candidate) => candidate.name === name)
        return seen === undefined
          ? []
          : [verdict('floor', seen.median, `${unit} ${name}`, 'at most', most)]
      }),
      notes: [
        `${streams.ended.length} clients took all of it in ${streams.seconds.toFixed(1)} s, ${few} alone in ${alone.seconds.toFixed(1)} s; ${streams.refusals} refusals with 503 on the way, each followed by another try after its \`Retry-After\`.`,
        `\`/health/live\` was asked ${live.milliseconds.length} times, 20 ms after each answer, a day as JSON ${day.milliseconds.length} times, 100 ms after each; each on a connection of its own.`,
        `${clients} clients, each on a connection that it keeps, asked for ${crowd.milliseconds.length} days in ${crowd.seconds.toFixed(1)} s, one after the other without a pause: ${(crowd.milliseconds.length / crowd.seconds).toFixed(0)} a second. As long as nothing is faster, each waits for ${clients} answers.`,
        `Of a processor, the Connector took ${share(crowded)} while it served the ${clients}, and their own program ${share(crowd)}; beside the ${many} streams ${share(metrics)}, and the programs that asked ${[streams, live, day].map(share).join(', ')}.`,
        ...(memory === undefined ? ['This system does not tell the peak of memory.'] : []),
      ],
    }
  },
}

/** Sixteen streams, and what small requests see meanwhile. */
async function askBeside(url: string, port: number) {
  const metrics = await watchMetrics(url)
  const live = askSteadily({ port, paths: ['/health/live'], everyMilliseconds: 20 })
  const day = askSteadily({ port, paths: days, everyMilliseconds: 100 })
  const streams = await askAsStreams({ port, path: everything, clients: many })
  return {
    streams,
    live: await live.stop(),
    day: await day.stop(),
    metrics: await metrics.stop(),
  }
}

/** The time that so many of a hundred do not exceed. */
function percentile({ milliseconds }: ClientsResult, percent: number): number {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  if (value === undefined) throw new Error('there was no answer at all')
  return value
}

function share({ cpuSeconds, seconds }: OwnWork): string {
  return `${((cpuSeconds / seconds) * 100).toFixed(0)} %`
}
