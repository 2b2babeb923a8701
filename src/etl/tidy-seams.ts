import { deleteGaps } from '../target/ledger/delete-gaps.ts'
import { readLedger } from '../target/read/read-ledger.ts'
import type { Target } from '../target/tables/schema.ts'
import type { Day } from '../time/day.ts'
import { addDays } from '../time/day.ts'
import { addLabels } from './plan/add-labels.ts'
import { describeLayouts } from './plan/describe-layouts.ts'
import type { Layouts } from './plan/describe-layouts.ts'
import { findNeighbours, gapBetween } from './plan/find-layouts.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import type { Scope } from './shape/work.ts'

/**
 * After days of a range were made anew: deletes the values that stand between days of different layouts
 * there and belong to none, which a version before this may have left, and gives their number and what
 * is still to be said of all days.
 */
export async function tidySeams(
  target: Target,
  settings: EtlSettings,
  scope: Scope,
  { first, last }: { readonly first: Day; readonly last: Day },
): Promise<{ readonly deleted: number; readonly layouts: Layouts | undefined }> {
  const { periodSeconds } = settings
  const ledger = addLabels(await readLedger(target, { ...scope, periodSeconds }), settings)
  const isNear = ({ day }: { readonly day: Day }) =>
    day >= addDays(first, -1) && day <= addDays(last, 1)
  const gaps = findNeighbours(ledger)
    .filter(([before, after]) => gapBetween(before, after) > 0 && isNear(before) && isNear(after))
    .map(([{ variable, windowEnd }, { windowStart }]) => ({
      variable,
      interval: { start: windowEnd, end: windowStart },
    }))
  const deleted =
    gaps.length === 0 ? 0 : await deleteGaps(target, { asset: scope.asset, periodSeconds }, gaps)
  return { deleted, layouts: describeLayouts(ledger, settings) }
}
