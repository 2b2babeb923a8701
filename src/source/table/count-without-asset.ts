import type pg from 'pg'
import type { Interval } from '../../time/interval.ts'
import { ofNoAsset } from './asset-column.ts'
import type { AssetList } from './list-assets.ts'
import type { SourceTable } from './source-table.ts'
import { rowCondition } from './time-expression.ts'

/** Rows of an interval that are of none of the assets: they name none, and no answer has them. */
export async function countWithoutAsset(
  client: pg.ClientBase,
  table: SourceTable,
  { mayLeaveRows }: Pick<AssetList, 'mayLeaveRows'>,
  interval: Interval,
): Promise<number> {
  if (!mayLeaveRows) return 0
  const { rows } = await client.query<{ rows: string }>(
    `select count(*)::text as rows from ${table.relation} where ${rowCondition(ofNoAsset(table), interval)}`,
  )
  return Number(rows[0]!.rows)
}
