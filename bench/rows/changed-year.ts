import { alternate } from '../measure/alternate.ts'
import { figure, fasterThan } from '../report/figure.ts'
import { changeSource } from '../stack/fill-source.ts'
import { settle } from '../stack/empty-targets.ts'
import { backfillYear } from './backfill-year.ts'
import { year } from './days.ts'
import { fillTargets } from './fill-targets.ts'
import type { Row } from './row.ts'
import { sameRowsNote } from './same-rows-note.ts'

/** Each run changes the Source once, and then all load it. */
export const changedYear: Row = {
  name: 'changed-year',
  source: 'year',
  async measure(bench, { runs }) {
    const { peers } = bench
    await fillTargets(bench)
    const prepare = () => settle(bench)
    const measured = await alternate(Math.min(runs, 3), [
      {
        name: 'ours',
        prepare: () => changeSource(bench, year.first, year.last),
        measure: () => backfillYear(bench),
      },
      ...peers.map(({ name, etl }) => ({
        name,
        prepare,
        measure: async () => (await etl(year.first, year.last)).seconds,
        ...(name === 'classic' && { mostRuns: 1 }),
      })),
    ])
    const figures = [...measured].map(([name, values]) => figure(name, 's', values))
    return {
      title: 'the same year again, every value changed',
      figures,
      verdicts: fasterThan(figures, { classic: 12, fast: 1.5 }),
      notes: await sameRowsNote(bench),
    }
  },
}
