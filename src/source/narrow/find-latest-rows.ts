import type pg from 'pg'
import type { Asset } from '../../signal/asset.ts'
import type { Hold } from '../../signal/hold.ts'
import type { Instant } from '../../time/instant.ts'
import { joinPeriods } from '../table/join-periods.ts'
import { lookBack } from '../table/look-back.ts'
import type { LatestTimes } from '../table/look-back.ts'
import { rowAlias } from '../table/order-expression.ts'
import { orderExpression, rowCondition, timeExpression } from '../table/time-expression.ts'
import { joinKeys } from './join-keys.ts'
import { keyPeriods } from './key-periods.ts'
import type { Key, NarrowTable } from './narrow-table.ts'

/** Series whose values come on change: of these assets and variables. */
export interface HeldKeys {
  readonly assets: readonly Asset[]
  readonly variables: readonly { readonly name: string; readonly hold: Hold }[]
  readonly keys: readonly Key[]
}

/** Those of the series whose variables' values come on change. */
export function heldKeys(
  { variables }: Pick<NarrowTable, 'variables'>,
  assets: readonly Asset[],
  keys: readonly Key[],
): HeldKeys {
  const held = variables.flatMap(({ name, hold }) => (hold === undefined ? [] : [{ name, hold }]))
  const names = new Set(held.map(({ name }) => name))
  const own = keys.filter(({ variable }) => names.has(variable))
  const used = new Set(own.map(({ variable }) => variable))
  return { assets, variables: held.filter(({ name }) => used.has(name)), keys: own }
}

/**
 * For each series the latest time before an instant at which it has a row, if that still holds then: by the place of
 * its asset, and in the order of the variables. Where an index leads to a series (`isIndexed`) it is one step into it.
 */
export async function findLatestRows(
  client: pg.ClientBase,
  table: NarrowTable,
  { assets, variables, keys }: HeldKeys,
  before: Instant,
  isIndexed: boolean,
): Promise<LatestTimes> {
  const { placeOf, indexOf } = placesOf({ assets, variables, keys })
  return lookBack({
    holds: variables.map(({ hold }) => hold),
    before,
    places: assets.length,
    ...(isIndexed && { firstStep: Infinity }),
    async firstTime() {
      return joinPeriods(await keyPeriods(client, table, { assets, keys, isIndexed })).first
    },
    async ask(interval, indexes) {
      const open = keys.filter((key) => indexes.includes(indexOf(key)))
      const { list, condition, join, ofKey } = joinKeys(table, open, assets)
      const rows = `${table.relation} as ${rowAlias}`
      const inTime = rowCondition(table, interval)
      const time = timeExpression(table)
      const statement = isIndexed
        ? `select ${ofKey.expression} as key, (
             select ${time} from ${rows} where ${condition} and ${inTime}
             order by ${orderExpression(table)} desc limit 1) as time
           from ${list}`
        : `select ${ofKey.expression} as key, max(${time}) as time from ${rows} ${join} where ${inTime} group by 1`
      const found = await client.query<{ key: number; time: string | null }>(
        `select key::int as key, (extract(epoch from time) * 1000000)::int8::text as time from (${statement}) latest`,
      )
      const byPlace = new Map<number, number[]>()
      for (const { key: number, time } of found.rows) {
        if (time === null) continue
        const key = open[number - 1]!
        let times = byPlace.get(placeOf(key))
        if (times === undefined) {
          times = indexes.map(() => NaN)
          byPlace.set(placeOf(key), times)
        }
        times[indexes.indexOf(indexOf(key))] = Number(time)
      }
      return [...byPlace].map(([place, times]) => ({ place, times }))
    },
  })
}

/** Where a series stands: the place of its asset, from 1 on, and the index of its variable. */
export function placesOf({ assets, variables }: HeldKeys) {
  const places = new Map(assets.map((asset, index) => [asset, index + 1]))
  const indexes = new Map(variables.map(({ name }, index) => [name, index]))
  return {
    placeOf: ({ asset }: Key) => places.get(asset)!,
    indexOf: ({ variable }: Key) => indexes.get(variable)!,
  }
}
