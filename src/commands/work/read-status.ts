import type { Config } from '../../config/settings.ts'
import { shownUrl } from '../../config/shown-url.ts'
import { addLabels } from '../../etl/plan/add-labels.ts'
import { describeDays } from '../../etl/plan/describe-days.ts'
import type { DayStatus } from '../../etl/plan/describe-days.ts'
import { describeLayouts } from '../../etl/plan/describe-layouts.ts'
import type { Layouts } from '../../etl/plan/describe-layouts.ts'

import { markMissingValues } from '../../etl/plan/mark-missing-values.ts'
import { etlSettingsOf } from '../../etl/shape/etl-settings.ts'
import { targetLimitsOf } from '../../target/limits.ts'
import { isLoaded } from '../../target/ledger/is-loaded.ts'
import { findMissingValues } from '../../target/read/find-missing-values.ts'
import { findStrayValues } from '../../target/read/find-stray-values.ts'
import type { StrayValues } from '../../target/read/find-stray-values.ts'
import { listAssets } from '../../target/read/list-assets.ts'
import { listWidths } from '../../target/read/list-widths.ts'
import type { WidthDays } from '../../target/read/list-widths.ts'
import { readLedger } from '../../target/read/read-ledger.ts'
import type { LedgerRow } from '../../target/read/read-ledger.ts'
import { openReadyTarget } from '../../target/tables/open-ready-target.ts'
import type { Day } from '../../time/day.ts'
import type { Instant } from '../../time/instant.ts'

export interface StatusQuestion {
  /** Undefined: the first and the last in the ledger. */
  readonly from: Day | undefined
  readonly to: Day | undefined
  /** Whether the values that are there are counted too. */
  readonly verifies: boolean
}

/** What the Target holds of the settings' asset, variables and bin width. */
export interface TargetStatus {
  /** Its URL, as it may be shown. */
  readonly target: string
  /** None where nothing was ever loaded. */
  readonly days: readonly DayStatus[]
  /** The end of the newest loaded bin. */
  readonly newest: Instant | undefined
  readonly layouts: Layouts | undefined
  readonly strays: readonly StrayValues[]
  /** All bin widths, also those of other days. */
  readonly widths: readonly WidthDays[]
  /** All assets, where there is nothing of the one asked for. */
  readonly assets: readonly string[]
}

/** Reads the ledger, day by day, and with `verifies` whether the values are there. */
export async function readStatus(
  url: string,
  config: Config,
  { from, to, verifies }: StatusQuestion,
): Promise<TargetStatus> {
  const { asset, variables, periodSeconds, statistics } = config
  const of = { asset, periodSeconds, variables }
  const settings = etlSettingsOf(config)
  const target = await openReadyTarget(url, targetLimitsOf(config))
  try {
    const ledger = await readLedger(target, { ...of, from, to })
    const lost = verifies ? await findMissingValues(target, { ...of, statistics, from, to }) : []
    // Of some days alone it would tell of what lies beyond them.
    const isOfAll = from === undefined && to === undefined
    const first = from ?? ledger[0]?.day ?? to
    const last = to ?? ledger.at(-1)?.day ?? from
    const days =
      first === undefined || last === undefined ? [] : describeDays(first, last, variables, ledger)
    return {
      target: shownUrl(url),
      days: lost.length === 0 ? days : markMissingValues(days, lost),
      newest: newestEnd(ledger),
      layouts: describeLayouts(addLabels(ledger, settings), settings),
      strays: verifies && isOfAll ? await findStrayValues(target, of) : [],
      widths: await listWidths(target, asset, variables),
      assets: ledger.length > 0 ? [] : await listAssets(target),
    }
  } finally {
    await target.close()
  }
}

function newestEnd(ledger: readonly LedgerRow[]): Instant | undefined {
  const ends = ledger.filter(isLoaded).map(({ windowEnd }) => windowEnd)
  return ends.length === 0 ? undefined : ends.reduce((most, end) => Math.max(most, end))
}
