import { setTimeout as sleep } from 'node:timers/promises'
import { alternate } from '../measure/alternate.ts'
import { firstBodyByte, readWhole } from '../measure/ask.ts'
import { findChildProcess, forgetPeak, readMemory } from '../measure/process-memory.ts'
import { openRawConnection } from '../measure/raw-connection.ts'
import { runSql } from '../stack/run-sql.ts'
import { figure, verdict } from '../report/figure.ts'
import type { Figure } from '../report/result.ts'
import type { Bench } from '../stack/start-bench.ts'
import { tenYears } from './days.ts'
import type { Row } from './row.ts'

const formats = ['json', 'ndjson', 'csv', 'arrow'] as const
const query = "the query's own first row"

export const firstByte: Row = {
  name: 'first-byte',
  source: 'ten years',
  async measure(bench, { runs }) {
    for (const format of formats) await readWhole(bench.up.connectorUrl, pathOf(format, oneDay))
    const baseline = memoryOf(bench)
    const prepare = () => untilIdle(bench)
    const contestants = [
      { name: query, prepare, measure: () => firstRow(bench) },
      ...formats.map((format) => ({
        name: `${format}: first byte`,
        prepare,
        measure: () => firstBodyByte(bench.up.connectorUrl, pathOf(format, allDays)),
      })),
    ]
    await alternate(1, contestants)
    const measured = await alternate(runs * 2, contestants)
    const times = [...measured].map(([name, values]) => figure(name, 'ms', values))
    const growth = await measureGrowth(bench, baseline)
    const floor = times.find(({ name }) => name === query)!.median
    return {
      title: 'first byte of a ten-year answer, each format, after the query’s own first row',
      figures: [...times, ...growth],
      verdicts: [
        ...times
          .filter(({ name }) => name !== query)
          .map(({ name, median }) => verdict('floor', median - floor, `ms ${name}`, 'at most', 50)),
        ...growth.map(({ name, median }) => verdict('floor', median, `MB ${name}`, 'at most', 64)),
      ],
      notes: growth.length === 0 ? ['This system does not tell the peak of memory.'] : [],
    }
  },
}

const oneDay = 'start=2024-03-01&end=2024-03-02'
const allDays = `start=${tenYears.first}&end=2025-01-01`

function pathOf(format: (typeof formats)[number], interval: string): string {
  return `/data?${interval}&variables=wind_speed&variables=power&format=${format}`
}

/** Milliseconds until PostgreSQL itself gives the first rows of this query. */
async function firstRow({ up }: Bench): Promise<number> {
  const connection = await openRawConnection(up.sourceUrl)
  return connection.untilFirstBytes(
    `copy (select "timestamp", wind_speed, power from data
      where "timestamp" >= '${tenYears.first}' and "timestamp" < '2025-01-01'
      order by "timestamp") to stdout (format binary)`,
  )
}

/**
 * By how much the Connector's memory is greater, at most, while a whole answer is read, than it was
 * before the first of all these answers: what one leaves behind counts for the next.
 */
async function measureGrowth(bench: Bench, baseline: number | undefined): Promise<Figure[]> {
  const connector = findConnector(bench)
  if (connector === undefined || baseline === undefined) return []
  const figures: Figure[] = []
  for (const format of formats) {
    await untilIdle(bench)
    forgetPeak(connector)
    const bytes = await readWhole(bench.up.connectorUrl, pathOf(format, allDays))
    if (bytes < 5_000_000 * 8) throw new Error(`a ten-year answer of ${bytes} bytes`)
    const { peak } = readMemory(connector)!
    figures.push(figure(`${format}: growth of the Connector`, 'MB', [peak - baseline]))
  }
  return figures
}

function findConnector({ up }: Bench): number | undefined {
  return findChildProcess(up.pid, 'connector')
}

function memoryOf(bench: Bench): number | undefined {
  const connector = findConnector(bench)
  return connector && readMemory(connector)?.now
}

/** Waits until the queries whose answers nobody took to the end are gone. */
async function untilIdle({ up }: Bench): Promise<void> {
  const active = `select from pg_stat_activity where usename = 'connector' and state = 'active'`
  while ((await runSql(up.adminUrl('postgres'), active)).length > 0) await sleep(50)
}
