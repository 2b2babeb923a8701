import type pg from 'pg'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { AssetPeriod } from '../source.ts'
import { rowAlias } from '../table/order-expression.ts'
import { periodCondition } from '../table/source-period.ts'
import { timeExpression } from '../table/time-expression.ts'
import type { ChosenKeys } from './choose-keys.ts'
import { joinKeys } from './join-keys.ts'
import type { NarrowTable } from './narrow-table.ts'

type SeriesOfAssets = Pick<ChosenKeys, 'assets' | 'keys' | 'isIndexed'>

/**
 * The first and the last time of these assets' series: some steps each into an index that leads to them. Without
 * one, all rows are read once.
 */
export async function keyPeriods(
  client: pg.ClientBase,
  table: NarrowTable,
  series: SeriesOfAssets,
): Promise<AssetPeriod[]> {
  const { assets, keys } = series
  const periods = new Map<number, Period>()
  if (keys.length > 0) {
    const { rows } = await client.query<Period & { place: number }>(periodStatement(table, series))
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

function periodStatement(table: NarrowTable, { assets, keys, isIndexed }: SeriesOfAssets): string {
  const { list, condition, join, ofAsset } = joinKeys(table, keys, assets)
  const time = quoteIdentifier(table.timeColumn)
  const rows = `${table.relation} as ${rowAlias}`
  // An aggregate's result, under the column's own name, is converted as the column is.
  const end = (name: string) =>
    `(select (extract(epoch from ${timeExpression(table)}) * 1000000)::int8::text
      from (select ${name} as ${time}) as one) as ${name}`
  const step = (order: string) =>
    `(select ${time} from ${rows} where ${condition} and ${periodCondition(table)} order by ${time} ${order} limit 1)`
  const ends = isIndexed
    ? `select ${ofAsset.expression} as place, min(least) as first, max(greatest) as last
       from (select ${ofAsset.expression}, ${step('asc')} as least, ${step('desc')} as greatest
         from ${list}) as steps group by 1`
    : `select ${ofAsset.expression} as place, min(${time}) as first, max(${time}) as last
       from ${rows} ${join} where ${periodCondition(table)} group by 1`
  return `select place::int, ${end('first')}, ${end('last')} from (${ends}) as ends`
}
