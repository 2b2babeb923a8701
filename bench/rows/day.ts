import { alternate } from '../measure/alternate.ts'
import { figure, fasterThan } from '../report/figure.ts'
import { emptyOurTarget, emptyPeerTarget, settle } from '../stack/empty-targets.ts'
import { dayAfter } from './days.ts'
import type { Row } from './row.ts'

/** The first day of a month: the runs load the days after it into a month that is there. */
const firstDay = '2024-05-01'

export const day: Row = {
  name: 'day',
  source: 'year',
  async measure(bench, { runs }) {
    const { up, peers } = bench
    await up.run(['run', firstDay])
    await emptyOurTarget(bench)
    await up.run(['run', firstDay])
    for (const peer of peers) {
      await peer.etl(firstDay, firstDay)
      await emptyPeerTarget(peer.targetUrl)
      await peer.etl(firstDay, firstDay)
    }
    const prepare = () => settle(bench)
    // A process is short: more runs cost little.
    const measured = await alternate(runs * 3, [
      {
        name: 'ours',
        prepare,
        measure: async (run) => (await up.run(['run', dayAfter(firstDay, run + 1)])).seconds,
      },
      ...peers.map(({ name, etl }) => ({
        name,
        prepare,
        measure: async (run: number) => {
          const next = dayAfter(firstDay, run + 1)
          return (await etl(next, next)).seconds
        },
      })),
    ])
    const figures = [...measured].map(([name, values]) => figure(name, 's', values))
    return {
      title: 'one day, `run` against a running `up`, whole process',
      figures,
      verdicts: fasterThan(figures, { classic: 8, fast: 3 }),
      notes: ['Each run loads a new day into a month that is there.'],
    }
  },
}
