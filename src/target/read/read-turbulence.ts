import type { Asset } from '../../signal/asset.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import type { Target } from '../tables/schema.ts'
import type { FiguresQuery } from './read-daily-figures.ts'
import { readInHalves } from './read-in-halves.ts'

/** Turbulence intensity of 10-minute bins, say, whose mean wind is within 0.5 m/s of a whole number of m/s. */
export interface TurbulenceBin {
  readonly asset: Asset
  /** m/s, the bin's centre. */
  readonly windBin: number
  readonly bins: number
  readonly mean: number
  readonly p90: number
}

/**
 * By asset and bin of wind speed, standard deviation over mean of every bin that has both, and whose mean is above 0; of
 * assets whose rows in the Source are samples, as the register says. A percentile of a year is none of its months', so
 * this looks at the bins themselves, as the view `monthly_turbulence` does of a month.
 */
export function readTurbulence(
  target: Target,
  { assets: all, periodSeconds, from, to }: FiguresQuery,
): Promise<TurbulenceBin[]> {
  return readInHalves<TurbulenceBin>(
    target,
    all,
    (
      assets,
    ) => `select asset, floor(mean.value / scale + 0.5)::float8 as "windBin", count(*)::int as bins,
       avg(std.value / mean.value) as mean,
       percentile_cont(0.9) within group (order by std.value / mean.value) as p90
     from (
       select days.asset, days.window_start, days.window_end, of_mean.id as mean_id, of_std.id as std_id,
         case days.wind_unit when 'km/h' then 3.6 when 'kn' then 1.943844 when 'kt' then 1.943844
           when 'mph' then 2.236936 else 1 end::float8 as scale
       from (select distinct asset, wind_variable, wind_unit, window_start, window_end, day from daily_figures
         where wind_coverage is not null and period_seconds = ${periodSeconds} and day between '${from}' and '${to}'
           and asset in (select jsonb_array_elements_text(${quoteLiteral(JSON.stringify(assets))}::jsonb))) days
       join signal of_mean on of_mean.asset = days.asset and of_mean.variable = days.wind_variable
         and of_mean.statistic = 'mean' and of_mean.period_seconds = ${periodSeconds}
       join signal of_std on of_std.asset = days.asset and of_std.variable = days.wind_variable
         and of_std.statistic = 'std' and of_std.period_seconds = ${periodSeconds}
       where (
         select minutes_are in ('samples', 'own-std') from asset_register
         where asset_register.asset = days.asset and coalesce(valid_from, '-infinity'::date) <= days.day
         order by coalesce(valid_from, '-infinity'::date) desc limit 1)) days
     cross join lateral (
       select "timestamp", value from data
       where signal_id = mean_id and "timestamp" >= window_start and "timestamp" < window_end) mean
     join lateral (
       select "timestamp", value from data
       where signal_id = std_id and "timestamp" >= window_start and "timestamp" < window_end) std
       on std."timestamp" = mean."timestamp"
     where mean.value > 0
     group by 1, 2 order by 1, 2`,
  )
}
