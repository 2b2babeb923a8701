import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { ownViewStatement } from './narrowing.ts'
import { findNarrowReaders } from './find-narrow-readers.ts'

/**
 * Makes the views of figures: `daily_figures`, `monthly_figures`, `daily_state_hours` and `monthly_turbulence`, which
 * docs/data-quality.md defines. A day is one of the ledger, in its own zone and window, so that those of 23 and 25 hours
 * are right. Values are looked up a day of an asset at a time: of a farm's month that was as fast as one pass over all
 * its values (470 ms and 600, 100 assets), and a day of one asset reads no others.
 */
export async function makeFigures(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`create view daily_figures as ${dailyFigures}`).execute(db)
  await sql.raw(`create view monthly_figures as ${monthlyFigures}`).execute(db)
  await sql.raw(`create view daily_state_hours as ${dailyStateHours}`).execute(db)
  await sql.raw(`create view monthly_turbulence as ${monthlyTurbulence}`).execute(db)
  const views = figureViews.join(', ')
  // Readers' own views read them as the owner of the tables does, whoever takes this step.
  await sql`do $$ declare name text; begin
    foreach name in array ${sql.lit(`{${figureViews.join()}}`)}::text[] loop
      execute (select format('alter view %I owner to %I', name, pg_get_userbyid(relowner))
        from pg_class where oid = 'data'::regclass);
    end loop;
    if exists (select from pg_roles where rolname = 'reader' and has_table_privilege(oid, 'load', 'select')) then
      grant select on ${sql.raw(views)} to reader;
    end if;
  end $$`.execute(db)
  for (const reader of await findNarrowReaders(db)) {
    for (const view of figureViews) await sql.raw(ownViewStatement(view, reader)).execute(db)
  }
}

export const figureViews = [
  'daily_figures',
  'monthly_figures',
  'daily_state_hours',
  'monthly_turbulence',
] as const

const isLoaded = `status in ('loaded', 'open')`

/** The signals of each asset that figures are of: found by name, the likeliest first, then by unit, as the page does. */
const chosenSignals = `
  select asset, period_seconds,
    ${first('variable', 'wind')} as wind_variable, ${first('unit', 'wind')} as wind_unit, ${first('id', 'wind')} as wind_id,
    ${first('variable', 'power')} as power_variable, ${first('unit', 'power')} as power_unit, ${first('id', 'power')} as power_id,
    ${first('variable', 'counter')} as counter_variable, ${first('unit', 'counter')} as counter_unit, ${first('id', 'counter')} as counter_id
  from (
    select asset, period_seconds, id, variable, unit,
      case when statistic <> 'mean' then null
        when variable ~* '^wind_?speed$' then 1 when variable ~ 'HorWdSpd' then 2
        when variable ~* 'wind.*(speed|spd)|^ws(\\y|_)|wspd' then 3
        when unit ~* '^(m/s|km/h|kn|kt|mph)$' then 4 end as wind_rank,
      case when statistic <> 'mean' or variable ~* 'reactive' then null
        when variable ~* '^power$' then 1 when variable ~* '^(active|grid|output)_?power$' then 2
        when variable ~* '^WTUR_W$|active.?power' then 3 when unit ~ '^[kMG]?W$' then 4 end as power_rank,
      case when statistic <> 'increase' or unit !~ '^[kMG]?Wh$' or variable ~* 'import|consum|reactive' then null
        when variable ~* 'export|prod' then 1 else 2 end as counter_rank
    from signal where statistic in ('mean', 'increase')) named
  group by asset, period_seconds`

function first(column: string, role: string): string {
  return `(array_agg(${column} order by ${role}_rank, variable) filter (where ${role}_rank is not null))[1]`
}

/** kW of a power, or kWh of an energy, a unit of it; null where the unit is not known. */
function kilo(unit: string, suffix: '' | 'h'): string {
  return `case ${unit} when 'kW${suffix}' then 1 when 'W${suffix}' then 0.001 when 'MW${suffix}' then 1000 when 'GW${suffix}' then 1000000 end`
}

/** Of a wind speed, so much of its unit is 1 m/s: as the page has it, of an unknown unit it is taken for m/s. */
const windScale = `case wind_unit when 'km/h' then 3.6 when 'kn' then 1.943844 when 'kt' then 1.943844 when 'mph' then 2.236936 else 1 end`

const valuesOf = (id: string) =>
  `select "timestamp", value from data where signal_id = ${id}
     and "timestamp" >= days.window_start and "timestamp" < days.window_end`

