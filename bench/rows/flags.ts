import { alternate } from '../measure/alternate.ts'
import { figure, verdict } from '../report/figure.ts'
import { emptyOurTarget, settle } from '../stack/empty-targets.ts'
import { dayAfter } from './days.ts'
import type { Row } from './row.ts'

const firstDay = '2024-05-01'

/** Of these a temperature wants the most to be known from before the day: six hours. */
const variables = 'wind_speed,power,ambient_temperature'

/** A day with and without a look at what is frozen. */
export const flags: Row = {
  name: 'flags',
  source: 'year',
  async measure(bench, { runs }) {
    const { up } = bench
    const args = (day: string) => ['run', day, '--variables', variables]
    await up.run(args(firstDay))
    await emptyOurTarget(bench)
    await up.run(args(firstDay))
    const prepare = () => settle(bench)
    // Each has days of its own: one that is there already would take less.
    const contestant = (
      name: string,
      place: number,
      settings: Readonly<Record<string, string>>,
    ) => ({
      name,
      prepare,
      measure: async (run: number) =>
        (await up.run(args(dayAfter(firstDay, 2 * run + place)), { settings })).seconds,
    })
    const measured = await alternate(runs * 3, [
      contestant('flags on', 1, {}),
      contestant('flags off', 2, { MINUANO_FROZEN: 'off' }),
    ])
    const figures = [...measured].map(([name, values]) => figure(name, 's', values))
    const [on, off] = figures.map(({ median }) => median)
    return {
      title:
        'one day of three variables, `run`, whole process, with a look at what is frozen or without',
      figures,
      verdicts: [verdict('floor', on! / off!, 'times the day without', 'at most', 1.05)],
      notes: ['With flags six hours before the day are read too.'],
    }
  },
}
