import { alternate } from '../measure/alternate.ts'
import { compareAnswers } from '../compare/compare-answers.ts'
import { figure, fasterThan, verdict } from '../report/figure.ts'
import type { Figure, Verdict } from '../report/result.ts'
import { ourEndpoint, peerEndpoint } from './endpoints.ts'
import { askingFor, warmUps } from './rates.ts'
import type { Row } from './row.ts'

export const json: Row = {
  name: 'json',
  source: 'year',
  async measure(bench, { runs }) {
    const endpoints = [
      ourEndpoint(bench, 'json'),
      ...peerEndpoint(bench, 'classic', '/data'),
      ...peerEndpoint(bench, 'classic', '/orjson', 'classic with orjson'),
      ...peerEndpoint(bench, 'fast', '/json'),
    ]
    const notes = await compareAnswers(endpoints)
    const contestants = endpoints.map(askingFor)
    await alternate(warmUps, contestants)
    const measured = await alternate(runs, contestants)
    const figures = [...measured].map(([name, values]) => figure(name, 'requests/s', values))
    return {
      title: 'one day as JSON, 4 clients, requests a second',
      figures,
      verdicts: [...fasterThan(figures, { classic: 12 }), ...againstOrjson(figures)],
      notes,
    }
  },
}

/** FastAPI with orjson, over the rows of either stack. */
function againstOrjson(figures: readonly Figure[]): Verdict[] {
  const medianOf = (name: string) => figures.find((one) => one.name === name)?.median
  const ours = medianOf('ours')!
  return Object.entries({
    'classic with orjson': 'SQLAlchemy',
    fast: 'psycopg, in binary',
  }).flatMap(([name, rows]) => {
    const theirs = medianOf(name)
    const what = `times FastAPI with orjson over rows of ${rows}`
    return theirs === undefined ? [] : [verdict('fast', ours / theirs, what, 'at least', 5)]
  })
}