const dailyFigures = `
  select days.asset, days.period_seconds, days.day, days.time_zone, days.window_start, days.window_end,
    extract(epoch from days.window_end - days.window_start)::float8 / 3600 as hours,
    days.status, days.is_cut,
    days.wind_variable, days.wind_unit, days.wind_coverage, found.wind_bins, found.mean_wind,
    coalesce(greatest.wind, found.greatest_mean) as greatest_wind,
    case when greatest.wind is not null then 'samples' when found.greatest_mean is not null then 'means' end as greatest_wind_of,
    days.power_variable, days.power_unit, days.power_coverage, found.power_bins,
    found.power_bins * bin_hours as power_hours, power.mean as mean_power,
    power.exported * bin_hours * kilowatt as exported_kwh, power.imported * bin_hours * kilowatt as imported_kwh,
    days.counter_variable, counter.increase * ${kilo('days.counter_unit', 'h')} as counter_kwh,
    register.type, register.rated_power, register.rated_power * found.power_bins * bin_hours * kilowatt as rated_kwh,
    case when days.power_coverage >= 0.9 then power.mean / register.rated_power end as capacity_factor,
    case when days.power_variable is null then 'no power' when days.power_coverage is null then 'power is not loaded'
      when register.rated_power is null then 'rated power is not known'
      when days.power_coverage < 0.9 then 'coverage below 90 %' end as capacity_factor_withheld,
    case when days.power_coverage is not null and register.rated_power is not null then
      found.at_rated * bin_hours end as hours_at_rated,
    case when days.power_coverage is not null and days.wind_coverage is not null then
      found.no_power * bin_hours end as hours_no_power_in_wind,
    found.both_bins * bin_hours as wind_and_power_hours
  from (
    select chosen.*, load.day, min(load.time_zone) as time_zone,
      min(load.window_start) as window_start, max(load.window_end) as window_end,
      case when bool_or(load.status = 'failed') then 'failed'
        when bool_or(load.status = 'no-source-data') then 'no-source-data'
        when bool_or(load.status = 'open') then 'open' else 'loaded' end as status,
      bool_or(load.is_cut) as is_cut,
      max(load.coverage) filter (where load.variable = wind_variable and ${isLoaded}) as wind_coverage,
      max(load.coverage) filter (where load.variable = power_variable and ${isLoaded}) as power_coverage,
      bool_or(load.variable = counter_variable and ${isLoaded}) as has_counter
    from (
      select of_asset.*, (
        select id from signal where signal.asset = of_asset.asset and signal.variable = wind_variable
          and statistic = 'max' and signal.period_seconds = of_asset.period_seconds) as greatest_id
      from (${chosenSignals}) of_asset) chosen
    cross join lateral (
      select distinct variable from unnest(array[wind_variable, power_variable, counter_variable]) of (variable)) asked
    join load on load.asset = chosen.asset and load.variable = asked.variable
      and load.period_seconds = chosen.period_seconds
    group by chosen.asset, chosen.period_seconds, load.day, wind_variable, wind_unit, wind_id, greatest_id,
      power_variable, power_unit, power_id, counter_variable, counter_unit, counter_id) days
  left join lateral (
    select type, rated_power, cut_in_speed from asset_register
    where asset_register.asset = days.asset and coalesce(valid_from, '-infinity'::date) <= days.day
    order by coalesce(valid_from, '-infinity'::date) desc limit 1) register on true
  cross join lateral (
    select days.period_seconds / 3600.0::float8 as bin_hours, (${kilo('days.power_unit', '')})::float8 as kilowatt,
      0.98 * register.rated_power as nearly_rated, coalesce(0.01 * register.rated_power, 0) as standstill,
      coalesce(register.cut_in_speed, 3) * (${windScale})::float8 as cut_in
    offset 0) of
  cross join lateral (
    select count(wind.value)::int as wind_bins, count(power.value)::int as power_bins,
      count(wind.value + power.value)::int as both_bins,
      avg(wind.value) as mean_wind, max(wind.value) as greatest_mean,
      sum(power.value) filter (where power.value > 0) as positive,
      -sum(power.value) filter (where power.value < 0) as negative,
      count(*) filter (where power.value >= nearly_rated) as at_rated,
      count(*) filter (where power.value <= standstill and wind.value > cut_in) as no_power
    from (${valuesOf('case when days.wind_coverage is not null then days.wind_id end')}) wind
    full join (${valuesOf('case when days.power_coverage is not null then days.power_id end')}) power
      on power."timestamp" = wind."timestamp") found
  cross join lateral (
    select case when power_bins > 0 then coalesce(positive, 0) end as exported,
      case when power_bins > 0 then coalesce(negative, 0) end as imported,
      (coalesce(positive, 0) - coalesce(negative, 0)) / nullif(power_bins, 0) as mean) power
  left join lateral (
    select max(value) as wind from (
      ${valuesOf('case when days.wind_coverage is not null then days.greatest_id end')}) maxima) greatest on true
  left join lateral (
    select sum(value) as increase from (${valuesOf('case when days.has_counter then days.counter_id end')}) increases) counter on true`

/** Until now, of a month that is not over: what did not come yet is not missing. */
const monthHours = `extract(epoch from least(now(), (month + interval '1 month') at time zone time_zone)
  - (month at time zone time_zone))::float8 / 3600`

