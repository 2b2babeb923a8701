import { asMinuanoError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { openReadyTarget } from '../target/open-ready-target.ts'
import type { Target } from '../target/schema.ts'
import type { Day } from '../time/day.ts'
import type { ConnectorClient } from './connector-client.ts'
import type { EtlSettings } from './etl.ts'
import type { DayInventory } from './measure-day.ts'
import { runDay } from './run-day.ts'
import type { DayResult } from './run-day.ts'

/** How one day of a backfill ended. */
export type DayOutcome =
  | DayResult
  | { readonly day: Day; readonly status: 'no-source-data' }
  | { readonly day: Day; readonly status: 'failed'; readonly error: MinuanoError }

export interface BackfillOptions {
  readonly connector: ConnectorClient
  readonly targetUrl: string
  readonly settings: EtlSettings
  readonly days: readonly Day[]
  /** Days in flight at once, each with a connection of its own to the Target. */
  readonly concurrency: number
  /** What the Source is known to hold of these days; of others it is asked. */
  readonly known?: ReadonlyMap<Day, DayInventory>
  readonly onDay: (outcome: DayOutcome) => void
  /** Aborted: no further day is begun; those in flight end. */
  readonly signal?: AbortSignal
}

/**
 * Runs every day, some at once, each in its own transaction; a failed day does not stop the others.
 * Gives the outcomes in the days' order. Throws only if the Target cannot be opened.
 */
export async function backfill(options: BackfillOptions): Promise<DayOutcome[]> {
  const { days, concurrency, targetUrl } = options
  const first = await openReadyTarget(targetUrl)
  const outcomes: (DayOutcome | undefined)[] = days.map(() => undefined)
  const queue = days.entries()
  const work = async (target: Target) => {
    try {
      for (const [index, day] of queue) {
        if (options.signal?.aborted === true) return
        const outcome = await runOne(options, target, day)
        outcomes[index] = outcome
        options.onDay(outcome)
      }
    } finally {
      await target.close()
    }
  }
  const others = Array.from({ length: Math.min(concurrency, days.length) - 1 }, async () =>
    work(await openReadyTarget(targetUrl)),
  )
  await Promise.all([work(first), ...others])
  return outcomes.filter((outcome) => outcome !== undefined)
}

async function runOne(
  { connector, settings, known }: BackfillOptions,
  target: Target,
  day: Day,
): Promise<DayOutcome> {
  try {
    return await runDay(connector, target, settings, day, known?.get(day))
  } catch (thrown) {
    const error = asMinuanoError(thrown)
    if (error.code === 'no-source-data') return { day, status: 'no-source-data' }
    return { day, status: 'failed', error }
  }
}

/**
 * What a backfill's outcomes mean for its exit code: nothing, or `days-failed` (any failed for good),
 * `days-to-retry` (all that failed are worth a retry), `gap-found` (under `failOnGap`).
 */
export function faultOf(outcomes: readonly DayOutcome[], failOnGap: boolean): MinuanoError | null {
  const failed = outcomes.filter((outcome) => outcome.status === 'failed')
  if (failed.length > 0) {
    const code = failed.every(({ error }) => error.retryable) ? 'days-to-retry' : 'days-failed'
    const list = failed.map(({ day, error }) => `\n  ${day}: ${error.message}`).join('')
    return new MinuanoError(code, `${failed.length} of ${outcomes.length} days failed:${list}`)
  }
  const gaps = outcomes.filter(({ status }) => status === 'no-source-data')
  if (failOnGap && gaps.length > 0) {
    const list = gaps.map(({ day }) => day).join(', ')
    return new MinuanoError('gap-found', `no source data on ${list}`)
  }
  return null
}
