import { alternate } from '../measure/alternate.ts'
import { watchPeak } from '../measure/watch-peak.ts'
import { figure, verdict } from '../report/figure.ts'
import { emptyOurTarget } from '../stack/empty-targets.ts'
import { forgetDay } from '../stack/forget-day.ts'
import { runSql } from '../stack/run-sql.ts'
import { farm, startFarm, startNarrowFarm } from '../stack/start-farm.ts'
import type { Bench } from '../stack/start-bench.ts'
import type { Row } from './row.ts'

const [wide, narrow] = ['ours: a column a variable', 'ours: a row a value']

export const farmNarrow: Row = {
  name: 'farm-narrow',
  source: 'year',
  async measure(bench, { runs }) {
    const urls = { [wide]: await startFarm(bench), [narrow]: await startNarrowFarm(bench) }
    const peaks: Record<string, number> = {}
    const digests: Record<string, string> = {}
    const load = async (name: string, day: string) => {
      let peakOf: () => number | undefined = () => undefined
      const args = ['run', day, '--connector-url', urls[name]!]
      const { seconds } = await bench.up.run([...args, '--variables', farm.columns.join(',')], {
        onStart: (child) => (peakOf = watchPeak(child)),
      })
      peaks[name] = Math.max(peaks[name] ?? 0, peakOf() ?? 0)
      return seconds
    }
    const contestant = (name: string) => ({
      name,
      prepare: () => forgetDay(bench),
      measure: async () => {
        const seconds = await load(name, farm.day)
        digests[name] ??= await digestOf(bench)
        return seconds
      },
    })
    await emptyOurTarget(bench)
    // The month is under way: the day before is there.
    await load(wide, '2024-03-01')
    const measured = await alternate(runs, [contestant(wide), contestant(narrow)])
    if (digests[wide] !== digests[narrow]) throw new Error('the two Targets are not the same')
    const figures = [...measured].map(([name, values]) => figure(name, 's', values))
    const of = (name: string) => figures.find((candidate) => candidate.name === name)!.median
    await emptyOurTarget(bench)
    return {
      title:
        'the same farm’s new day out of a historian’s table (1,000 tags, 1.44 million rows a day, an index of tag and time), whole process',
      figures,
      verdicts: [
        verdict('floor', of(narrow) / of(wide), 'times a column a variable', 'at most', 2.5),
        verdict('floor', peaks[narrow]!, 'MB of the process at its peak', 'at most', 256),
      ],
      notes: ['Both Targets have the same values, by a digest of all.'],
    }
  },
}

/** Of all values of the day, by name and time. */
async function digestOf({ up }: Bench): Promise<string> {
  const [row] = await runSql<{ digest: string }>(
    up.adminUrl('target'),
    `select count(*) || ' ' || md5(string_agg(concat_ws(' ', name, extract(epoch from "timestamp"), value), E'\\n' order by name, "timestamp")) as digest
     from data join signal on id = signal_id where "timestamp" >= '${farm.day}Z' and "timestamp" < '${farm.next}Z'`,
  )
  return row!.digest
}
