import { quoteIdentifier } from '../../postgres/quote.ts'
import { joinKeys } from '../../source/narrow/join-keys.ts'
import type { Key, NarrowTable } from '../../source/narrow/narrow-table.ts'
import { sampleExpressions } from '../../source/narrow/sample-expression.ts'
import { rowAlias } from '../../source/table/order-expression.ts'
import { rowCondition } from '../../source/table/time-expression.ts'
import type { Instant } from '../../time/instant.ts'

/** So many variables are looked at, and series of each. */
const mostVariables = 24
const seriesOfEach = 4
const mostRows = 100_000

/** Series that are looked at, and of which time. */
export interface SeriesToLookAt {
  readonly table: NarrowTable
  readonly keys: readonly Key[]
  /** The newest row's instant, and how many days up to it. */
  readonly last: Instant
  readonly days: number
  /** Whether an index leads to each. */
  readonly isIndexed: boolean
}

/** Some series of each variable to load, or of any where none of these is there. */
export function someKeys({ found }: NarrowTable, toLoad: readonly string[]): readonly Key[] {
  const names = [...new Set(found.keys.map(({ variable }) => variable))]
  const wanted = names.filter((name) => toLoad.includes(name))
  const looked = (wanted.length > 0 ? wanted : names).slice(0, mostVariables)
  return looked.flatMap((name) => {
    const own = found.keys.filter(({ variable }) => variable === name)
    const step = Math.max(1, Math.floor(own.length / seriesOfEach))
    return own.filter((_, index) => index % step === 0).slice(0, seriesOfEach)
  })
}

/**
 * A common table expression `newest`: the newest rows of series, with the place of each one's series among these from 1 on
 * (`k`), its variable's name (`name`), its time as the column has it (`t`), its value (`v`, float8) and why it gives
 * none (`r`, an int4; 0 for nothing to say). Bounded, however many rows there are.
 */
export function newestOfSeries({ table, keys, last, days, isIndexed }: SeriesToLookAt): string {
  const assets = [...new Set(keys.map(({ asset }) => asset))]
  const { list, condition, join, ofKey } = joinKeys(table, keys, assets)
  const time = `${rowAlias}.${quoteIdentifier(table.timeColumn)}`
  const { value, reason = '0' } = sampleExpressions(table)
  const columns = `${time} as t, (${value})::float8 as v, (${reason})::int as r`
  const within = rowCondition(table, { start: last - days * 86_400e6, end: last + 1 })
  const rows = `${table.relation} as ${rowAlias}`
  const each = Math.max(2, Math.floor(mostRows / keys.length))
  return `newest as materialized (${
    isIndexed
      ? `select ${ofKey.expression}::int as k, own.* from ${list} cross join lateral (
          select ${columns} from ${rows} where ${condition} and ${within} order by ${time} desc limit ${each}) own`
      : `select ${ofKey.expression}::int as k, ${columns} from ${rows} ${join}
          where ${within} order by ${time} desc limit ${mostRows}`
  })`
}
