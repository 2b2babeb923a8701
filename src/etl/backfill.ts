import { asMinuanoError } from '../errors/describe-error.ts'
import { listSome } from '../errors/list-some.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { say } from '../log/say.ts'
import { WaitError } from '../postgres/wait-error.ts'
import { openReadyTarget, reopenTarget } from '../target/tables/open-ready-target.ts'
import type { TargetLimits } from '../target/limits.ts'
import type { Target } from '../target/tables/schema.ts'
import type { Day } from '../time/day.ts'
import { demandOrder } from './extract/demand-order.ts'
import { noteRegister } from './load/note-register.ts'
import type { Work } from './shape/work.ts'
import type { DayOutcome } from './day-outcome.ts'
import type { FarmWindow } from './farm/run-farm-window.ts'
import { windowsAtOnce } from './plan/plan-windows.ts'
import { countUnavailable } from './unavailable-in-a-row.ts'
import type { UnavailableInARow } from './unavailable-in-a-row.ts'
import { keepYoungHeapSmall } from './farm/keep-young-heap-small.ts'
import { findInForce } from '../target/read/find-in-force.ts'
import { intervalOfWork, leaveOutClosed } from './plan/leave-out-closed.ts'
import { listWindows } from './list-windows.ts'
import type { Window, WindowOptions } from './list-windows.ts'

export interface BackfillOptions extends WindowOptions {
  readonly targetUrl: string
  readonly targetLimits?: TargetLimits
  /** Days of one asset, or of the assets of a farm. */
  readonly work: Work | readonly FarmWindow[]
  /** Windows in flight at once, each with a connection of its own to the Target. */
  readonly concurrency: number
  readonly onDay: (outcome: DayOutcome) => void
  /** A window failed, and its days, more than one, are now tried one by one. */
  readonly onWindowFailed: (days: readonly Day[], error: MinuanoError) => void
  /** Connector or Target were not to be had so often in a row that no further window, or day, is begun. */
  readonly onGivenUp?: (error: MinuanoError) => void
  /** Aborted: no further window is begun; those in flight end. */
  readonly signal?: AbortSignal
}

/**
 * Runs every day of every asset, a month of them in a window, some windows at once, each in its own
 * transaction. A window that fails is said, and run again day by day, and where the Target does not take a
 * value, by ever fewer assets, so that the fault of one is no other's. Where nobody is there to load from or into, it ends before its days do. Gives the outcomes asset by asset, in the days' order. Throws only if the Target cannot be
 * opened, or the Source has no order that the settings need.
 */
export async function backfill(options: BackfillOptions): Promise<DayOutcome[]> {
  const { work, concurrency, targetUrl, targetLimits, settings } = options
  await demandOrder(options.connector, settings)
  if ('days' in work && work.variables.length > manyVariables) keepYoungHeapSmall()
  const first = await openReadyTarget(targetUrl, targetLimits)
  await noteRegister(first, settings, work)
  const outcomes: DayOutcome[] = []
  const report = (outcome: DayOutcome) => {
    outcomes.push(outcome)
    options.onDay(outcome)
  }
  const windows = await openWindows(options, first, report)
  const queue = windows.values()
  const unavailable = countUnavailable()
  const isOver = () => options.signal?.aborted === true || unavailable.reason !== undefined
  const runQueue = async (target: Target) => {
    const seat: Seat = { target, unavailable, isOver }
    try {
      for (const window of queue) {
        if (isOver()) return
        await runAll(options, seat, window, report)
      }
    } finally {
      await seat.target.close()
    }
  }
  const atOnce = 'days' in work ? windowsAtOnce(concurrency, work.variables.length) : concurrency
  const others = Array.from({ length: Math.min(atOnce, windows.length) - 1 }, async () => {
    const other = await openAnother(options)
    if (other !== undefined) await runQueue(other)
  })
  await Promise.all([runQueue(first), ...others])
  if (unavailable.reason !== undefined) options.onGivenUp?.(unavailable.reason)
  return outcomes.sort(byAssetAndDay(work))
}

/** The windows of all days but those of closed months, which are told of at once. */
async function openWindows(
  options: BackfillOptions,
  target: Target,
  report: (outcome: DayOutcome) => void,
): Promise<Window[]> {
  const { work, settings } = options
  try {
    const interval = intervalOfWork(work, settings.timeZone)
    const { closed } = interval === undefined ? { closed: [] } : await findInForce(target, interval)
    const open = leaveOutClosed(work, settings.timeZone, closed)
    const windows = listWindows(options, open.work)
    open.left.forEach(report)
    return windows
  } catch (error) {
    await target.close()
    throw error
  }
}

/** From so many variables of an asset on memory is worth a little time. */
const manyVariables = 300

function byAssetAndDay(
  work: BackfillOptions['work'],
): (first: DayOutcome, second: DayOutcome) => number {
  const assets =
    'days' in work ? work.assets : work.flatMap(({ assets }) => assets.map(({ asset }) => asset))
  const places = new Map<string, number>()
  for (const asset of assets) if (!places.has(asset)) places.set(asset, places.size)
  const place = ({ asset = '' }: DayOutcome) => places.get(asset) ?? 0
  return (first, second) =>
    place(first) - place(second) || (first.day < second.day ? -1 : first.day > second.day ? 1 : 0)
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
  readonly unavailable: UnavailableInARow
  /** Whether nothing more is to be begun. */
  readonly isOver: () => boolean
}

