import type pg from 'pg'
import type { Instant } from '../../time/instant.ts'
import { carryDays } from '../table/carry-days.ts'
import type { CarriedAt, CarriedDays, DaysToCarry } from '../table/carry-days.ts'
import { rowAlias, timeWindow } from '../table/order-expression.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import type { SourceTable } from '../table/source-table.ts'
import { formatForPostgres, rowCondition, timeExpression } from '../table/time-expression.ts'
import { finiteExpression } from '../table/value-expression.ts'
import { findLatest } from './find-latest.ts'
import type { HeldVariable } from './find-latest.ts'
import { seedExpression } from './seed-expression.ts'

/** What each day begins with of these variables, whose values come on change. */
export async function carryValues(
  client: pg.ClientBase,
  table: SourceTable,
  variables: readonly HeldVariable[],
  days: Pick<DaysToCarry, 'starts' | 'places' | 'latestOf'>,
): Promise<CarriedDays> {
  return carryDays({
    ...days,
    holds: variables.map(({ hold }) => hold),
    before: await findLatest(client, table, variables, days.starts[0]!, days.places),
    lookUp: (times) => sumTimes(client, table, variables, times),
  })
}

async function sumTimes(
  client: pg.ClientBase,
  table: SourceTable,
  variables: readonly HeldVariable[],
  times: readonly Instant[],
): Promise<CarriedAt> {
  const interval = { start: times[0]!, end: times.at(-1)! + 1 }
  const reasons =
    table.orderColumn === undefined ? undefined : await findTimeReasons(table, interval)
  const time = timeExpression(table)
  const values = variables.map(
    (variable, index) => `${finiteExpression(variable)} as value_${index}`,
  )
  const counts = variables.map((_, index) => `count(value_${index})::text`)
  const sums = variables.map((_, index) => ownSum(`value_${index}`))
  const { rows } = await client.query<{
    place: number
    time: string
    counts: string
    sums: string
  }>(
    `select place::int as place, (extract(epoch from time) * 1000000)::int8::text as time,
       array_to_string(array[${counts.join(', ')}], ',') as counts,
       array_to_string(array[${sums.join(', ')}], ',') as sums
     from (
       select ${[`${time} as time`, ...values, `${seedExpression(table, reasons)} as seed`, `${table.places?.expression ?? 1} as place`].join(', ')}
       from ${table.relation} as ${rowAlias} ${table.places?.join ?? ''}
       where ${rowCondition(table, interval)} and ${time} = any($1::timestamptz[])
       ${table.orderColumn === undefined ? '' : timeWindow(table)}
     ) samples
     group by place, samples.time`,
    [times.map(formatForPostgres)],
  )
  const found = new Map(
    rows.map(({ place, time, counts, sums }) => {
      const ofVariables = sums.split(',')
      const carried = counts
        .split(',')
        .map((count, index) => ({ rows: Number(count), sum: BigInt(ofVariables[index]!) }))
      return [`${place} ${Number(time)}`, carried]
    }),
  )
  return (place, time) => found.get(`${place} ${time}`)
}

/** The sum over rows with a value of its hash and the seed of it: what rows without one are of no matter to. */
export function ownSum(value: string): string {
  return `(coalesce(sum(hashfloat8extended(${value}, seed)), 0) + coalesce(sum(seed) filter (where ${value} is not null), 0))::text`
}
