import { alternate } from '../measure/alternate.ts'
import { figure, verdict } from '../report/figure.ts'
import { emptyOurTarget } from '../stack/empty-targets.ts'
import { farmYears, fillFarmYears } from '../stack/fill-farm-years.ts'
import { runSql, withClient } from '../stack/run-sql.ts'
import type { Bench } from '../stack/start-bench.ts'
import type { Row } from './row.ts'

const between = (from: string, to: string) => `"timestamp" >= '${from}Z' and "timestamp" < '${to}Z'`
const signal = 'from data join signal on id = signal_id where'

/** What a dashboard asks, as docs/target.md has it, with the rows that it must give. */
const queries = {
  'a day out of ten_minute': {
    sql: `select * from ten_minute where asset = 'T042' and variable = 'power' and ${between('2020-05-05', '2020-05-06')}`,
    rows: 144,
  },
  'a month of one signal': {
    sql: `select "timestamp", value ${signal} name = 'T042.power_mean' and ${between('2020-05-01', '2020-06-01')} order by 1`,
    rows: 31 * 144,
  },
  'a day of all assets': {
    sql: `select asset, avg(value), min(value), max(value) ${signal} variable = 'power' and statistic = 'mean'
      and period_seconds = 600 and ${between('2020-05-05', '2020-05-06')} group by asset order by asset`,
    rows: farmYears.assets,
  },
  'a year month by month': {
    sql: `select date_trunc('month', "timestamp") as month, avg(value) ${signal} name = 'T042.power_mean'
      and ${between('2020-01-01', '2021-01-01')} group by 1 order by 1`,
    rows: 12,
  },
}

const planning = 'planning a day of one signal'
const oneDay = `select value ${signal} name = 'T042.power_mean' and ${between('2020-05-05', '2020-05-06')}`

export const farmRead: Row = {
  name: 'farm-read',
  source: 'year',
  async measure(bench, { runs }) {
    await fillFarmYears(bench)
    const contestants = Object.entries(queries).map(([name, query]) => ({
      name,
      measure: () => ask(bench, query),
    }))
    const measured = await alternate(runs, [
      ...contestants,
      { name: planning, measure: () => plan(bench) },
    ])
    const figures = [...measured].map(([name, values]) => figure(name, 'ms', values))
    const of = (name: string) => figures.find((candidate) => candidate.name === name)!.median
    await emptyOurTarget(bench)
    await runSql(bench.up.adminUrl('target'), "delete from signal where asset like 'T%'")
    return {
      title:
        'a dashboard’s queries of ten years of a farm (100 assets, 52.6 million values), each in a session of its own',
      figures,
      verdicts: [
        verdict('floor', of('a day out of ten_minute'), 'ms for a day', 'at most', 50),
        verdict('floor', of(planning), 'ms to plan one', 'at most', 10),
      ],
      notes: ['Each answer has as many rows as it must; `jit` is as the server has it.'],
    }
  },
}

/** Milliseconds for the first answer of a session that is open. */
function ask(
  { up }: Bench,
  { sql, rows: expected }: { readonly sql: string; readonly rows: number },
) {
  return withClient(up.adminUrl('target'), async (client) => {
    const startedAt = performance.now()
    const { rows } = await client.query(sql)
    const milliseconds = performance.now() - startedAt
    if (rows.length !== expected) throw new Error(`${rows.length} rows for ${expected}: ${sql}`)
    return milliseconds
  })
}

/** Milliseconds in which PostgreSQL plans the first query of a session. */
function plan({ up }: Bench): Promise<number> {
  return withClient(up.adminUrl('target'), async (client) => {
    const { rows } = await client.query<{ 'QUERY PLAN': { 'Planning Time': number }[] }>(
      `explain (summary on, format json) ${oneDay}`,
    )
    return rows[0]!['QUERY PLAN'][0]!['Planning Time']
  })
}
