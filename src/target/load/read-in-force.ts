import type pg from 'pg'
import { quoteLiteral } from '../../postgres/quote.ts'
import type { Asset } from '../../signal/asset.ts'
import { formatInstant, microsecondsPerDay } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { ClosedMonth } from '../ledger/closed-month.ts'

/** What somebody excluded by hand of a variable of an asset. */
export interface ExcludedInterval {
  readonly asset: Asset
  readonly variable: string
  readonly window: Interval
}

/** Further before a day nothing leads into it, in microseconds: settings allow a week. */
export const longestLead = 8 * microsecondsPerDay

/** What people decided of a stretch of time: months that stay as they are, and samples that are left out. */
export interface InForce {
  readonly closed: readonly ClosedMonth[]
  readonly excluded: readonly ExcludedInterval[]
}

/**
 * What is in force of an interval, of all assets. To be asked in a load's transaction, once it has its months' locks: whoever
 * closes a month or excludes samples takes the same, and so is done before or begins after.
 */
export async function readInForce(client: pg.ClientBase, interval: Interval): Promise<InForce> {
  const { rows } = await client.query<InForceRow>(inForceStatement(interval))
  return splitInForce(rows)
}

/** Without parameters, so that it can be sent along with others. */
export function inForceStatement({ start, end }: Interval): string {
  const shares = `window_start < ${literal(end)} and window_end > ${literal(start)}`
  return `
    select asset, null as variable, to_char(month, 'YYYY-MM') as month, time_zone as "timeZone", closed_by as "closedBy",
      ${micros('closed_at')} as "closedAt", ${micros('window_start')} as start, ${micros('window_end')} as end
    from month_closing where reopened_at is null and ${shares}
    union all
    select asset, variable, null, null, null, null, ${micros('window_start')}, ${micros('window_end')}
    from exclusion where undone_at is null and ${shares}
    order by asset, variable, start`
}

export interface InForceRow {
  readonly asset: Asset
  readonly variable: string | null
  readonly month: string
  readonly timeZone: string
  readonly closedBy: string
  readonly closedAt: string
  readonly start: string
  readonly end: string
}

export function splitInForce(rows: readonly InForceRow[]): InForce {
  const closed: ClosedMonth[] = []
  const excluded: ExcludedInterval[] = []
  for (const { asset, variable, start, end, month, timeZone, closedBy, closedAt } of rows) {
    const window = { start: Number(start), end: Number(end) }
    if (variable !== null) excluded.push({ asset, variable, window })
    else closed.push({ asset, month, timeZone, window, closedBy, closedAt: Number(closedAt) })
  }
  return { closed, excluded }
}

const literal = (instant: number) => quoteLiteral(formatInstant(instant, 6))

function micros(column: string): string {
  return `(extract(epoch from ${column}) * 1000000)::int8::text`
}
