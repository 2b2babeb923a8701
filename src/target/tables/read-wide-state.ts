import type pg from 'pg'
import { wideColumn } from './wide-column.ts'
import { keyColumns, mostColumns, wideView } from './wide-view.ts'

/** The view `ten_minute_wide`, beside what signals it should have columns of. */
export interface WideState {
  /** Of the Target's tables. */
  readonly schema: string
  /** `false`: somebody has dropped it, or has something else of this name. */
  readonly isThere: boolean
  readonly comment: string | null
  /** Its columns of signals, in order; those too whose signals went. */
  readonly columns: readonly string[]
  /** What it has no column of yet, in the order of signals. */
  readonly lacking: readonly WideColumn[]
  /** What it has no room for. */
  readonly leftOut: readonly WideColumn[]
  /** Columns whose name PostgreSQL would cut: they end in a hash. */
  readonly shortened: readonly WideColumn[]
}

export interface WideColumn {
  readonly name: string
  readonly variable: string
  readonly statistic: string
}

export interface WideStateRow {
  readonly schema: string
  readonly isThere: boolean
  readonly comment: string | null
  readonly columns: readonly string[]
  readonly signals: readonly { readonly variable: string; readonly statistic: string }[]
}

export const wideStateStatement = `
  select nspname::text as schema, coalesce(relkind = 'v', false) as "isThere",
    obj_description(pg_class.oid, 'pg_class') as comment,
    array(
      select attname::text from pg_attribute
      where attrelid = pg_class.oid and attnum > ${keyColumns} order by attnum) as columns,
    (select coalesce(jsonb_agg(jsonb_build_object('variable', variable, 'statistic', statistic) order by id), '[]')
     from (
       select variable, statistic, min(id) as id from signal where period_seconds = 600 group by variable, statistic
     ) known) as signals
  from (select relnamespace as place from pg_class where oid = 'data'::regclass) tables
    join pg_namespace on pg_namespace.oid = place
    left join pg_class on relnamespace = place and relname = '${wideView}'`

export async function readWideState(client: pg.ClientBase): Promise<WideState> {
  const { rows } = await client.query<WideStateRow>(wideStateStatement)
  return stateOf(rows[0]!)
}

export function stateOf(row: WideStateRow): WideState {
  const { schema, isThere, comment, columns, signals } = row
  const known = new Set(columns)
  const wanted = signals.map((signal) => ({
    ...signal,
    name: wideColumn(signal.variable, signal.statistic),
  }))
  const fresh = wanted.filter(({ name }) => !known.has(name))
  const room = mostColumns - keyColumns - columns.length
  return {
    schema,
    isThere,
    comment,
    columns,
    lacking: fresh.slice(0, room),
    leftOut: fresh.slice(room),
    shortened: wanted.filter(
      ({ name, variable, statistic }) => name !== `${variable}_${statistic}`,
    ),
  }
}
