import { quoteLiteral } from '../../postgres/quote.ts'
import { everything, readBounds } from '../../target/partitions/partition-bounds.ts'
import { monthsOf } from '../../target/tables/month.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { Series } from './series.ts'
import type { TargetReader } from './target-reader.ts'

/** A month of which the Target may have values, and a text that is another once they have changed. */
export interface StampedMonth extends Interval {
  readonly stamp: string
}

/**
 * The months of an interval for which `data` has a partition. A stamp has what the ledger says of the month, written
 * in the transaction of each load, so that a load is seen at once; and what PostgreSQL counts of rows written to the
 * month's partitions, by whomever: that may come ten seconds late.
 */
export async function readStamps(
  target: TargetReader,
  { asset, variable, periodSeconds }: Pick<Series, 'asset' | 'variable' | 'periodSeconds'>,
  interval: Interval,
): Promise<StampedMonth[]> {
  const [partitions, loads] = await Promise.all([
    target.rows<{ bounds: string; changes: string }>(
      'looking for changes',
      `select pg_get_expr(part.relpartbound, part.oid) as bounds,
         part.oid || ':' || pg_stat_get_tuples_inserted(part.oid)
           + pg_stat_get_tuples_updated(part.oid) + pg_stat_get_tuples_deleted(part.oid)
           || ':' || extract(epoch from pg_postmaster_start_time()) as changes
       from pg_inherits join pg_class part on part.oid = inhrelid
       where inhparent = 'data'::regclass`,
    ),
    target.rows<{ month: string; loads: string }>(
      'looking for loads',
      `select (extract(epoch from date_trunc('month', window_start)) * 1000000)::int8::text as month,
         count(*) || ' ' || extract(epoch from max(started_at)) || ' ' || sum(target_rows) as loads
       from load where asset = ${quoteLiteral(asset)} and variable = ${quoteLiteral(variable)}
         and period_seconds = ${periodSeconds} and ${ofMonths(interval)}
       group by date_trunc('month', window_start)`,
    ),
  ])
  const byMonth = new Map(loads.map(({ month, loads: text }) => [Number(month), text]))
  const cut = partitions.map(({ bounds, changes }) => ({
    bounds: bounds === 'DEFAULT' ? everything : readBounds(bounds, 'of data'),
    changes,
  }))
  return monthsOf(clip(interval, cut)).flatMap(({ interval: month }): StampedMonth[] => {
    const touched = cut.filter(({ bounds }) => bounds.start < month.end && bounds.end > month.start)
    if (touched.length === 0) return []
    // A day of a zone may begin in the month before, and what is loaded of that one reach into this.
    const [before] = monthsOf({ start: month.start - 1, end: month.start })
    const loaded = [before!.interval, month].map(({ start }) => byMonth.get(start) ?? '')
    const changes = touched.map(({ changes: count }) => count)
    return [{ ...month, stamp: [...loaded, ...changes].join() }]
  })
}

/**
 * The ledger's days of an interval's months and of the month before, by its key: those of ten years take 8 ms. Two days
 * more on either side, since a day is a zone's.
 */
function ofMonths({ start, end }: Interval): string {
  const month = (instant: Instant) =>
    `date_trunc('month', timestamptz '${formatInstant(instant, 6)}')`
  return `day between (${month(start)} - interval '1 month 2 days')::date
    and (${month(end)} + interval '1 month 2 days')::date`
}

/** What an interval has in common with all partitions: nobody waits for ten thousand years of months. */
function clip(interval: Interval, cut: readonly { readonly bounds: Interval }[]): Interval {
  const starts = cut.map(({ bounds }) => bounds.start)
  const ends = cut.map(({ bounds }) => bounds.end)
  return {
    start: Math.max(interval.start, Math.min(...starts)),
    end: Math.min(interval.end, Math.max(...ends)),
  }
}
