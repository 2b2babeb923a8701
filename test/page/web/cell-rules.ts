/**
 * The rules of docs/page.md for a cell, in SQL on the Target: `asset, cells`, a letter a bin of [from, to), for
 * turbines of this rated power in kW with a sample a minute. A value that hangs is looked for from 20 minutes before.
 */
export function cellRules(from: string, to: string, ratedPower: number): string {
  const hangs = (value: string) =>
    `(${value} = lag(${value}) over bins and ${value} = lag(${value}, 2) over bins)
     or (${value} = lag(${value}) over bins and ${value} = lead(${value}) over bins)
     or (${value} = lead(${value}) over bins and ${value} = lead(${value}, 2) over bins)`
  return `
    with asked as (
      select asset, time from (select distinct asset from signal) assets
        cross join generate_series(timestamptz '${from}' - interval '20 minutes', timestamptz '${to}' - interval '10 minutes', '10 minutes') time),
    bins as (
      select asset, time,
        max(value) filter (where variable = 'wind_speed') as wind,
        max(value) filter (where variable = 'power') as power,
        (select min(samples) from bin_reason
         where bin_reason.asset = asked.asset and "timestamp" = time) as samples
      from asked left join signal using (asset)
        left join data on signal_id = signal.id and "timestamp" = time
      where statistic = 'mean' group by asset, time),
    hung as (
      select *, coalesce(${hangs('wind')}, false) and wind > 0 as wind_hangs,
        coalesce(${hangs('power')}, false) and power between ${0.01 * ratedPower} and ${0.95 * ratedPower} as power_hangs
      from bins window bins as (partition by asset order by time))
    select asset, string_agg(case
      when wind is null and power is null then '-'
      when wind is null or power is null or wind_hangs or power_hangs
        or power > ${0.1 * ratedPower} and wind < 2 or samples < 5 then 'q'
      when power > ${0.01 * ratedPower} then 'p'
      when wind >= 5 then 's'
      else 'c' end, '' order by time) as cells
    from hung where time >= timestamptz '${from}' group by asset order by asset`
}
