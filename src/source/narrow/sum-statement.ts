import { hashSeed } from '../../frame/postgres/fingerprint.ts'
import { reasonNumbers } from '../../frame/reasons.ts'
import { doubtExpression, placeExpression, timeWindow } from '../table/order-expression.ts'
import { timeExpression } from '../table/time-expression.ts'
import type { TimeReasons } from '../table/time-reasons.ts'
import type { JoinedKeys } from './join-keys.ts'
import type { NarrowTable } from './narrow-table.ts'
import { sampleExpressions } from './sample-expression.ts'

/** What a day has of a series. */
export interface KeyDay {
  /** The place of the series among those that were joined, from 1 on. */
  readonly key: number
  /** From 1 on. */
  readonly day: number
  readonly rows: string
  readonly values: string
  readonly fingerprint: string
  /** The same for series that have rows at the same times, as often. */
  readonly times: string
  /** The time of its last row, in microseconds. */
  readonly latest: string
}

/** Values, fingerprint and latest time of each joined series by day, whose first instants are the parameter, as SQL. */
export function sumStatement(
  table: NarrowTable,
  { ofKey }: JoinedKeys,
  rows: string,
  reasons: TimeReasons | undefined,
): string {
  const time = timeExpression(table)
  const own = { ...table, places: ofKey }
  const isOrdered = table.orderColumn !== undefined
  const { value, reason } = sampleExpressions(table)
  const place = isOrdered ? placeExpression(own, reasons) : String(hashSeed)
  const doubt = doubtExpression(own, reasons)
  const noValue = reasonNumbers['no-value']
  // A frame has one reason a value: what is doubtful of its time, or its order, stands before its quality.
  const ofValue =
    reason === undefined
      ? '0'
      : doubt === undefined
        ? reason
        : `case when ${doubt} then 0 else ${reason} end`
  const ofNone =
    reason === undefined ? String(noValue) : `coalesce(nullif(${reason}, 0), ${noValue})`
  return `select key::int as key, width_bucket(time, $1::timestamptz[]) as day, count(*)::text as rows, count(value)::text as values,
      sum(seed)::text as times,
      (extract(epoch from max(time)) * 1000000)::int8::text as latest,
      (coalesce(sum(hashfloat8extended(value, seed)), 0) + sum(seed)
        + coalesce(sum(hashint4extended(nullif(reason, 0), seed)), 0))::text as fingerprint
    from (
      select key, time, value, reason, timestamp_hash_extended(time at time zone 'UTC', place) as seed
      from (
        select key, time, value, case when value is null then of_none else of_value end as reason,
          case when value is null then ${hashSeed} else place end as place
        from (
          select ${ofKey.expression} as key, ${time} as time, ${value} as value,
            ${ofNone} as of_none, ${ofValue} as of_value, ${place}::int8 as place
          from ${rows}
          ${isOrdered ? timeWindow(own) : ''}) read) settled) samples
    group by 1, 2`
}
