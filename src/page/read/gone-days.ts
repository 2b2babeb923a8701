import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import { everything, readBounds } from '../../target/partitions/partition-bounds.ts'
import type { Interval } from '../../time/interval.ts'
import type { PageSettings } from './page-settings.ts'
import type { TargetReader } from './target-reader.ts'

/** By asset and day, the variables of which values that were loaded are not in the Target any more. */
export type GoneDays = ReadonlyMap<string, ReadonlyMap<Day, ReadonlySet<string>>>

/**
 * Looks for days whose values were deleted behind the ledger's back: just in partitions from which PostgreSQL counts
 * that rows were deleted since they were last looked at, or that are empty, and where a partition is not there at all.
 * So a look costs nothing where nobody deletes; counting all values of ten years of a farm takes minutes.
 */
export interface GoneDaysWatch {
  readonly gone: () => GoneDays
  /** Whether partitions are left to be counted by further looks. */
  readonly isBehind: () => boolean
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
  let isBehind = false

  return {
    gone: () => gone,
    isBehind: () => isBehind,
    look: async () => {
      const partitions = await target.rows<{
        oid: string
        bounds: string
        stamp: string
        deleted: boolean
      }>('looking for deleted values', partitionsStatement)
      const cut = partitions.map(({ bounds, ...rest }) => ({
        ...rest,
        span: bounds === 'DEFAULT' ? everything : readBounds(bounds, 'of data'),
      }))
      // No load leaves its days without a partition: where there is none now, one was dropped.
      const holes = holesOf(cut.map(({ span }) => span)).map((span) => {
        const oid = `${span.start} to ${span.end}`
        return { oid, span, stamp: oid, deleted: true }
      })
      const places = [...cut, ...holes]
      const there = new Set(places.map(({ oid }) => oid))
      for (const oid of looked.keys()) if (!there.has(oid)) looked.delete(oid)
      const due = places.filter(
        ({ oid, stamp, deleted }) =>
          (deleted || looked.has(oid)) && looked.get(oid)?.stamp !== stamp,
      )
      for (const { oid, span, stamp } of due.slice(0, mostAtOnce)) {
        looked.set(oid, { stamp, days: await countDays(target, span, periodSeconds) })
      }
      isBehind = due.length > mostAtOnce
      const found = new Map<string, Map<Day, Set<string>>>()
      const all = [...looked.values()].flatMap(({ days }) => days)
      for (const { asset, day, variables } of all) {
        const days = found.get(asset) ?? new Map<Day, Set<string>>()
        days.set(day, new Set([...(days.get(day) ?? []), ...variables]))
        found.set(asset, days)
      }
      gone = found
      const before = shown
      shown = JSON.stringify(all)
      return shown !== before
    },
  }
}

interface GoneDay {
  readonly asset: string
  readonly day: Day
  readonly variables: readonly string[]
}

/** What no partition takes. */
function holesOf(spans: readonly Interval[]): Interval[] {
  const holes: Interval[] = []
  let end = -Infinity
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (span.start > end) holes.push({ start: end, end: span.start })
    end = Math.max(end, span.end)
  }
  return end === Infinity ? holes : [...holes, { start: end, end: Infinity }]
}

const partitionsStatement = `
  select part.oid::int8::text as oid, pg_get_expr(part.relpartbound, part.oid) as bounds,
    pg_stat_get_tuples_inserted(part.oid) + pg_stat_get_tuples_deleted(part.oid)
      || ':' || (pg_relation_size(part.oid) = 0)
      || ':' || extract(epoch from pg_postmaster_start_time()) as stamp,
    pg_stat_get_tuples_deleted(part.oid) > 0 or pg_relation_size(part.oid) = 0 as deleted
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
    `select asset, to_char(day, 'YYYY-MM-DD') as day, array_agg(variable order by variable) as variables
     from (
       select asset, variable, day, target_rows, (
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
