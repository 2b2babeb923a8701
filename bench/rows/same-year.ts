import { alternate } from '../measure/alternate.ts'
import { figure, fasterThan, verdict } from '../report/figure.ts'
import { settle } from '../stack/empty-targets.ts'
import { countRowsWrittenSince, nextTransaction } from '../measure/written-rows.ts'
import { backfillYear, syncYear } from './backfill-year.ts'
import { year } from './days.ts'
import { fillTargets } from './fill-targets.ts'
import type { Row } from './row.ts'
import { sameRowsNote } from './same-rows-note.ts'

export const sameYear: Row = {
  name: 'same-year',
  source: 'year',
  async measure(bench, { runs }) {
    const { up, peers } = bench
    await fillTargets(bench)
    const target = up.adminUrl('target')
    const before = await nextTransaction(target)
    const prepare = () => settle(bench)
    const measured = await alternate(runs, [
      { name: 'ours', prepare, measure: () => backfillYear(bench) },
      { name: 'ours: sync', prepare, measure: () => syncYear(bench) },
      ...peers.map(({ name, etl }) => ({
        name,
        prepare,
        measure: async () => (await etl(year.first, year.last)).seconds,
        ...(name === 'classic' && { mostRuns: 1 }),
      })),
    ])
    const written = await countRowsWrittenSince(target, before)
    const figures = [...measured].map(([name, values]) => figure(name, 's', values))
    return {
      title: 'the same year again, nothing changed',
      figures,
      verdicts: [
        ...fasterThan(figures, { classic: 40, fast: 5 }),
        verdict('floor', written, 'rows of `data` written', 'at most', 0),
      ],
      notes: [
        '`minuano sync` asks the Source for fingerprints and the Target for its ledger; `backfill`, and the peers, compare every value.',
        "Rows written: those of Minuano's `data` whose `xmin` is of these runs.",
        ...(await sameRowsNote(bench)),
      ],
    }
  },
}