const monthlyFigures = `
  select sums.*,
    case when coalesce(power_coverage, 0) >= 0.9 then net / nullif(rated, 0) end as capacity_factor,
    case when power_variable is null then 'no power' when power_hours is null then 'power is not loaded'
      when rated is null then 'rated power is not known'
      when coalesce(power_coverage, 0) < 0.9 then 'coverage below 90 %' end as capacity_factor_withheld
  from (
    select asset, period_seconds, month, time_zone, ${monthHours} as hours,
      extract(day from least(month + interval '1 month' - interval '1 day', now() at time zone time_zone))::int
        - count(*)::int as days_not_loaded,
      (count(*) filter (where status = 'loaded'))::int as days_loaded,
      (count(*) filter (where status = 'open'))::int as days_open,
      (count(*) filter (where status = 'failed'))::int as days_failed,
      (count(*) filter (where status = 'no-source-data'))::int as days_no_source_data,
      (count(*) filter (where is_cut))::int as days_cut,
      wind_variable, wind_unit, sum(wind_coverage * hours) / nullif(${monthHours}, 0) as wind_coverage,
      sum(mean_wind * wind_bins) / nullif(sum(wind_bins) filter (where mean_wind is not null), 0) as mean_wind,
      max(greatest_wind) as greatest_wind, min(greatest_wind_of) as greatest_wind_of,
      power_variable, power_unit, sum(power_coverage * hours) / nullif(${monthHours}, 0) as power_coverage,
      sum(power_hours) filter (where mean_power is not null) as power_hours,
      sum(mean_power * power_hours) / nullif(sum(power_hours) filter (where mean_power is not null), 0) as mean_power,
      sum(exported_kwh) as exported_kwh, sum(imported_kwh) as imported_kwh,
      counter_variable, sum(counter_kwh) as counter_kwh, sum(rated_kwh) as rated_kwh,
      sum(hours_at_rated) as hours_at_rated, sum(hours_no_power_in_wind) as hours_no_power_in_wind,
      sum(wind_and_power_hours) as wind_and_power_hours,
      sum(mean_power * power_hours) filter (where rated_power is not null) as net,
      sum(rated_power * power_hours) filter (where mean_power is not null) as rated
    from (select *, date_trunc('month', day::timestamp) as month from daily_figures) days
    group by asset, period_seconds, month, time_zone, wind_variable, wind_unit, power_variable, power_unit,
      counter_variable) sums`

const dailyStateHours = `
  with seconds as (
    select signal.asset, signal.period_seconds, load.day, signal.variable,
      extract(epoch from load.window_end - load.window_start)::float8 / 3600 as window_hours,
      case when statistic like 'seconds_m%' then -substr(statistic, 10)::bigint else substr(statistic, 9)::bigint end as code,
      state.hours
    from signal
    join load on load.asset = signal.asset and load.variable = signal.variable
      and load.period_seconds = signal.period_seconds and ${isLoaded}
    cross join lateral (
      select sum(value) / 3600 as hours from data
      where signal_id = signal.id and "timestamp" >= load.window_start and "timestamp" < load.window_end) state
    where signal.statistic ~ '^seconds_m?[0-9]{1,18}$')
  select asset, period_seconds, day, variable, code, coalesce(mapped.category, 'unmapped') as category, hours
  from seconds
  left join lateral (
    select state_code.category from state_code
    where state_code.code = seconds.code and coalesce(state_code.valid_from, '-infinity'::date) <= seconds.day
      and state_code.type in ('*', coalesce((
        select register.type from asset_register register
        where register.asset = seconds.asset and coalesce(register.valid_from, '-infinity'::date) <= seconds.day
        order by coalesce(register.valid_from, '-infinity'::date) desc limit 1), '*'))
    order by state_code.type = '*', coalesce(state_code.valid_from, '-infinity'::date) desc limit 1) mapped on true
  where hours > 0
  union all
  select asset, period_seconds, day, variable, null, 'unknown', greatest(max(window_hours) - coalesce(sum(hours), 0), 0)
  from seconds group by asset, period_seconds, day, variable`

const monthlyTurbulence = `
  select asset, period_seconds, month, time_zone, wind_bin, count(*)::int as bins, avg(intensity) as mean_intensity,
    percentile_cont(0.9) within group (order by intensity) as p90_intensity
  from (
    select days.asset, days.period_seconds, date_trunc('month', days.day::timestamp) as month, days.time_zone,
      floor(mean.value / scale + 0.5)::int as wind_bin, std.value / mean.value as intensity
    from (
      select chosen.asset, chosen.period_seconds, chosen.wind_id, std.id as std_id, ${windScale} as scale,
        load.day, load.time_zone, load.window_start, load.window_end
      from (${chosenSignals}) chosen
      join signal std on std.asset = chosen.asset and std.variable = wind_variable and std.statistic = 'std'
        and std.period_seconds = chosen.period_seconds
      join load on load.asset = chosen.asset and load.variable = wind_variable
        and load.period_seconds = chosen.period_seconds and ${isLoaded}
      where (
        select minutes_are in ('samples', 'own-std') from asset_register
        where asset_register.asset = chosen.asset and coalesce(valid_from, '-infinity'::date) <= load.day
        order by coalesce(valid_from, '-infinity'::date) desc limit 1)) days
    cross join lateral (${valuesOf('days.wind_id')}) mean
    join lateral (${valuesOf('days.std_id')}) std on std."timestamp" = mean."timestamp"
    where mean.value > 0) bins
  group by asset, period_seconds, month, time_zone, wind_bin`
