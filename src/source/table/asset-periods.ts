import type pg from 'pg'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { AssetPeriod } from '../source.ts'
import { nameExpression, ofAsset } from './asset-column.ts'
import { leadsAnIndex } from './leads-an-index.ts'
import { listAssets } from './list-assets.ts'
import { periodCondition, sourcePeriod } from './source-period.ts'
import type { AssetColumn, SourceTable } from './source-table.ts'
import { timeExpression } from './time-expression.ts'

/**
 * Each asset's first and last time: some steps each into an index of asset and time. Without an index that
 * leads with the asset, the table is read once for all of them: along one of the time, each would be looked for
 * until it is found, and one that has no rows to the end.
 */
export async function assetPeriods(
  client: pg.ClientBase,
  table: SourceTable,
): Promise<AssetPeriod[]> {
  const { assets } = await listAssets(client, table)
  const { assetColumn } = table
  const read =
    assetColumn === undefined || (await leadsAnIndex(client, table.relation, assetColumn.name))
      ? undefined
      : await readPeriods(client, table, assetColumn)
  const periods: AssetPeriod[] = []
  for (const asset of assets) {
    const period =
      read === undefined ? await sourcePeriod(client, ofAsset(table, asset)) : read.get(asset)
    periods.push({ asset, first: period?.first ?? null, last: period?.last ?? null })
  }
  return periods
}

type Period = Pick<AssetPeriod, 'first' | 'last'>

async function readPeriods(
  client: pg.ClientBase,
  table: SourceTable,
  assetColumn: AssetColumn,
): Promise<ReadonlyMap<string, Period>> {
  const column = quoteIdentifier(table.timeColumn)
  const asset = quoteIdentifier(assetColumn.name)
  // An aggregate's result, under the column's own name, is converted as the column is.
  const end = (aggregate: string) =>
    `(select (extract(epoch from ${timeExpression(table)}) * 1000000)::int8::text
      from (select ${aggregate} as ${column}) as one)`
  const { rows } = await client.query<{ asset: string; first: string; last: string }>(
    `select ${nameExpression(assetColumn, 'asset')} as asset, ${end('least')} as first, ${end('greatest')} as last
     from (select ${asset} as asset, min(${column}) as least, max(${column}) as greatest
       from ${table.relation} where ${periodCondition(table)} group by 1) as ends
     where asset is not null`,
  )
  return new Map(
    rows.map(({ asset: found, first, last }) => [
      found,
      { first: Number(first), last: Number(last) },
    ]),
  )
}
