import { quoteIdentifier } from '../../postgres/quote.ts'

/** Of which rows the newest are looked at: names unquoted, but for the relation. */
export interface RowsOf {
  readonly relation: string
  readonly timeColumn: string
  /** The condition, as SQL, of the rows that are read; where it is not there, all are. */
  readonly filter?: string
  /** What names a row's asset; without it all are of one. */
  readonly assetColumn?: { readonly name: string }
}

/** So many rows are looked at, however many the newest days have. */
export const mostRows = 100_000

/**
 * A common table expression `newest`: times (`t`, as the column has them), assets (`a`) and further columns of the rows of
 * the newest days, the newest first, to the bound. The column alone is compared, so that an index is used.
 */
export function newestRows(
  { relation, timeColumn, filter = 'true', assetColumn }: RowsOf,
  days: number,
  more: string[] = [],
) {
  const time = quoteIdentifier(timeColumn)
  const newest = `(select max(${time}) from ${relation} where ${time} < '2200-01-01' and ${filter})`
  const asset = assetColumn === undefined ? '0' : quoteIdentifier(assetColumn.name)
  const columns = [`${time} as t`, `${asset} as a`, ...more].join(', ')
  return `newest as materialized (
    select ${columns} from ${relation}
    where ${time} <= ${newest} and ${time} > ${newest} - interval '${days} days' and ${filter}
    order by t desc limit ${mostRows})`
}
