import type pg from 'pg'
import { quoteLiteral } from '../../postgres/quote.ts'
import type { Instant } from '../../time/instant.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { monthsOf } from '../tables/month.ts'

/** A name that `partitionName` may have given. */
export const ownName = /^data_\d{4,}(_\d{2}|\d{4}(t\d+)?_\d{8,}(t\d+)?)(_\d+)?$/

/** A partition's name, from its bounds: `data_2025_01` of a UTC month, else `data_20250105t03_20250106t03`. */
export function partitionName(bounds: Interval): string {
  const [month, next] = monthsOf(bounds)
  const isMonth =
    next === undefined &&
    month!.interval.start === bounds.start &&
    month!.interval.end === bounds.end
  return isMonth ? month!.partition : `data_${compact(bounds.start)}_${compact(bounds.end)}`
}

/** `20250105t0330`: without the zeros at its end, which are none of the hour. */
function compact(instant: Instant): string {
  const [day, time] = formatInstant(instant, 6).slice(0, -1).split('T')
  const digits = time!.replace(/\D/g, '')
  const hour = digits.slice(0, 2)
  const rest = digits.slice(2).replace(/0+$/, '')
  return `${day!.replaceAll('-', '')}${hour === '00' && rest === '' ? '' : `t${hour}${rest}`}`
}

/** The name, or the next that no other relation of the schema has: one may stand detached. */
export async function findFreeName(
  client: pg.ClientBase,
  schema: string,
  bounds: Interval,
): Promise<string> {
  const name = partitionName(bounds)
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = (select oid from pg_namespace where nspname = ${quoteLiteral(schema)})
       and left(relname, ${name.length}) = ${quoteLiteral(name)}`,
  )
  const taken = new Set(rows.map((row) => row.name))
  if (!taken.has(name)) return name
  let number = 2
  while (taken.has(`${name}_${number}`)) number++
  return `${name}_${number}`
}
