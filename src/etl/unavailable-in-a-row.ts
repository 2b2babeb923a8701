import type { MinuanoError } from '../errors/minuano-error.ts'
import { isBusy } from './extract/connector-client.ts'

/** After so many windows or days in a row for which Connector or Target was not to be had, no other is begun. */
export const mostUnavailableInARow = 3

/** Counts them, over all windows in flight. */
export interface UnavailableInARow {
  /** One was loaded, or failed by an error. */
  note(error: MinuanoError | undefined): void
  /** The last error, once they are too many. */
  readonly reason: MinuanoError | undefined
}

/**
 * Whether there is anybody to load from or into: each try of a day has its own retries, and of a year whose
 * Connector has gone every day would have its own. One that says that it is busy is there: each of the days that were
 * asked for together may be had by itself.
 */
export function countUnavailable(): UnavailableInARow {
  let count = 0
  let reason: MinuanoError | undefined
  return {
    note(error) {
      const isAway = error?.code === 'connector-unavailable' || error?.code === 'target-unavailable'
      count = isAway && !isBusy(error) ? count + 1 : 0
      if (count >= mostUnavailableInARow) reason = error
    },
    get reason() {
      return reason
    },
  }
}
