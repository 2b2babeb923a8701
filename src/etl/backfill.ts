import { asMinuanoError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { say } from '../log/say.ts'
import { WaitError } from '../postgres/wait-error.ts'
import { openReadyTarget, reopenTarget } from '../target/tables/open-ready-target.ts'
import type { TargetLimits } from '../target/limits.ts'
import type { Target } from '../target/tables/schema.ts'
import type { Day } from '../time/day.ts'
import { demandOrder } from './extract/demand-order.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import type { OnRows } from './extract/extract.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import type { Scope, Work } from './shape/work.ts'
import type { DayResult } from './load/day-result.ts'
import { planWindows } from './plan/plan-windows.ts'
import { runWindow } from './run-window.ts'

/** How one day of a backfill ended. */
export type DayOutcome =
  | DayResult
  | { readonly day: Day; readonly status: 'no-source-data' }
  | { readonly day: Day; readonly status: 'failed'; readonly error: MinuanoError }

export interface BackfillOptions {
  readonly connector: ConnectorClient
  readonly targetUrl: string
  readonly targetLimits?: TargetLimits
  readonly settings: EtlSettings
  readonly work: Work
  /** Windows in flight at once, each with a connection of its own to the Target. */
  readonly concurrency: number
  /** Values that the Source has lost are kept, as a day is that it has lost. */
  readonly keepsEmptied?: boolean
  /** Rows of the Source that have come since the last call. */
  readonly onRows?: OnRows
  readonly onDay: (outcome: DayOutcome) => void
  /** A window failed, and its days, more than one, are now tried one by one. */
  readonly onWindowFailed: (days: readonly Day[], error: MinuanoError) => void
  /** Aborted: no further window is begun; those in flight end. */
  readonly signal?: AbortSignal
}

/** Days of one asset that are loaded in one transaction. */
interface Window {
  readonly scope: Scope
  readonly days: readonly Day[]
}

/**
 * Runs every day of every asset, a month of them in a window, some windows at once, each in its own
 * transaction. A window that fails is said, and run again day by day, so that the fault of one day is no
 * other's. Gives the outcomes asset by asset, in the days' order. Throws only if the Target cannot be
 * opened, or the Source has no order that the settings need.
 */
export async function backfill(options: BackfillOptions): Promise<DayOutcome[]> {
  const { work, concurrency, targetUrl, targetLimits, settings } = options
  const scopes = work.assets.map((asset): Scope => ({ asset, variables: work.variables }))
  await demandOrder(options.connector, settings)
  const plan = planWindows(work.days, settings)
  const windows = scopes.flatMap((scope) => plan.map((days): Window => ({ scope, days })))
  const first = await openReadyTarget(targetUrl, targetLimits)
  const outcomes = new Map(scopes.map((scope) => [scope, new Map<Day, DayOutcome>()]))
  const queue = windows.values()
  const runQueue = async (target: Target) => {
    const seat = { target }
    try {
      for (const window of queue) {
        if (options.signal?.aborted === true) return
        await runAll(options, seat, window, (outcome) => {
          outcomes.get(window.scope)!.set(outcome.day, outcome)
          options.onDay(outcome)
        })
      }
    } finally {
      await seat.target.close()
    }
  }
  const others = Array.from({ length: Math.min(concurrency, windows.length) - 1 }, async () => {
    const other = await openAnother(options)
    if (other !== undefined) await runQueue(other)
  })
  await Promise.all([runQueue(first), ...others])
  return [...outcomes.values()].flatMap((ofAsset) =>
    work.days.flatMap((day) => ofAsset.get(day) ?? []),
  )
}

/** A further connection to the Target; where there is none, one that is open does its part too. */
async function openAnother({ targetUrl, targetLimits }: BackfillOptions) {
  try {
    return await openReadyTarget(targetUrl, targetLimits)
  } catch (error) {
    const { message } = asMinuanoError(error)
    say(
      `goes on with one connection to the Target less, since a further one cannot be had: ${message}`,
    )
    return undefined
  }
}

/** Where windows are loaded one after another: the connection to the Target that they use. */
interface Seat {
  target: Target
}

/** Runs a window, or, where it fails, each of its days as one; stops between two days when aborted. */
async function runAll(
  options: BackfillOptions,
  seat: Seat,
  window: Window,
  report: (outcome: DayOutcome) => void,
): Promise<void> {
  const { scope, days } = window
  try {
    const results = await runOnSeat(options, seat, window)
    for (const day of days) report(results.get(day) ?? { day, status: 'no-source-data' })
  } catch (thrown) {
    const error = asMinuanoError(thrown)
    // A wait that was too long for all would be so for each of them; so would a Target that is gone.
    if (days.length === 1 || error instanceof WaitError || isTargetGone(error)) {
      for (const day of days) report({ day, status: 'failed', error })
      return
    }
    options.onWindowFailed(days, error)
    for (const day of days) {
      if (options.signal?.aborted === true) return
      await runAll(options, seat, { scope, days: [day] }, report)
    }
  }
}

/** Runs a window; where the Target was not available, once more, by a connection opened anew. */
async function runOnSeat(
  { connector, settings, keepsEmptied, onRows, targetUrl, targetLimits }: BackfillOptions,
  seat: Seat,
  { scope, days }: Window,
): Promise<Map<Day, DayResult>> {
  try {
    return await runWindow(connector, seat.target, settings, scope, days, keepsEmptied, onRows)
  } catch (error) {
    if (!isTargetGone(error)) throw error
    // Of what has ended by itself nothing is left to close but our side.
    const fresh = await reopenTarget(targetUrl, targetLimits)
    void seat.target.close()
    seat.target = fresh
    if (error instanceof WaitError) throw error
    return runWindow(connector, fresh, settings, scope, days, keepsEmptied, onRows)
  }
}

function isTargetGone(error: unknown): boolean {
  return error instanceof MinuanoError && error.code === 'target-unavailable'
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
