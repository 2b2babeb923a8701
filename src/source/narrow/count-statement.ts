import { timeExpression } from '../table/time-expression.ts'
import type { JoinedKeys } from './join-keys.ts'
import type { NarrowTable } from './narrow-table.ts'

/** How many rows an answer has of an asset's day. */
export interface RowCount {
  readonly place: number
  /** From 1 on. */
  readonly day: number
  readonly rows: string
}

/** SQL that counts the rows of an answer, by asset and day; `$1` are the days' first instants. */
export function countStatement(
  table: NarrowTable,
  { ofKey, ofAsset }: JoinedKeys,
  rows: string,
): string {
  return `select place::int as place, width_bucket(time, $1::timestamptz[]) as day, sum(most)::text as rows
    from (
      select place, time, max(rows) as most from (
        select ${ofAsset.expression} as place, ${timeExpression(table)} as time, ${ofKey.expression} as key, count(*) as rows
        from ${rows} group by 1, 2, 3) of_keys
      group by 1, 2) of_times
    group by 1, 2 order by 1, 2`
}
