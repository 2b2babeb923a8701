import type { TargetReader } from '../read/target-reader.ts'

/** How often the Target is asked whether anything has changed, while anybody looks. */
const everyMilliseconds = 2000

export interface WatchListeners {
  readonly onUp: (up: boolean) => void
  readonly onChange: () => void
  /** What else is to be looked at where something has changed; gives whether there is more to tell. */
  readonly alsoLook: () => Promise<boolean>
  /** Whether that is to be done again though nothing changed: it was more than one look takes. */
  readonly isBehind: () => boolean
}

/** Looks at the Target while pages are open, and tells them what has changed, and that it went or came back. */
export interface TargetWatch {
  /** Told how many look. */
  readonly setCount: (count: number) => void
  /** Something has just been done. */
  lookNow(): Promise<void>
  stop(): void
}

export function watchTarget(
  target: TargetReader,
  { onUp, onChange, alsoLook, isBehind }: WatchListeners,
): TargetWatch {
  let timer: NodeJS.Timeout | undefined
  let count = 0
  let isUp = true
  let seen: string | undefined

  async function look(isDone: boolean): Promise<void> {
    try {
      const [row] = await target.rows<{ changes: string }>('looking for changes', changes)
      const isOther = isDone || !isUp || (seen !== undefined && seen !== row!.changes)
      if (!isUp) onUp(true)
      isUp = true
      const isDue = seen !== row!.changes || isDone || isBehind()
      const hasMore = isDue ? await alsoLook() : false
      seen = row!.changes
      if (isOther || hasMore) onChange()
    } catch {
      if (isUp) onUp(false)
      isUp = false
    }
  }

  function plan(milliseconds: number): void {
    if (timer !== undefined || count === 0) return
    timer = setTimeout(() => {
      void look(false).finally(() => {
        timer = undefined
        plan(everyMilliseconds)
      })
    }, milliseconds)
    timer.unref()
  }

  return {
    setCount: (now) => {
      const isFirst = count === 0 && now > 0
      count = now
      // What happened while nobody looked, whoever comes asks for by itself.
      if (isFirst) seen = undefined
      plan(isFirst ? 0 : everyMilliseconds)
    },
    lookNow: () => look(true),
    stop: () => {
      count = 0
      clearTimeout(timer)
    },
  }
}

/** What PostgreSQL counts of writes to the ledger, to what sync found, and to the values. */
const changes = `
  select coalesce(string_agg(oid || ':' || pg_stat_get_tuples_inserted(oid)
    + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid), ',' order by oid), '') as changes
  from (
    select unnest(array[to_regclass('load'), to_regclass('source_day'), to_regclass('sync_run')])::oid as oid
    union all
    select inhrelid from pg_inherits where inhparent = to_regclass('data')) watched
  where oid is not null`
