import type { StateCodes } from '../../config/state-readers.ts'
import type { StateCode } from '../../target/register/write-state-codes.ts'

/** The settings' codes of each type as rows of the Target's table. */
export function listStateCodes(states: StateCodes): ReadonlyMap<string, readonly StateCode[]> {
  return new Map(
    [...states].map(([type, eras]) => [
      type,
      eras.flatMap(({ validFrom, codes }) =>
        [...codes].map(([code, category]) => ({ code, category, validFrom })),
      ),
    ]),
  )
}
