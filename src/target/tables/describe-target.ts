import { sql } from 'kysely'
import type { Instant } from '../../time/instant.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from './schema.ts'

/** What the Target holds. */
export interface TargetFacts {
  readonly rows: number
  /** Each signal's number of values, and the last of them; its asset is empty where its Source's rows name none. */
  readonly signals: readonly {
    readonly name: string
    readonly asset: string
    readonly unit: string | null
    readonly rows: number
    readonly time: Instant | null
    readonly value: number | null
  }[]
}

type SignalRow = Omit<TargetFacts['signals'][number], 'time'> & { readonly time: string | null }

/** Counts the Target's values, signal by signal, and looks up the last of each. */
export async function describeTarget(target: Target): Promise<TargetFacts> {
  // The time as a number: how the server writes a date (DateStyle) is its own affair.
  const query = sql<SignalRow>`
    select name, asset, unit, coalesce(rows, 0)::int as rows, value,
      (extract(epoch from "timestamp") * 1000000)::int8::text as time
    from signal
    left join (
      select signal_id, count(*) as rows, max("timestamp") as last from data group by signal_id
    ) counted on signal_id = id
    left join data on data.signal_id = id and "timestamp" = last
    order by id`
  const rows = await readRows(target, 'counting values', query)
  return {
    rows: rows.reduce((sum, signal) => sum + signal.rows, 0),
    signals: rows.map((row) => ({ ...row, time: row.time === null ? null : Number(row.time) })),
  }
}
