import { sql } from 'kysely'
import { classifyPostgresError } from '../postgres/classify-error.ts'
import type { Target } from './schema.ts'

/** What the Target holds. */
export interface TargetFacts {
  readonly rows: number
  /** Each signal's number of values, and the last of them. */
  readonly signals: readonly {
    readonly name: string
    readonly unit: string | null
    readonly rows: number
    readonly time: Date | null
    readonly value: number | null
  }[]
}

/** Counts the Target's values, signal by signal, and looks up the last of each. */
export async function describeTarget({ db }: Target): Promise<TargetFacts> {
  try {
    const { rows } = await sql<TargetFacts['signals'][number]>`
      select name, unit, coalesce(rows, 0)::int as rows, "timestamp" as time, value
      from signal
      left join (
        select signal_id, count(*) as rows, max("timestamp") as last from data group by signal_id
      ) counted on signal_id = id
      left join data on data.signal_id = id and "timestamp" = last
      order by id`.execute(db)
    return { rows: rows.reduce((sum, signal) => sum + signal.rows, 0), signals: rows }
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
