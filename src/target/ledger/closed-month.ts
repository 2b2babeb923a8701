import { listSome } from '../../errors/list-some.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { plainLine } from '../../errors/plain-text.ts'
import { quoteForShell } from '../../errors/quote-for-shell.ts'
import { assetNames } from '../../config/asset-readers.ts'
import { calledAs } from '../../config/called-as.ts'
import type { Asset } from '../../signal/asset.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'

/** A month of an asset that is closed: nothing of its window may be changed. */
export interface ClosedMonth {
  readonly asset: Asset
  /** `2025-01`, in the zone that the plant had when it was closed. */
  readonly month: string
  readonly timeZone: string
  readonly window: Interval
  readonly closedAt: Instant
  readonly closedBy: string
}

/** The first of these months that has an instant of the asset's interval. */
export function findClosed(
  closed: readonly ClosedMonth[],
  asset: Asset,
  { start, end }: Interval,
): ClosedMonth | undefined {
  return closed.find(
    (month) => month.asset === asset && month.window.start < end && start < month.window.end,
  )
}

/** Throws `closed-month` where a day of the asset has an instant of a closed month. */
export function demandOpen(
  closed: readonly ClosedMonth[],
  asset: Asset,
  days: readonly { readonly day: string; readonly interval: Interval }[],
): void {
  if (closed.length === 0) return
  for (const { interval } of days) {
    const month = findClosed(closed, asset, interval)
    if (month === undefined) continue
    const own = days.filter((day) => findClosed([month], asset, day.interval) !== undefined)
    throw closedMonthError(month, [...new Set(own.map(({ day }) => day))].sort())
  }
}

/** Days that a message names before the rest is counted. */
const mostNamed = 5

/** What is said of days that a closed month keeps as they are. */
export function closedMonthError(month: ClosedMonth, days: readonly string[]): MinuanoError {
  const command = `${calledAs()} close ${month.month}${assetFlag(month)} --reopen`
  return new MinuanoError(
    'closed-month',
    `${describeClosed(month)}: nothing of ${listSome(days, mostNamed)} is changed. \`${command}\` opens the month again`,
  )
}

/** ` --assets T07`, or nothing where the Source is of a single one. */
export function assetFlag({ asset }: Pick<ClosedMonth, 'asset'>): string {
  return asset === '' ? '' : ` --assets ${quoteForShell(assetNames.write!([asset]))}`
}

/** `2025-01 of T07 is closed (by alice, 2025-02-03T08:00:00Z, America/Sao_Paulo)`. */
export function describeClosed({
  asset,
  month,
  timeZone,
  closedAt,
  closedBy,
}: ClosedMonth): string {
  const of = asset === '' ? month : `${month} of ${plainLine(asset)}`
  return `${of} is closed (by ${plainLine(closedBy)}, ${formatInstant(closedAt)}, days of ${timeZone})`
}
