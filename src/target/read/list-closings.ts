import { sql } from 'kysely'
import type { Asset } from '../../signal/asset.ts'
import type { Instant } from '../../time/instant.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** That a month of an asset was closed; in force where it was not opened again. */
export interface MonthClosing {
  readonly asset: Asset
  /** `2025-01`. */
  readonly month: string
  readonly timeZone: string
  readonly isIncomplete: boolean
  readonly closedAt: Instant
  readonly closedBy: string
  /** The database role. */
  readonly closedRole: string
  readonly reopenedAt: Instant | null
  readonly reopenedBy: string | null
  readonly reopenedRole: string | null
}

type Row = Omit<MonthClosing, 'closedAt' | 'reopenedAt'> & {
  readonly closedAt: string
  readonly reopenedAt: string | null
}

/** Every closing of these assets, also of months that were opened again; in the order of months, assets and closings. */
export async function listClosings(
  target: Target,
  assets: readonly Asset[],
): Promise<MonthClosing[]> {
  const rows = await readRows(
    target,
    'reading which months are closed',
    sql<Row>`
      select asset, to_char(month, 'YYYY-MM') as month, time_zone as "timeZone", is_incomplete as "isIncomplete",
        closed_by as "closedBy", closed_role as "closedRole", reopened_by as "reopenedBy", reopened_role as "reopenedRole",
        (extract(epoch from closed_at) * 1000000)::int8::text as "closedAt",
        (extract(epoch from reopened_at) * 1000000)::int8::text as "reopenedAt"
      from month_closing where asset = any(${assets}::text[])
      order by month_closing.month, asset, id`,
  )
  return rows.map((row) => ({
    ...row,
    closedAt: Number(row.closedAt),
    reopenedAt: row.reopenedAt === null ? null : Number(row.reopenedAt),
  }))
}
