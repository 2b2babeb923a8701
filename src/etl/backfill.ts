import { asMinuanoError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { openReadyTarget } from '../target/tables/open-ready-target.ts'
import type { Target } from '../target/tables/schema.ts'
import type { Day } from '../time/day.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import type { DayResult } from './load/load-days.ts'
import { planWindows } from './plan/plan-windows.ts'
import { runDay } from './run-day.ts'
import { runWindow } from './run-window.ts'

/** How one day of a backfill ended. */
export type DayOutcome =
  | DayResult
  | { readonly day: Day; readonly status: 'no-source-data' }
  | { readonly day: Day; readonly status: 'failed'; readonly error: MinuanoError }

export interface BackfillOptions {
  readonly connector: ConnectorClient
  readonly targetUrl: string
  readonly settings: EtlSettings
  /** In order, each once. */
  readonly days: readonly Day[]
  /** Windows in flight at once, each with a connection of its own to the Target. */
  readonly concurrency: number
  readonly onDay: (outcome: DayOutcome) => void
  /** Aborted: no further window is begun; those in flight end. */
  readonly signal?: AbortSignal
}

/**
 * Runs every day, a month of them in a window, some windows at once, each in its own transaction. A
 * window that fails is run again day by day, so that the fault of one day is no other's. Gives the
 * outcomes in the days' order. Throws only if the Target cannot be opened.
 */
export async function backfill(options: BackfillOptions): Promise<DayOutcome[]> {
  const { days, concurrency, targetUrl, settings } = options
  const windows = planWindows(days, settings)
  const first = await openReadyTarget(targetUrl)
  const outcomes = new Map<Day, DayOutcome>()
  const report = (outcome: DayOutcome) => {
    outcomes.set(outcome.day, outcome)
    options.onDay(outcome)
  }
  const queue = windows.values()
  const work = async (target: Target) => {
    try {
      for (const window of queue) {
        if (options.signal?.aborted === true) return
        await runAll(options, target, window, report)
      }
    } finally {
      await target.close()
    }
  }
  const others = Array.from({ length: Math.min(concurrency, windows.length) - 1 }, async () =>
    work(await openReadyTarget(targetUrl)),
  )
  await Promise.all([work(first), ...others])
  return days.flatMap((day) => outcomes.get(day) ?? [])
}

async function runAll(
  options: BackfillOptions,
  target: Target,
  window: readonly Day[],
  report: (outcome: DayOutcome) => void,
): Promise<void> {
  try {
    if (window.length === 1) {
      report(await runOne(options, target, window[0]!))
      return
    }
    const results = await runWindow(options.connector, target, options.settings, window)
    for (const day of window) report(results.get(day) ?? { day, status: 'no-source-data' })
  } catch {
    for (const day of window) {
      if (options.signal?.aborted === true) return
      report(await runOne(options, target, day))
    }
  }
}

async function runOne(
  { connector, settings }: BackfillOptions,
  target: Target,
  day: Day,
): Promise<DayOutcome> {
  try {
    return await runDay(connector, target, settings, day)
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
