import { quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { changeKey, lockClass } from '../load/advisory-lock.ts'
import type { Target } from '../tables/schema.ts'

/** A day of an asset some of whose values changed, and where these lie. */
export interface ChangedDay {
  readonly asset: string
  readonly periodSeconds: number
  readonly day: string
  readonly interval: Interval
}

/** Days that changed in a transaction, each once. */
export interface Changes {
  readonly add: (change: ChangedDay) => void
  readonly all: () => ChangedDay[]
}

export function collectChanges(): Changes {
  const days = new Map<string, ChangedDay>()
  return {
    add(change) {
      const key = JSON.stringify([change.asset, change.periodSeconds, change.day])
      const known = days.get(key)?.interval ?? change.interval
      const start = Math.min(known.start, change.interval.start)
      const end = Math.max(known.end, change.interval.end)
      days.set(key, { ...change, interval: { start, end } })
    },
    all: () => [...days.values()],
  }
}

/**
 * Tells those who copy incrementally what changed: as the last thing that a transaction does, since no other may tell
 * its changes until this one is committed. So instants grow from commit to commit, whatever the clock does, and whoever
 * has read one has read all before it. An instant that was taken without the lock, by a load that commits after another
 * with a later one, would be missed by all who had read that.
 */
export async function writeChanges({ client }: Target, changes: Changes): Promise<void> {
  const rows = changes.all().map(({ asset, periodSeconds, day, interval }) => ({
    asset,
    period_seconds: periodSeconds,
    day,
    window_start: formatInstant(interval.start, 6),
    window_end: formatInstant(interval.end, 6),
  }))
  if (rows.length === 0) return
  // In one message: the last statement sees what was committed while the one before it waited. What freezes before its
  // commit, a suspended machine, keeps others from telling, and readers from a table that took another's place: a load
  // may pause for long, but not from here on, where nothing but the commit is to be sent.
  await client.query(`
    set local idle_in_transaction_session_timeout = '10s';
    select pg_advisory_xact_lock(${lockClass}, ${changeKey});
    with instant as materialized (
      select greatest(clock_timestamp(), max(changed_at) + interval '1 microsecond') as now from changed_day)
    insert into changed_day (asset, period_seconds, day, window_start, window_end, changed_at)
    select asset, period_seconds, day, window_start, window_end, instant.now
    from instant, jsonb_to_recordset(${quoteLiteral(JSON.stringify(rows))}::jsonb)
      given (asset text, period_seconds int, day date, window_start timestamptz, window_end timestamptz)
    on conflict (asset, period_seconds, day) do update set
      window_start = excluded.window_start, window_end = excluded.window_end, changed_at = excluded.changed_at`)
}
