import { alternate } from '../measure/alternate.ts'
import { openRawConnection } from '../measure/raw-connection.ts'
import { measureSetLoad, prepareFloorTarget, readMonths } from '../measure/set-load-floor.ts'
import { watchPeak } from '../measure/watch-peak.ts'
import { figure, verdict } from '../report/figure.ts'
import { emptyOurTarget, settle } from '../stack/empty-targets.ts'
import { forgetDay } from '../stack/forget-day.ts'
import { farm, startFarm } from '../stack/start-farm.ts'
import type { Bench } from '../stack/start-bench.ts'
import type { Row } from './row.ts'

const [newDay, sameDay] = ['ours: new day', 'ours: same day']
const [floor, copies] = ['floor: COPY out, load as a set', 'floor: COPY out of both']
const period = { from: farm.day, to: farm.next }

export const farmLoad: Row = {
  name: 'farm-load',
  source: 'year',
  async measure(bench, { runs }) {
    const { up } = bench
    const url = await startFarm(bench)
    let peak = 0
    const load = async (day: string) => {
      let peakOf: () => number | undefined = () => undefined
      const args = ['run', day, '--connector-url', url, '--variables', farm.columns.join(',')]
      const { seconds } = await up.run(args, { onStart: (child) => (peakOf = watchPeak(child)) })
      peak = Math.max(peak, peakOf() ?? 0)
      return seconds
    }
    await emptyOurTarget(bench)
    // The month is under way: the day before is there.
    await load('2024-03-01')
    await load(farm.day)
    await prepareFloorTarget(up)
    const days = await readMonths(up, [period])
    const measured = await alternate(runs, [
      { name: newDay, prepare: () => forgetDay(bench), measure: () => load(farm.day) },
      { name: sameDay, prepare: () => settle(bench), measure: () => load(farm.day) },
      {
        name: floor,
        prepare: () => emptyFloor(bench),
        measure: async () => (await copySource(bench)) + (await measureSetLoad(up, days)),
      },
      {
        name: copies,
        prepare: () => settle(bench),
        measure: async () => (await copySource(bench)) + (await copyTarget(bench)),
      },
    ])
    const figures = [...measured].map(([name, values]) => figure(name, 's', values))
    const of = (name: string) => figures.find((candidate) => candidate.name === name)!.median
    await emptyOurTarget(bench)
    return {
      title:
        'one day of a farm (100 assets, 10 variables: 144,000 rows, 576,000 values) into a month under way, whole process',
      figures,
      verdicts: [
        verdict(
          'floor',
          of(newDay) / of(floor),
          'times COPY out and a load as a set',
          'at most',
          2,
        ),
        verdict('floor', of(sameDay) / of(copies), 'times COPY out of both', 'at most', 1.5),
        verdict('floor', peak, 'MB of the process at its peak', 'at most', 256),
      ],
      notes: ['The same day again writes no row of `data`.'],
    }
  },
}

async function emptyFloor(bench: Bench): Promise<void> {
  await prepareFloorTarget(bench.up)
  await settle(bench)
}

function copySource({ up }: Bench): Promise<number> {
  return copyOut(
    up.sourceUrl,
    `select asset, "timestamp", ${farm.columns.join(', ')} from farm
     where "timestamp" >= '${farm.day}Z' and "timestamp" < '${farm.next}Z' order by asset, "timestamp"`,
  )
}

function copyTarget({ up }: Bench): Promise<number> {
  return copyOut(
    up.adminUrl('target'),
    `select signal_id, "timestamp", value from data
     where "timestamp" >= '${farm.day}Z' and "timestamp" < '${farm.next}Z' order by 1, 2`,
  )
}

/** Seconds in which PostgreSQL gives rows by binary COPY, drained unread. */
async function copyOut(url: string, query: string): Promise<number> {
  const connection = await openRawConnection(url)
  try {
    const startedAt = performance.now()
    await connection.drain(`copy (${query}) to stdout (format binary)`)
    return (performance.now() - startedAt) / 1000
  } finally {
    connection.close()
  }
}
