import type pg from 'pg'
import type { SourcePeriod } from '../source.ts'
import { ofAsset } from './asset-column.ts'
import { leadsAnIndex } from './leads-an-index.ts'
import { listAssets } from './list-assets.ts'
import { mostOutsideRows, sourcePeriod } from './source-period.ts'
import type { SourceTable } from './source-table.ts'

/**
 * The period of all rows. Where an index leads with the asset and none with the time, it is put together from
 * those of the assets: ten million rows of a hundred took half a second so, and three seconds when all were read.
 */
export async function wholePeriod(
  client: pg.ClientBase,
  table: SourceTable,
): Promise<SourcePeriod> {
  const { assetColumn, relation, timeColumn } = table
  if (
    assetColumn === undefined ||
    (await leadsAnIndex(client, relation, timeColumn)) ||
    !(await leadsAnIndex(client, relation, assetColumn.name))
  ) {
    return sourcePeriod(client, table)
  }
  const periods: SourcePeriod[] = []
  for (const asset of (await listAssets(client, table)).assets) {
    periods.push(await sourcePeriod(client, ofAsset(table, asset)))
  }
  const times = periods.flatMap(({ first, last }) =>
    first === null || last === null ? [] : [first, last],
  )
  const outside = periods.reduce((sum, { outsideRows }) => sum + outsideRows, 0)
  return {
    first: times.length === 0 ? null : times.reduce((least, time) => Math.min(least, time)),
    last: times.length === 0 ? null : times.reduce((most, time) => Math.max(most, time)),
    outsideRows: Math.min(mostOutsideRows, outside),
  }
}
