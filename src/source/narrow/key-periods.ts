import type pg from 'pg'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { Asset } from '../../signal/asset.ts'
import type { AssetPeriod } from '../source.ts'
import { rowAlias } from '../table/order-expression.ts'
import { periodCondition } from '../table/source-period.ts'
import { timeExpression } from '../table/time-expression.ts'
import { hasKeyIndex } from './find-keys.ts'
import { joinKeys } from './join-keys.ts'
import type { Key, NarrowTable } from './narrow-table.ts'

/**
 * The first and the last time of these assets' series: some steps each into an index that leads to them. Without
 * one, all rows are read once.
 */
export async function keyPeriods(
  client: pg.ClientBase,
  table: NarrowTable,
  assets: readonly Asset[],
  keys: readonly Key[],
): Promise<AssetPeriod[]> {
  const periods = new Map<number, Period>()
  if (keys.length > 0) {
    const statement = await periodStatement(client, table, assets, keys)
    const { rows } = await client.query<Period & { place: number }>(statement)
    for (const { place, first, last } of rows) periods.set(place, { first, last })
  }
  const numberOf = (text: string | null | undefined) => (text == null ? null : Number(text))
  return assets.map((asset, index) => {
    const period = periods.get(index + 1)
    return { asset, first: numberOf(period?.first), last: numberOf(period?.last) }
  })
}

interface Period {
  readonly first: string | null
  readonly last: string | null
}

async function periodStatement(
  client: pg.ClientBase,
  table: NarrowTable,
  assets: readonly Asset[],
  keys: readonly Key[],
): Promise<string> {
  const { list, condition, join, ofAsset } = joinKeys(table, keys, assets)
  const time = quoteIdentifier(table.timeColumn)
  const rows = `${table.relation} as ${rowAlias}`
  // An aggregate's result, under the column's own name, is converted as the column is.
  const end = (name: string) =>
    `(select (extract(epoch from ${timeExpression(table)}) * 1000000)::int8::text
      from (select ${name} as ${time}) as one) as ${name}`
  const step = (order: string) =>
    `(select ${time} from ${rows} where ${condition} and ${periodCondition(table)} order by ${time} ${order} limit 1)`
  const ends = (await hasKeyIndex(client, table))
    ? `select ${ofAsset.expression} as place, min(least) as first, max(greatest) as last
       from (select ${ofAsset.expression}, ${step('asc')} as least, ${step('desc')} as greatest
         from ${list}) as steps group by 1`
    : `select ${ofAsset.expression} as place, min(${time}) as first, max(${time}) as last
       from ${rows} ${join} where ${periodCondition(table)} group by 1`
  return `select place::int, ${end('first')}, ${end('last')} from (${ends}) as ends`
}
