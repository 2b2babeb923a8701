import { sql } from 'kysely'
import type { Asset } from '../../signal/asset.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** What somebody excluded by hand; in force where it was not undone. */
export interface Exclusion {
  readonly id: number
  readonly asset: Asset
  readonly variable: string
  readonly window: Interval
  readonly reason: string
  readonly madeAt: Instant
  readonly madeBy: string
  /** The database role. */
  readonly madeRole: string
  readonly undoneAt: Instant | null
  readonly undoneBy: string | null
  readonly undoneRole: string | null
}

type Row = Omit<Exclusion, 'window' | 'madeAt' | 'undoneAt'> & {
  readonly start: string
  readonly end: string
  readonly madeAt: string
  readonly undoneAt: string | null
}

/** All that was ever excluded of these assets, or of all, in the order that it was made. */
export async function listExclusions(
  target: Target,
  assets?: readonly Asset[],
): Promise<Exclusion[]> {
  const micros = (column: string) =>
    sql.raw(`(extract(epoch from ${column}) * 1000000)::int8::text`)
  const rows = await readRows(
    target,
    'reading what is excluded',
    sql<Row>`
      select id, asset, variable, reason, made_by as "madeBy", made_role as "madeRole",
        undone_by as "undoneBy", undone_role as "undoneRole", ${micros('window_start')} as start,
        ${micros('window_end')} as end, ${micros('made_at')} as "madeAt", ${micros('undone_at')} as "undoneAt"
      from exclusion
      where ${assets ?? null}::text[] is null or asset = any(${assets ?? null}::text[])
      order by id`,
  )
  return rows.map(({ start, end, madeAt, undoneAt, ...row }) => ({
    ...row,
    window: { start: Number(start), end: Number(end) },
    madeAt: Number(madeAt),
    undoneAt: undoneAt === null ? null : Number(undoneAt),
  }))
}