/** Runs a window, or, where it fails, each of its days as one; stops between two days when aborted. */
async function runAll(
  options: BackfillOptions,
  seat: Seat,
  window: Window,
  report: (outcome: DayOutcome) => void,
): Promise<void> {
  const { days } = window
  try {
    for (const outcome of await runOnSeat(options, seat, window)) report(outcome)
    seat.unavailable.note(undefined)
  } catch (thrown) {
    const error = asMinuanoError(thrown)
    seat.unavailable.note(error)
    const isOfSome = isOfRows(error) || error.code === 'closed-month'
    const halves = days.length === 1 && isOfSome ? window.halves?.() : undefined
    if (halves !== undefined) {
      for (const half of halves) {
        if (seat.isOver()) return
        await runAll(options, seat, half, report)
      }
      return
    }
    // A wait that was too long for all would be so for each of them; so would a Target that is gone.
    if (days.length === 1 || error instanceof WaitError || isTargetGone(error)) {
      for (const outcome of window.fail(error)) report(asClosed(outcome))
      return
    }
    options.onWindowFailed(days, error)
    for (const day of days) {
      if (seat.isOver()) return
      await runAll(options, seat, window.only(day), report)
    }
  }
}

/** A month that was closed while its day was read. */
function asClosed(outcome: DayOutcome): DayOutcome {
  if (outcome.status !== 'failed' || outcome.error.code !== 'closed-month') return outcome
  return { ...outcome, status: 'closed' }
}

/** Runs a window; where the Target was not available, once more, by a connection opened anew. */
async function runOnSeat(
  { targetUrl, targetLimits }: BackfillOptions,
  seat: Seat,
  window: Window,
): Promise<DayOutcome[]> {
  try {
    return await window.run(seat.target)
  } catch (error) {
    if (!isTargetGone(error)) throw error
    // Of what has ended by itself nothing is left to close but our side.
    const fresh = await reopenTarget(targetUrl, targetLimits)
    void seat.target.close()
    seat.target = fresh
    if (error instanceof WaitError) throw error
    return window.run(fresh)
  }
}

/** The Target does not take a value, for a check that somebody gave it: whose it is, is found by halves of the assets. */
function isOfRows(error: MinuanoError): boolean {
  const { code } = Object(error.cause) as { code?: unknown }
  return error.code === 'target-refused' && /^(22|23)...$|^P0001$/.test(String(code))
}

function isTargetGone(error: unknown): boolean {
  return error instanceof MinuanoError && error.code === 'target-unavailable'
}

/**
 * What a backfill's outcomes mean for its exit code: nothing, or `days-failed` (any failed for good),
 * `days-to-retry` (all that failed are worth a retry), `gap-found` (under `failOnGap`), `closed-month` where every day is of
 * one: of some, the others were loaded.
 */
export function faultOf(outcomes: readonly DayOutcome[], failOnGap: boolean): MinuanoError | null {
  const failed = outcomes.filter((outcome) => outcome.status === 'failed')
  if (failed.length > 0) {
    const code = failed.every(({ error }) => error.retryable) ? 'days-to-retry' : 'days-failed'
    const isFarm = failed[0]!.asset !== undefined
    const lines = isFarm
      ? listByReason(failed)
      : failed.map((outcome) => `${nameOf(outcome)}: ${outcome.error.message}`)
    const list = lines.map((line) => `\n  ${line}`).join('')
    return new MinuanoError(
      code,
      `${failed.length} of ${outcomes.length} days${isFarm ? ' of assets' : ''} failed:${list}`,
    )
  }
  const closed = outcomes.filter((outcome) => outcome.status === 'closed')
  if (closed.length > 0 && closed.length === outcomes.length) {
    const [first] = closed
    const rest = closed.length === 1 ? '' : ` (so are all ${closed.length} days)`
    return new MinuanoError('closed-month', `${first!.error.message}${rest}`)
  }
  const gaps = outcomes.filter(({ status }) => status === 'no-source-data')
  if (failOnGap && gaps.length > 0) {
    const names = gaps.map(nameOf)
    const list = gaps[0]!.asset === undefined ? names.join(', ') : listSome(names, mostShown)
    return new MinuanoError('gap-found', `no source data on ${list}`)
  }
  return null
}

/** Days of a farm's assets that a message names, and reasons. */
const mostShown = 20

/** Each reason once, with the days of assets that it is of: a Connector that is away fails all by the same. */
function listByReason(failed: readonly FailedDay[]): string[] {
  const byReason = new Map<string, string[]>()
  for (const outcome of failed) {
    const { message } = outcome.error
    const names = byReason.get(message)
    if (names === undefined) byReason.set(message, [nameOf(outcome)])
    else names.push(nameOf(outcome))
  }
  const lines = [...byReason]
    .slice(0, mostShown)
    .map(([message, names]) => `${listSome(names, mostOfReason)}: ${message}`)
  const rest = byReason.size - lines.length
  const isCut = rest > 0 || [...byReason.values()].some(({ length }) => length > mostOfReason)
  return [
    ...lines,
    ...(rest > 0 ? [`and ${rest} other reasons`] : []),
    ...(isCut ? ['(--by-asset shows all)'] : []),
  ]
}

type FailedDay = Extract<DayOutcome, { status: 'failed' }>

/** Days of assets that are named of one reason, where there are several. */
const mostOfReason = 5

function nameOf({ day, asset }: DayOutcome): string {
  return asset === undefined ? day : `${day} of ${asset}`
}
