import { alternate } from '../measure/alternate.ts'
import { findChildProcess, forgetPeak, readMemory } from '../measure/process-memory.ts'
import { watchPeak } from '../measure/watch-peak.ts'
import { figure, verdict } from '../report/figure.ts'
import type { Figure, Verdict } from '../report/result.ts'
import type { Bench } from '../stack/start-bench.ts'
import { emptyOurTarget } from '../stack/empty-targets.ts'
import { backfillYear } from './backfill-year.ts'
import { tenYears } from './days.ts'
import type { Row } from './row.ts'

export const tenYearsRow: Row = {
  name: 'ten-years',
  source: 'ten years',
  async measure(bench, { runs }) {
    const peaks = new Map<string, number[]>()
    const measured = await alternate(Math.min(runs, 3), [
      {
        name: 'ours: one year',
        prepare: () => emptyOurTarget(bench),
        measure: () => backfillYear(bench),
      },
      {
        name: 'ours: ten years',
        prepare: () => emptyOurTarget(bench),
        measure: () => backfillTenYears(bench, peaks),
      },
    ])
    const times = [...measured].map(([name, values]) => figure(name, 's', values))
    const memory = [...peaks].map(([name, values]) => figure(name, 'MB', values))
    return {
      title: 'ten years (2015 to 2024: 5,260,320 rows) against one year, both into an empty Target',
      figures: [...times, ...memory],
      verdicts: [
        verdict('floor', times[1]!.median / times[0]!.median, 'times one year', 'at most', 10.5),
        ...memory.map(atMost256),
      ],
      notes: memory.length === 0 ? ['This system does not tell the peak of memory.'] : [],
    }
  },
}

/** Seconds of the backfill; adds both processes' peaks. */
async function backfillTenYears({ up }: Bench, peaks: Map<string, number[]>): Promise<number> {
  const connector = findChildProcess(up.pid, 'connector')
  if (connector !== undefined) forgetPeak(connector)
  let peakOfEtl: () => number | undefined = () => undefined
  const { seconds } = await up.run(['backfill', tenYears.first, tenYears.last, '--json'], {
    onStart: (child) => (peakOfEtl = watchPeak(child)),
  })
  const add = (name: string, peak: number | undefined) => {
    if (peak !== undefined) peaks.set(name, [...(peaks.get(name) ?? []), peak])
  }
  add('peak memory of the ETL', peakOfEtl())
  add('peak memory of the Connector', connector && readMemory(connector)?.peak)
  return seconds
}

/** The worst of the runs counts: a bound is no average. */
function atMost256({ name, runs }: Figure): Verdict {
  return verdict('floor', Math.max(...runs), `MB ${name}`, 'at most', 256)
}
