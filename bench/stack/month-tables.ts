/**
 * Statements that make `months` tables of the Target, from the January of `year` on, with a value in ten minutes for each
 * signal that has an asset: `value` is SQL of `id`, `variable` and `time`. Each is filled, then indexed, then attached.
 */
export function monthTables(year: number, months: number, value: string): string[] {
  return Array.from({ length: months }, (_, month) => {
    const [start, end] = [monthStart(year, month), monthStart(year, month + 1)]
    const table = `data_${start.slice(0, 7).replace('-', '_')}`
    return [
      `create table ${table} (like data including defaults)`,
      `insert into ${table} (signal_id, "timestamp", value)
       select id, time, ${value}
       from signal, generate_series('${start}'::timestamptz, timestamptz '${end}' - interval '10 minutes', '10 minutes') time
       where asset <> '' order by id, time`,
      `alter table ${table} add primary key (signal_id, "timestamp")`,
      `alter table data attach partition ${table} for values from ('${start}') to ('${end}')`,
    ]
  }).flat()
}

/** Of a year and a month counted from its January, which may be of a later year. */
export function monthStart(year: number, month: number): string {
  return `${new Date(Date.UTC(year, month)).toISOString().slice(0, 10)} 00:00:00+00`
}
