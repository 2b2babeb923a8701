import { quoteLiteral } from '../../postgres/quote.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'
import type { LoadStatus, Target } from '../tables/schema.ts'
import { readInHalves } from './read-in-halves.ts'

/** A row of the view `daily_figures`: what is known of one day of one asset. `null`: there is no such figure. */
export interface DailyFigures {
  readonly asset: Asset
  readonly day: Day
  readonly timeZone: string
  /** Of the day as the ledger has it. */
  readonly hours: number
  readonly status: LoadStatus
  readonly isCut: boolean
  readonly windVariable: string | null
  readonly windUnit: string | null
  readonly windCoverage: number | null
  readonly windBins: number
  readonly meanWind: number | null
  readonly greatestWind: number | null
  readonly greatestWindOf: 'samples' | 'means' | null
  readonly powerVariable: string | null
  readonly powerUnit: string | null
  readonly powerCoverage: number | null
  readonly powerBins: number
  readonly powerHours: number
  readonly meanPower: number | null
  readonly exportedKwh: number | null
  readonly importedKwh: number | null
  readonly counterVariable: string | null
  readonly counterKwh: number | null
  readonly ratedPower: number | null
  readonly ratedKwh: number | null
  readonly hoursAtRated: number | null
  readonly hoursNoPowerInWind: number | null
  readonly windAndPowerHours: number
}

/** Which days of which assets, both days included. */
export interface FiguresQuery {
  readonly assets: readonly Asset[]
  readonly periodSeconds: number
  readonly from: Day
  readonly to: Day
}

const columns: Readonly<Record<keyof DailyFigures, string>> = {
  asset: 'asset',
  day: `to_char(day, 'YYYY-MM-DD')`,
  timeZone: 'time_zone',
  hours: 'hours',
  status: 'status',
  isCut: 'is_cut',
  windVariable: 'wind_variable',
  windUnit: 'wind_unit',
  windCoverage: 'wind_coverage',
  windBins: 'wind_bins',
  meanWind: 'mean_wind',
  greatestWind: 'greatest_wind',
  greatestWindOf: 'greatest_wind_of',
  powerVariable: 'power_variable',
  powerUnit: 'power_unit',
  powerCoverage: 'power_coverage',
  powerBins: 'power_bins',
  powerHours: 'power_hours',
  meanPower: 'mean_power',
  exportedKwh: 'exported_kwh',
  importedKwh: 'imported_kwh',
  counterVariable: 'counter_variable',
  counterKwh: 'counter_kwh',
  ratedPower: 'rated_power',
  ratedKwh: 'rated_kwh',
  hoursAtRated: 'hours_at_rated',
  hoursNoPowerInWind: 'hours_no_power_in_wind',
  windAndPowerHours: 'wind_and_power_hours',
}

/** The days that the ledger knows, asset by asset in the order of days. */
export function readDailyFigures(target: Target, query: FiguresQuery): Promise<DailyFigures[]> {
  const list = Object.entries(columns).map(([name, column]) => `${column} as "${name}"`)
  return readInHalves<DailyFigures>(
    target,
    query.assets,
    (assets) =>
      `select ${list.join(', ')} from daily_figures where ${whereOf({ ...query, assets })} order by asset, daily_figures.day`,
  )
}

export function whereOf({ assets, periodSeconds, from, to }: FiguresQuery): string {
  const names = quoteLiteral(JSON.stringify(assets))
  return `period_seconds = ${periodSeconds} and day between '${from}' and '${to}'
    and asset in (select jsonb_array_elements_text(${names}::jsonb))`
}
