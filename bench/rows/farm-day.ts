import { createArrowDecoder } from '../../src/frame/arrow/arrow-decoder.ts'
import { alternate } from '../measure/alternate.ts'
import { readWhole } from '../measure/ask.ts'
import { openRawConnection } from '../measure/raw-connection.ts'
import { figure, verdict } from '../report/figure.ts'
import { runSql } from '../stack/run-sql.ts'
import { farm, startFarm } from '../stack/start-farm.ts'
import type { Bench } from '../stack/start-bench.ts'
import type { Row } from './row.ts'

const copy = 'floor: COPY out'
const path = `/data?start=${farm.day}&end=${farm.next}&format=arrow`
const rows = `from farm where "timestamp" >= '${farm.day}Z' and "timestamp" < '${farm.next}Z'`

export const farmDay: Row = {
  name: 'farm-day',
  source: 'year',
  async measure(bench, { runs }) {
    const url = await startFarm(bench)
    const notes = [await compareRows(bench, url)]
    const contestants = [
      { name: 'ours', measure: () => timed(() => readWhole(url, path)) },
      { name: copy, measure: () => copyOut(bench) },
    ]
    await alternate(3, contestants)
    const measured = await alternate(runs * 2, contestants)
    const figures = [...measured].map(([name, values]) => figure(name, 's', values))
    const [ours, floor] = ['ours', copy].map(
      (name) => figures.find((candidate) => candidate.name === name)!.median,
    ) as [number, number]
    return {
      title:
        'one day of a farm (100 assets, 10 variables: 144,000 rows) as Arrow, one client, after the same rows by binary COPY',
      figures,
      verdicts: [verdict('floor', ours / floor, 'times the bare COPY', 'at most', 1.3)],
      notes,
    }
  },
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

/** Seconds in which PostgreSQL gives the same rows by binary COPY, drained unread. */
async function copyOut({ up }: Bench): Promise<number> {
  const connection = await openRawConnection(up.sourceUrl)
  try {
    return await timed(() =>
      connection.drain(
        `copy (select asset, "timestamp", ${farm.columns.join(', ')} ${rows} order by asset, "timestamp")
         to stdout (format binary)`,
      ),
    )
  } finally {
    connection.close()
  }
}

/** Reads both once, asset by asset; gives what was found to be the same, and throws what is not. */
async function compareRows({ up }: Bench, url: string): Promise<string> {
  const decoder = createArrowDecoder(farm.columns)
  const found = new Map<string, { rows: number; sum: number }>()
  const answer = await fetch(`${url}${path}`)
  for (const { asset, frame } of decoder.push(new Uint8Array(await answer.arrayBuffer()))) {
    const one = found.get(asset) ?? { rows: 0, sum: 0 }
    one.rows += frame.time.length
    for (const values of frame.columns.values()) for (const value of values) one.sum += value
    if (frame.time.length > 0) found.set(asset, one)
  }
  decoder.end()
  const wanted = await runSql<{ asset: string; rows: number; sum: number }>(
    up.adminUrl('source'),
    `select asset, count(*)::int as rows, sum(${farm.columns.join(' + ')}) as sum ${rows} group by asset`,
  )
  const same = wanted.filter(({ asset, rows: count, sum }) => {
    const one = found.get(asset)
    return one?.rows === count && Math.abs(one.sum - sum) < 1e-9 * sum
  })
  if (same.length !== farm.assets || found.size !== farm.assets) {
    throw new Error(`${same.length} of ${farm.assets} assets have the same rows in the answer`)
  }
  return `The answer has the rows and sums that PostgreSQL counts, of each of ${farm.assets} assets.`
}
