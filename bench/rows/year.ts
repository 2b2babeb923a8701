import { alternate } from '../measure/alternate.ts'
import { measureCopyOut } from '../measure/copy-out-floor.ts'
import { measureSetLoad, prepareFloorTarget, readMonths } from '../measure/set-load-floor.ts'
import { figure, fasterThan, verdict } from '../report/figure.ts'
import { emptyOurTarget, emptyPeerTarget, settle } from '../stack/empty-targets.ts'
import { monthsOfYear, year } from './days.ts'
import type { Row } from './row.ts'
import { sameRowsNote } from './same-rows-note.ts'
import { backfillYear } from './backfill-year.ts'

export const emptyYear: Row = {
  name: 'year',
  source: 'year',
  async measure(bench, { runs }) {
    const { up, peers } = bench
    // The floor loads what Minuano made; this run also warms everything up.
    await emptyOurTarget(bench)
    await backfillYear(bench)
    const months = await readMonths(up, monthsOfYear)
    for (const { etl } of peers) await etl(year.first, year.first)
    const measured = await alternate(runs, [
      {
        name: 'ours',
        prepare: () => emptyOurTarget(bench),
        measure: () => backfillYear(bench),
      },
      {
        name: 'floor: COPY out',
        prepare: () => settle(bench),
        measure: () => measureCopyOut(up, year.first, year.last),
      },
      {
        name: 'floor: load as sets',
        prepare: async () => {
          await prepareFloorTarget(up)
          await settle(bench)
        },
        measure: () => measureSetLoad(up, months),
      },
      ...peers.map(({ name, etl, targetUrl }) => ({
        name,
        prepare: () => emptyPeerTarget(targetUrl),
        measure: async () => (await etl(year.first, year.last)).seconds,
        ...(name === 'classic' && { mostRuns: 1 }),
      })),
    ])
    const figures = [...measured].map(([name, values]) => figure(name, 's', values))
    const [ours, out, load] = ['ours', 'floor: COPY out', 'floor: load as sets'].map(
      (name) => figures.find((candidate) => candidate.name === name)!.median,
    ) as [number, number, number]
    return {
      title:
        'one year (2024: 527,040 rows in, 421,632 out), `backfill` into an empty Target, whole process',
      figures,
      verdicts: [
        ...fasterThan(figures, { classic: 50, fast: 5 }),
        verdict('floor', ours / (out + load), "times the two floors' sum", 'at most', 1.6),
      ],
      notes: await sameRowsNote(bench),
    }
  },
}
