import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import { everything, readBounds } from '../../target/partitions/partition-bounds.ts'
import type { Interval } from '../../time/interval.ts'
import type { PageSettings } from './page-settings.ts'
import type { TargetReader } from './target-reader.ts'

/** By asset, days of which values that were loaded are not in the Target any more. */
export type GoneDays = ReadonlyMap<string, ReadonlySet<Day>>

/**
 * Looks for days whose values were deleted behind the ledger's back: just in partitions from which PostgreSQL counts
 * that rows were deleted since they were last looked at, and that hold fewer rows than the ledger wrote. So a look
 * costs nothing where nobody deletes; counting all values of ten years of a farm takes minutes.
 */
export interface GoneDaysWatch {
  readonly gone: () => GoneDays
  /** Gives whether anything is otherwise than before. */
  readonly look: () => Promise<boolean>
}

/** Partitions that are counted a look: the rest has its turn in the next one. */
const mostAtOnce = 3

export function watchGoneDays(
  target: TargetReader,
  { periodSeconds }: Pick<PageSettings, 'periodSeconds'>,
): GoneDaysWatch {
  /** By partition: what PostgreSQL counted when it was last looked at, and the days that lacked values then. */
  const looked = new Map<string, { readonly stamp: string; readonly days: readonly GoneDay[] }>()
  let gone: GoneDays = new Map()
  let shown = ''

  return {
    gone: () => gone,
    look: async () => {
      const partitions = await target.rows<{
        oid: string
        bounds: string
        stamp: string
        deleted: boolean
      }>('looking for deleted values', partitionsStatement)
      const there = new Set(partitions.map(({ oid }) => oid))
      for (const oid of looked.keys()) if (!there.has(oid)) looked.delete(oid)
      const due = partitions.filter(
        ({ oid, stamp, deleted }) =>
          (deleted || looked.has(oid)) && looked.get(oid)?.stamp !== stamp,
      )
      for (const { oid, bounds, stamp } of due.slice(0, mostAtOnce)) {
        const span = bounds === 'DEFAULT' ? everything : readBounds(bounds, 'of data')
        looked.set(oid, { stamp, days: await countDays(target, span, periodSeconds) })
      }
      const found = new Map<string, Set<Day>>()
      for (const { asset, day } of [...looked.values()].flatMap(({ days }) => days)) {
        found.set(asset, (found.get(asset) ?? new Set()).add(day))
      }
      gone = found
      const before = shown
      shown = JSON.stringify([...found].map(([asset, days]) => [asset, ...days]))
      return shown !== before
    },
  }
}

interface GoneDay {
  readonly asset: string
  readonly day: Day
}

const partitionsStatement = `
  select part.oid::int8::text as oid, pg_get_expr(part.relpartbound, part.oid) as bounds,
    pg_stat_get_tuples_inserted(part.oid) + pg_stat_get_tuples_deleted(part.oid)
      || ':' || extract(epoch from pg_postmaster_start_time()) as stamp,
    pg_stat_get_tuples_deleted(part.oid) > 0 as deleted
  from pg_inherits join pg_class part on part.oid = inhrelid
  where inhparent = to_regclass('data')`

/** Days of the ledger that lie in a span, and have fewer values than were written. */
async function countDays(
  target: TargetReader,
  span: Interval,
  periodSeconds: number,
): Promise<GoneDay[]> {
  const bound = (instant: number) =>
    Number.isFinite(instant) ? formatInstant(instant, 6) : instant < 0 ? '-infinity' : 'infinity'
  const [from, to] = [bound(span.start), bound(span.end)]
  // A value belongs to the day whose window has it: windows of a variable never meet.
  return target.rows<GoneDay>(
    'counting values',
    `select asset, to_char(day, 'YYYY-MM-DD') as day
     from (
       select asset, day, target_rows, (
         select count(*) from signal join data on signal_id = signal.id
         where signal.asset = load.asset and signal.variable = load.variable
           and signal.period_seconds = load.period_seconds
           and "timestamp" >= window_start and "timestamp" < window_end) as present
       from load
       where period_seconds = ${periodSeconds} and status in ('loaded', 'open')
         and window_start < '${to}' and window_end > '${from}') counted
     where present < target_rows
     group by asset, day`,
  )
}
