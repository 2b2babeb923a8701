import type { Frame } from '../../frame/frame.ts'
import { reasonNumbers } from '../../frame/reasons.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { hasDoubt, isDoubt } from './clear-doubtful-times.ts'
import { clearOutOfRange } from './clear-out-of-range.ts'
import { refuseConflicts } from './refuse-rows.ts'
import type { AskForRowKeys } from './refuse-rows.ts'
import type { Runs } from './repeated-rows.ts'
import { settleColumn } from './settle-column.ts'
import type { OrderRule, SettledColumn } from './settle-column.ts'

export { leaveOutConflicts } from './leave-out-conflicts.ts'

/** A day's rows as samples, and what was found where several rows have one time. */
export interface SettledRows {
  /** What the statistics are made of, without values out of range. */
  readonly frame: Frame
  readonly outOfRange: ReadonlyMap<string, number>
  readonly columns: ReadonlyMap<string, SettledColumn>
}

/**
 * Decides what rows of equal time mean, a variable at a time, by the setting `duplicates`. Throws
 * `conflicting-rows` where they differ and that is no exception, or any does that may not. Rows of a
 * doubtful time are of two instants, and stay as they are: `clearDoubtfulTimes` leaves them out.
 */
export async function settleRows(
  rows: Frame,
  runs: Runs,
  settings: Pick<EtlSettings, 'duplicates' | 'ranges'>,
  askForRowKeys: AskForRowKeys,
): Promise<SettledRows> {
  const columns = new Map(
    [...rows.columns].map(([name, values]) => [
      name,
      settleColumn(
        rows.time,
        values,
        withoutDoubts(runs, rows.reasons?.get(name)),
        settings.ranges.get(name),
        orderRule(settings.duplicates, rows.reasons?.get(name)),
      ),
    ]),
  )
  await refuseConflicts(rows, columns, settings.duplicates, askForRowKeys)
  const samples =
    settings.duplicates === 'all'
      ? rows
      : { ...rows, columns: new Map([...columns].map(([name, { values }]) => [name, values])) }
  return { ...clearOutOfRange(samples, settings.ranges), columns }
}

/** The rule that the setting gives; the Source's rows are in order then. */
export function orderRule(
  duplicates: EtlSettings['duplicates'],
  reasons: Uint8Array | undefined,
): OrderRule | undefined {
  if (duplicates !== 'first' && duplicates !== 'last') return undefined
  return { keep: duplicates, isUnordered: (row) => reasons?.[row] === unordered }
}

const unordered = reasonNumbers['unordered-row']

/** The runs whose rows have no reason that makes their time doubtful. */
export function withoutDoubts(runs: Runs, reasons: Uint8Array | undefined): Runs {
  if (reasons === undefined || !hasDoubt(reasons)) return runs
  const clear: number[] = []
  for (let run = 0; run < runs.length; run += 2) {
    const [from, to] = [runs[run]!, runs[run + 1]!]
    if (!reasons.subarray(from, to).some(isDoubt)) clear.push(from, to)
  }
  return clear
}
