import type pg from 'pg'

export const spike = { at: '2018-10-28T00:37:00Z', power: 4321 } as const
export const zone = 'Europe/Berlin'
/** Days of the zone, both whole. */
export const [first, last] = ['2015-01-01', '2024-12-31']

/**
 * Writes ten years of a turbine's power into a Target by SQL alone: 526,032 bins of four statistics in tables of
 * months, and a ledger in which all days are whole. One minute of them is a spike.
 */
export async function fillTenYears(client: pg.Client): Promise<void> {
  await client.query(`
    set timezone to '${zone}';
    insert into signal (name, asset, variable, statistic, unit, period_seconds)
    select 'power_' || name, '', 'power', name, 'kW', 600 from unnest(array['mean', 'min', 'max', 'std']) name;
    do $$
    declare
      month timestamptz := '2014-12-01Z';
      next timestamptz;
      name text;
    begin
      while month < '2025-01-01Z' loop
        next := (month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
        name := 'data_' || to_char(month at time zone 'UTC', 'YYYY_MM');
        execute format('create table %I (like data including defaults)', name);
        execute format(
          'insert into %I (signal_id, "timestamp", value)
           select id, time, case statistic when ''std'' then 20 else
             1000 + 300 * sin(extract(epoch from time) / 5e5) + 20 * sin(extract(epoch from time) / 700)
             + case statistic when ''min'' then -50 when ''max'' then 50 else 0 end end
           from signal, generate_series(greatest(%L::timestamptz, ''${first}''), least(%L::timestamptz, ''2025-01-01'') - interval ''10 minutes'', interval ''10 minutes'') time
           order by id, time', name, month, next);
        execute format('alter table %I add primary key (signal_id, "timestamp")', name);
        execute format('alter table data attach partition %I for values from (%L) to (%L)', name, month, next);
        month := next;
      end loop;
    end $$;
    update data set value = case statistic when 'mean' then value + 300 else ${spike.power} end
    from signal where id = signal_id and statistic in ('mean', 'max')
      and "timestamp" = date_bin('10 minutes', '${spike.at}', '2015-01-01Z');
    insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status,
      sample_seconds, expected, valid, missing, coverage, target_rows, minuano_version, started_at, seconds)
    select '', 'power', 600, day, '${zone}', day, day + interval '1 day', 'loaded',
      60, 1440, 1440, 0, 1, 576, '0', now(), 1
    from generate_series(timestamptz '${first}', '${last}', interval '1 day') day;
    analyze data, load`)
}
