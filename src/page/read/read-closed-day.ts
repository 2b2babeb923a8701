import { calledAs } from '../../config/called-as.ts'
import { plainLine } from '../../errors/plain-text.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { assetFlag } from '../../target/ledger/closed-month.ts'
import { lateWords } from '../../target/read/late-words.ts'
import type { Measured } from '../../target/read/late-words.ts'
import type { Day } from '../../time/day.ts'
import { dayInWords } from './say-time.ts'
import type { TargetReader } from './target-reader.ts'
import { textArray } from './text-array.ts'

/** That a day is of a closed month, and what late data would change of it. */
export interface ClosedDayFacts {
  readonly month: string
  readonly closedOn: Day
  readonly closedBy: string
  readonly late: readonly Measured[]
}

/** Undefined: its month is not closed, or an older Target has no closings, or this login may not read them. */
export async function readClosedDay(
  target: TargetReader,
  asset: string,
  day: Day,
  variables: readonly string[],
  periodSeconds: number,
): Promise<ClosedDayFacts | undefined> {
  const [known] = await target.rows<{ reads: boolean }>(
    'looking for closed months',
    `select coalesce(has_table_privilege(to_regclass('month_closing')::oid, 'select'), false)
       and coalesce(has_table_privilege(to_regclass('late_change')::oid, 'select'), false) as reads`,
  )
  if (known?.reads !== true) return undefined
  const [closing] = await target.rows<Omit<ClosedDayFacts, 'late'>>(
    'looking for closed months',
    `select to_char(month, 'YYYY-MM') as month, to_char(closed_at at time zone time_zone, 'YYYY-MM-DD') as "closedOn",
       closed_by as "closedBy"
     from month_closing
     where asset = ${quoteLiteral(asset)} and month = date_trunc('month', '${day}'::date)::date and reopened_at is null`,
  )
  if (closing === undefined) return undefined
  const late = await target.rows<Measured>(
    'reading late data',
    `select variable, period_seconds as "periodSeconds", to_char(day, 'YYYY-MM-DD') as day, to_char(month, 'YYYY-MM') as month,
       reason, values_differ as "valuesDiffer", bins_before as "binsBefore", bins_after as "binsAfter",
       mean_before as "meanBefore", mean_after as "meanAfter", greatest_difference as "greatestDifference",
       (select unit from signal where signal.asset = late.asset and signal.variable = late.variable
         and signal.period_seconds = late.period_seconds and signal.unit is not null limit 1) as unit
     from late_change late
     where asset = ${quoteLiteral(asset)} and day = '${day}' and variable = any(${textArray(variables)})
       and period_seconds = ${periodSeconds} and values_differ > 0
     order by variable`,
  )
  return { ...closing, late }
}

/** Plain sentences. */
export function closedWords(asset: string, closed: ClosedDayFacts | undefined): string[] {
  if (closed === undefined) return []
  const { month, closedOn, closedBy, late } = closed
  return [
    `${month} was closed on ${dayInWords(closedOn)} by ${plainLine(closedBy)}: nothing of it is changed until \`${calledAs('./minuano')} close ${month}${assetFlag({ asset })} --reopen\` opens it again.`,
    ...late.map(
      (change) =>
        `${change.variable}: late data in a closed month: ${lateWords(change)} (${change.reason}).`,
    ),
  ]
}
