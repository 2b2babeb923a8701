import { describeError } from '../../errors/describe-error.ts'
import { say } from '../../log/say.ts'
import { writeFoundDays } from '../../target/ledger/write-found-days.ts'
import type { FoundInSource } from '../../target/ledger/write-found-days.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Instant } from '../../time/instant.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'

/** Writes down what the Source holds. Where the Target takes it not, that is said: the days can be loaded all the same. */
export async function recordFound(
  target: Target,
  { timeZone, sampleLabel, periodSeconds }: EtlSettings,
  seenAt: Instant,
  found: readonly FoundInSource[],
): Promise<void> {
  try {
    await writeFoundDays(target, found, { timeZone, sampleLabel, periodSeconds, seenAt })
  } catch (error) {
    say(`what the Source holds was not written down in the Target: ${describeError(error)}`)
  }
}
