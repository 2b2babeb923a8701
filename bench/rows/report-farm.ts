import { makeReport } from '../../src/report/make-report.ts'
import { targetLimitsOf } from '../../src/target/limits.ts'
import { openTarget } from '../../src/target/tables/open-target.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { alternate } from '../measure/alternate.ts'
import { figure, verdict } from '../report/figure.ts'
import { emptyOurTarget } from '../stack/empty-targets.ts'
import { farmMonth, fillFarmMonth } from '../stack/fill-farm-month.ts'
import { runSql } from '../stack/run-sql.ts'
import type { Bench } from '../stack/start-bench.ts'
import type { Row } from './row.ts'

export const reportFarm: Row = {
  name: 'report-farm',
  source: 'year',
  async measure(bench, { runs }) {
    const url = bench.up.adminUrl('target')
    await fillFarmMonth(bench)
    await runSql(url, ...nameVariables)
    const measured = await alternate(runs, [{ name: 'ours', measure: () => report(bench) }])
    await emptyOurTarget(bench)
    await runSql(
      url,
      "delete from signal where asset like 'T%'",
      "delete from asset_register where asset like 'T%'",
    )
    const figures = [...measured].map(([name, values]) => figure(name, 'ms', values))
    return {
      title:
        'the report of a month of a farm (100 assets), read and summed up in a session that is open, without the start of the process',
      figures,
      verdicts: [verdict('floor', figures[0]!.median, 'ms', 'at most', 500)],
      notes: [
        'Wind speed has its mean and its greatest sample, power its mean: 1.3 million values.',
      ],
    }
  },
}

/** What fillFarmMonth made of ten variables: a wind speed, its maximum, and a power. */
const nameVariables = [
  `update signal set variable = 'wind_speed', unit = 'm/s', statistic = case variable when 'v1' then 'mean' else 'max' end
   where variable in ('v1', 'v2') and asset like 'T%'`,
  `update signal set variable = 'power', unit = 'kW' where variable = 'v3' and asset like 'T%'`,
  `update load set variable = case variable when 'v1' then 'wind_speed' else 'power' end
   where variable in ('v1', 'v3') and asset like 'T%'`,
  `insert into asset_register (asset, rated_power) select distinct asset, 1000 from signal where asset like 'T%'`,
  'vacuum analyze signal, load, asset_register',
]

/** Milliseconds for the whole month of all assets. */
async function report({ up }: Bench): Promise<number> {
  const config = loadConfig({})
  const target = await openTarget(up.adminUrl('target'), targetLimitsOf(config))
  try {
    const known = await target.client.query<{ asset: string }>(
      `select distinct asset from signal where asset like 'T%' order by 1`,
    )
    const assets = known.rows.map(({ asset }) => asset)
    const startedAt = performance.now()
    const { rows } = await makeReport(target, {
      assets,
      period: { name: farmMonth.start.slice(0, 7), from: farmMonth.start, to: '2024-01-31' },
      by: undefined,
      turbulence: false,
      minutesAre: undefined,
      timeZone: 'UTC',
      periodSeconds: 600,
      leastCoverage: 0.9,
      now: Date.now() * 1000,
    })
    const milliseconds = performance.now() - startedAt
    const { powerHours } = rows.at(-1)!
    if (powerHours !== farmMonth.assets * 31 * 24) throw new Error(`${powerHours} hours of power`)
    return milliseconds
  } finally {
    await target.close()
  }
}
