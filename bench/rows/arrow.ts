import { alternate } from '../measure/alternate.ts'
import { compareAnswers } from '../compare/compare-answers.ts'
import { figure, fasterThan, verdict } from '../report/figure.ts'
import { ourEndpoint, peerEndpoint } from './endpoints.ts'
import { askingFor, warmUps, bareQueries } from './rates.ts'
import type { Row } from './row.ts'

export const arrow: Row = {
  name: 'arrow',
  source: 'year',
  async measure(bench, { runs }) {
    const endpoints = [
      ourEndpoint(bench, 'arrow'),
      ...peerEndpoint(bench, 'classic', '/data'),
      ...peerEndpoint(bench, 'fast', '/arrow'),
    ]
    const notes = await compareAnswers(endpoints)
    const contestants = [
      ...endpoints.map(askingFor),
      bareQueries('floor: the bare query', bench.up.sourceUrl),
    ]
    await alternate(warmUps, contestants)
    const measured = await alternate(runs, contestants)
    const figures = [...measured].map(([name, values]) => figure(name, 'requests/s', values))
    const [ours, floor] = ['ours', 'floor: the bare query'].map(
      (name) => figures.find((candidate) => candidate.name === name)!.median,
    ) as [number, number]
    return {
      title: 'one day as Arrow, 4 clients, requests a second (classic: its JSON)',
      figures,
      verdicts: [
        ...fasterThan(figures, { classic: 40, fast: 1.7 }),
        verdict('floor', ours / floor, "times the bare query's rate", 'at least', 1),
      ],
      notes,
    }
  },
}
