import { asMinuanoError } from '../../errors/describe-error.ts'
import { writeFailures } from '../../target/ledger/write-ledger.ts'
import type { LedgerEntry } from '../../target/ledger/write-ledger.ts'
import type { Target } from '../../target/tables/schema.ts'
import { dayInterval } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import { ledgerKey } from './ledger-key.ts'

/**
 * Writes to the ledger why days were not loaded, in a transaction of its own. Best effort: a Target that
 * cannot take a day cannot take its failure either. `onlyKnown`: days that the ledger does not know stay so.
 */
export async function recordFailure(
  target: Target | Promise<Target>,
  settings: EtlSettings,
  { asset, variables }: Scope,
  days: readonly Day[],
  startedAt: number,
  error: unknown,
  onlyKnown = false,
): Promise<void> {
  const entries = failureEntries(settings, { asset, variables }, days, startedAt, error)
  await recordFailures(target, entries, onlyKnown)
}

/** Writes entries of failures as `recordFailure` does, of assets that may be many. */
export async function recordFailures(
  target: Target | Promise<Target>,
  entries: readonly LedgerEntry[],
  onlyKnown = false,
): Promise<void> {
  if (entries.length === 0) return
  try {
    await writeFailures(await target, entries, onlyKnown)
  } catch {
    // What is thrown is the day's own fault.
  }
}

/** What the ledger says of days that were not loaded. */
export function failureEntries(
  settings: EtlSettings,
  { asset, variables }: Scope,
  days: readonly Day[],
  startedAt: number,
  error: unknown,
): LedgerEntry[] {
  const { code } = asMinuanoError(error)
  return days.flatMap((day) =>
    variables.map((variable) => ({
      ...ledgerKey(settings, asset, day, variable),
      interval: dayInterval(day, settings.timeZone),
      status: code === 'no-source-data' ? code : ('failed' as const),
      startedAt,
      sharedBy: days.length,
      errorCode: code,
    })),
  )
}
